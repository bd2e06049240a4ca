"""群众满意度 from the ballots of a meeting to the stars of its branch, page by page. 依据: domain 2.4, 4.5."""

from decimal import Decimal
from io import BytesIO
from typing import Any

from openpyxl import load_workbook

from tests.workflows.appraisal.cast import Cast
from tests.workflows.appraisal.pages import browser, get, record
from tests.workflows.star_rating import panels
from workflows.appraisal import actions
from workflows.appraisal.queries.counting import BRANCH
from workflows.appraisal.states import MeetingState as M
from workflows.engine.models import Round
from workflows.star_rating.models import Rating
from workflows.star_rating.queries import figures as reading

ANSWERS = {"满意": 12, "基本满意": 5, "不满意": 3, "不了解": 4}
"""(12×100 + 5×60 + 3×0) ÷ 20 = 75."""


def surveyed(cast: Cast) -> None:
    """A closed meeting beside which twenty-four of the 群众 were asked; two keyed it in."""
    cast.meeting_at(M.COUNTING)
    heads: dict[str, Any] = dict.fromkeys(("issued", "returned", "valid"), sum(ANSWERS.values()))
    for reader in ("organiser", "secretary"):
        cast.enter(reader)
        cast.enter(reader, form="masses", cells={f"{BRANCH}.overall": ANSWERS}, **heads)
    cast.do(actions.confirm, cast.meeting())
    cast.meeting_at(M.CLOSED)


def rated(cast: Cast) -> Round:
    """A round of star rating of the same year with 满意度 as a component."""
    found: Round = panels.open_round(cast)
    return found


def test_what_the_ballots_said_stands_in_the_sheet_that_the_star_rating_takes_in(cast: Cast) -> None:
    surveyed(cast)
    round_ = rated(cast)
    content = browser(cast, "clerk").get(f"/star_rating/rounds/{round_.pk}/figures.xlsx").content
    rows = [[cell.value for cell in row] for row in load_workbook(BytesIO(content)).worksheets[0].iter_rows()]

    assert [f"{row[3]:g}" for row in rows if row[2] == "甲一支部"] == ["75"]


def test_a_branch_that_asked_nobody_has_no_figure(cast: Cast) -> None:
    cast.meeting_at(M.CLOSED)
    round_ = rated(cast)

    assert reading.surveyed(round_, reading.importable(round_), reading.office_components(round_)) == {}


def test_the_figure_is_the_branchs_own(cast: Cast) -> None:
    surveyed(cast)
    round_ = rated(cast)
    told = reading.surveyed(round_, reading.importable(round_), reading.office_components(round_))

    assert told == {Rating.objects.get(round=round_, unit=cast.units["甲一支部"]).pk: Decimal(75)}


def test_the_superior_reads_the_sum_behind_the_figure(cast: Cast) -> None:
    surveyed(cast)
    shown = get(cast, record(cast.meeting()), "clerk")[1]

    assert "（12×100+5×60+3×0）÷20=75分；满意率17/20=85%。" in shown
