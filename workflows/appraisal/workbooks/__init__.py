"""What 民主评议 carries in workbooks."""
