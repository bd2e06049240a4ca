"""Reading star ratings: what is lacking, who is unreported, how a round stands."""

from decimal import Decimal

import pytest

from tests.world import World, make_world
from workflows.star_rating import actions, queries
from workflows.star_rating.queries import rounds
from workflows.star_rating.rules import Deduction
from workflows.star_rating.states import Sheet

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    world = make_world()
    world.round()
    return world


def test_an_empty_own_sheet_lacks_the_vetoes_and_the_star(world: World) -> None:
    found = queries.lacking(world.rating("甲一支部"), Sheet.SELF)

    assert [code for code, _ in found] == ["proposed_tier", "V1", "V2", "V3", "V4", "V5", "V6", "V7"]


def test_a_review_needs_a_reason_only_where_it_differs(world: World) -> None:
    world.submit("甲一支部", world.secretary, "5")
    rating = world.rating("甲一支部")
    given = actions.SheetInput(
        lines=(Deduction("18", Decimal(5), ""), Deduction("1", Decimal(2), "")),
        vetoes={},
        figures={"appraisal": actions.Figure(Decimal(90))},
    )
    actions.save_sheet(rating, Sheet.REVIEW, given, by=world.deputy, seen=world.seen(rating))
    found = queries.lacking(world.rating("甲一支部"), Sheet.REVIEW)

    assert found[0] == ("1", "第1条未按期换届自评不扣分，初评扣2分，还没有写不一致的理由。")
    assert [code for code, _ in found] == ["1", "V1", "V2", "V3", "V4", "V5", "V6", "V7"]


def test_a_unit_waits_for_its_own_branches_only(world: World) -> None:
    assert sorted(r.unit.short_name for r in queries.unreported(world.list_of("甲局机关党委"))) == [
        "甲一支部", "甲三支部", "甲二支部", "甲五支部", "甲四支部",
    ]  # fmt: skip
    assert [r.unit.short_name for r in queries.unreported(world.list_of("工委"))] == ["丙办党支部"]


def test_a_quota_shows_its_sum(world: World) -> None:
    world.submit("甲一支部", world.secretary)
    world.review("甲一支部", world.deputy)
    submission = world.list_of("甲局机关党委")
    (line,) = queries.quota_lines(submission, queries.members(submission))

    assert line.text == "五星级名额1个（5×30%=1.5，向下取1），本批列1个，已满。"
    assert (line.over, line.left) == (False, 0)


def test_the_base_score_is_read_off_the_stored_result(world: World) -> None:
    world.submit("甲一支部", world.secretary, "5")
    world.review("甲一支部", world.deputy, "4")

    assert queries.figures_of(world.rating("甲一支部").result) == {"base": Decimal(96), "appraisal": Decimal(95)}
    assert queries.figures_of({}) == {}


def test_the_matrix_counts_what_the_person_may_see(world: World) -> None:
    world.submit("甲一支部", world.secretary)
    round_ = world.rating("甲一支部").round

    def seen_by(name: str) -> dict[str, dict[str, int]]:
        units = rounds.reporting_units(world.users[name], round_)
        found = rounds.standing(world.users[name], round_, list(units)).cells
        return {units[unit].name: {state: n for state, n in cells.items() if n} for unit, cells in found.items()}

    assert seen_by("clerk") == {
        "工委": {"self_assessing": 1},
        "甲局机关党委": {"self_assessing": 4, "scoring": 1},
        "乙局机关党委": {"self_assessing": 1},
    }
    assert seen_by("other_deputy") == {"乙局机关党委": {"self_assessing": 1}}
    assert seen_by("secretary") == {"甲局机关党委": {"scoring": 1}}
