"""The pages of 民主评议, one kind a file."""
