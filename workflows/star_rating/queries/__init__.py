"""Reading star ratings: sheets and results, lists and quotas, rounds as a whole."""

from workflows.star_rating.queries.lists import (
    Listing,
    QuotaLine,
    list_lacking,
    members,
    no_open_objection,
    quota_lines,
    unreported,
)
from workflows.star_rating.queries.sheets import (
    Sheets,
    base_of,
    deductions,
    findings,
    lacking,
    results,
    scheme_of,
)
from workflows.star_rating.queries.standing import changed_results, out_of_step

KEY = "star_rating"
STAR_FACT = "star_rating.tier"
"""The fact of a branch's star in a year."""

__all__ = [
    "KEY",
    "STAR_FACT",
    "Listing",
    "QuotaLine",
    "Sheets",
    "base_of",
    "changed_results",
    "deductions",
    "findings",
    "lacking",
    "list_lacking",
    "members",
    "no_open_objection",
    "out_of_step",
    "quota_lines",
    "results",
    "scheme_of",
    "unreported",
]
