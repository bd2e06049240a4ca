"""A double click on the page of a rating is one click: it is answered like the first, never with what is lacking."""

from typing import Any

import pytest

from tests.workflows.engine.signing import ask, sign
from tests.workflows.engine.steps import all_is_well, do, rating_at, trail
from tests.workflows.organisation.people import signed_in
from tests.world import World
from workflows.engine import approval_sheets
from workflows.star_rating import actions
from workflows.star_rating.models import RatingList
from workflows.star_rating.queries.papers import Papers
from workflows.star_rating.states import RatingState as S
from workflows.star_rating.states import Sheet

BRANCH = "甲三支部"
WHY: dict[str, Any] = {"comment": "请补充。", "to": S.SELF_ASSESSING}


@pytest.mark.parametrize(
    ("state", "who", "verb", "more"),
    [
        (S.SELF_ASSESSING, "third", "submit", {}),
        (S.GENERAL_REVIEWING, "general", "forward", {}),
        (S.GENERAL_REVIEWING, "general", "send_back", WHY),
        (S.SCORING, "staff", "send_back", WHY),
        (S.SCORING, "staff", "forward", {}),
    ],
)
def test_a_double_click_is_one(world: World, state: S, who: str, verb: str, more: dict[str, Any]) -> None:
    rating = rating_at(world, state, BRANCH)
    if verb == "submit":
        world.fill(BRANCH, world.third)
    if (state, verb) == (S.SCORING, "forward"):
        world.fill(BRANCH, world.staff, sheet=Sheet.REVIEW)
    form = {"verb": verb, "seen": str(world.seen(rating))} | more
    client, page = signed_in(world.users[who]), f"/records/{rating.process.number}/"
    lists = RatingList.objects.count()
    answers = [client.post(page, form).status_code for _ in range(2)]
    assert (answers, trail(rating).count(verb)) == ([302, 302], 2 if _before(state, verb) else 1)
    assert (RatingList.objects.count(), all_is_well()) == (lists, True)


def _before(state: S, verb: str) -> bool:
    """Whether the rating came to this state by the same verb."""
    return (state, verb) == (S.SCORING, "forward")


def test_papers_and_the_approval_sheet_print_what_those_said_who_signed(world: World) -> None:
    rating = rating_at(world, S.GENERAL_REVIEWING, BRANCH)
    sign(world, ask(world, rating, "general", "deputy"), "deputy", comment="第18条属实。")
    do(actions.forward, world, rating, "general", comment="同意报送。")
    said = "会签同意：王海燕（甲局机关党委 专职副书记），第18条属实。"
    fresh = world.rating(BRANCH)
    opinions = Papers([fresh], meetings=True).decision()["各支部"][0]["意见"]
    assert [row["内容"] for row in opinions if "同意报送" in row["内容"]] == [f"同意报送。　{said}"]
    steps = approval_sheets.values([fresh])["各单"][0]["经过"]
    assert [(row["办理人"], row["意见"]) for row in steps if row["办理"] == "会签同意"] == [("王海燕", "第18条属实。")]
