"""What people type in 民主评议, one page's forms a file."""
