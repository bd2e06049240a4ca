"""Pages of star rating that the generic ones cannot do, and what the record pages show beyond them."""

from workflows.star_rating.views.changing import change_details
from workflows.star_rating.views.details import rating_details
from workflows.star_rating.views.evaluation_page import evaluation_details, sheet_details
from workflows.star_rating.views.list_page import list_details

__all__ = ["change_details", "evaluation_details", "list_details", "rating_details", "sheet_details"]
