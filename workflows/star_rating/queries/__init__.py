"""Reading star ratings: sheets and results, lists and quotas, rounds as a whole."""

from workflows.engine.deadlines import in_time, stays_in
from workflows.star_rating.queries.histories import histories, taking_part
from workflows.star_rating.queries.lists import (
    Listing,
    all_filed,
    bodies,
    decided_by_unit,
    has_nobody_left,
    has_soft_minimum_above,
    has_soft_quota,
    list_lacking,
    members,
    off_path,
    quota_lines,
    ranks_in_other_lists,
    reason_kept,
    unreported,
)
from workflows.star_rating.queries.objected import no_open_objection, objections_to, upheld
from workflows.star_rating.queries.overlaps import overlaps
from workflows.star_rating.queries.papers import file_words, scan_is_there
from workflows.star_rating.queries.quota_lines import QuotaLine
from workflows.star_rating.queries.quota_minima import missed_at_last
from workflows.star_rating.queries.ranking import RoundRanking, placed, ranks_at
from workflows.star_rating.queries.rounds import KEY, chosen, fully_opened, opening, stopped, unopened
from workflows.star_rating.queries.running import not_handed_in
from workflows.star_rating.queries.sheets import (
    Sheets,
    deductions,
    entered,
    figures_of,
    findings,
    lacking,
    now_told,
    results,
    scheme_of,
)
from workflows.star_rating.queries.spot_checks import (
    DRAWN_FROM,
    DRAWN_LISTS,
    disagreed,
    lists_to_draw,
    no_open_pick,
    pool,
)
from workflows.star_rating.queries.standing import changed_results, out_of_step
from workflows.star_rating.queries.stars import (
    LOW_INDICATOR,
    LOW_RESULT,
    STAR_FACT,
    VETOED,
    elsewhere,
    star_level,
    star_of,
    was_rated,
)

__all__ = [
    "DRAWN_FROM",
    "DRAWN_LISTS",
    "KEY",
    "LOW_INDICATOR",
    "LOW_RESULT",
    "STAR_FACT",
    "VETOED",
    "Listing",
    "QuotaLine",
    "RoundRanking",
    "Sheets",
    "all_filed",
    "bodies",
    "changed_results",
    "chosen",
    "decided_by_unit",
    "deductions",
    "disagreed",
    "elsewhere",
    "entered",
    "figures_of",
    "file_words",
    "findings",
    "fully_opened",
    "has_nobody_left",
    "has_soft_minimum_above",
    "has_soft_quota",
    "histories",
    "in_time",
    "lacking",
    "list_lacking",
    "lists_to_draw",
    "members",
    "missed_at_last",
    "no_open_objection",
    "no_open_pick",
    "not_handed_in",
    "now_told",
    "objections_to",
    "off_path",
    "opening",
    "out_of_step",
    "overlaps",
    "placed",
    "pool",
    "quota_lines",
    "ranks_at",
    "ranks_in_other_lists",
    "reason_kept",
    "results",
    "scan_is_there",
    "scheme_of",
    "star_level",
    "star_of",
    "stays_in",
    "stopped",
    "taking_part",
    "unopened",
    "unreported",
    "upheld",
    "was_rated",
]
