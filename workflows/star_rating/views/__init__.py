"""Pages of star rating that the generic ones cannot do, and what the record pages show beyond them."""

from workflows.star_rating.views.details import list_details, rating_details

__all__ = ["list_details", "rating_details"]
