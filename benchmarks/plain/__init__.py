"""The yardstick: the same approval on Viewflow alone, as its own manual writes it."""
