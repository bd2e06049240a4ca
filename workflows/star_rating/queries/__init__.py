"""Reading star ratings: sheets and results, lists and quotas, rounds as a whole."""

from workflows.star_rating.queries.lists import (
    Listing,
    QuotaLine,
    has_nobody_left,
    list_lacking,
    members,
    no_open_objection,
    quota_lines,
    unreported,
)
from workflows.star_rating.queries.rounds import KEY, fully_opened, opening, stopped, unopened
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
    "fully_opened",
    "has_nobody_left",
    "lacking",
    "list_lacking",
    "members",
    "no_open_objection",
    "opening",
    "out_of_step",
    "quota_lines",
    "results",
    "scheme_of",
    "stopped",
    "unopened",
    "unreported",
]
