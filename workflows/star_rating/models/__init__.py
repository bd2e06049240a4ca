"""Rows of star rating, one noun a file, and the arrows: what may happen to a rating and to a list."""

from workflows.star_rating.models.list import RatingList
from workflows.star_rating.models.rating import Rating
from workflows.star_rating.models.scheme import Scheme
from workflows.star_rating.models.sheet import SheetLine, VetoFinding

__all__ = ["Rating", "RatingList", "Scheme", "SheetLine", "VetoFinding"]
