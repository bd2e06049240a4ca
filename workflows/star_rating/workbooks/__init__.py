"""Star ratings in spreadsheets: the scheme, the score sheet to fill in offline, and the 汇总表."""

from workflows.star_rating.workbooks.figures import Figures, figures_template, read_figures
from workflows.star_rating.workbooks.marks import marks_book, ranking, read_marks
from workflows.star_rating.workbooks.scheme import read_scheme, scheme_book
from workflows.star_rating.workbooks.sheet import Typed, read_score_sheet, score_sheet
from workflows.star_rating.workbooks.table import summary

__all__ = [
    "Figures",
    "Typed",
    "figures_template",
    "marks_book",
    "ranking",
    "read_figures",
    "read_marks",
    "read_scheme",
    "read_score_sheet",
    "scheme_book",
    "score_sheet",
    "summary",
]
