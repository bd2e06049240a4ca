"""办理时限和提醒 while a round of any process is prepared, and in one that is prepared like it."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.workflows.nomination.cast import document
from tests.workflows.organisation.people import signed_in
from tests.world import World, scheme_c
from workflows.appraisal import actions as appraisal
from workflows.appraisal.rules import ready as plan
from workflows.engine import handling
from workflows.engine.errors import NotAllowed, Refused
from workflows.engine.models import AuditEntry, Round
from workflows.nomination import actions as nomination
from workflows.rectification import actions as rectification
from workflows.rectification.rules import ready as programme
from workflows.star_rating import actions as star_rating
from workflows.star_rating.models import Scheme

Draft = Callable[[World, Round | None], Round]
GIVEN = {"ahead": "2", "superior": "0", "unopened": "on"}
SAID = ("7个工作日", "提前2个工作日", "不报", "不要求先逐件打开")


def _rating(world: World, like: Round | None) -> Round:
    rules = scheme_c()
    kept, _ = Scheme.objects.get_or_create(name=rules.name, version=rules.version, document=rules.to_data())
    return star_rating.draft_round(
        world.units["工委"], kept, by=world.clerk, year=2041 if like else 2040, title="星级评定", basis="",
        resume=Round.Resume.DIRECT, stages={}, like=like,
    )  # fmt: skip


def _award(world: World, like: Round | None) -> Round:
    return nomination.draft_round(world.units["工委"], document(), by=world.clerk, title="表彰", like=like)


def _programme(world: World, like: Round | None) -> Round:
    made = programme("inspection").to_data()
    return rectification.draft_round(world.units["工委"], made, by=world.clerk, title="专项", like=like)


def _appraisal(world: World, like: Round | None) -> Round:
    return appraisal.draft_round(world.units["工委"], plan(), by=world.clerk, year=2040, title="评议", like=like)


DRAFTS: dict[str, tuple[Draft, str]] = {
    "star_rating": (_rating, "scoring"),
    "nomination": (_award, "drafting"),
    "rectification": (_programme, "signing"),
    "appraisal": (_appraisal, "grading"),
}


@pytest.mark.parametrize("key", DRAFTS)
def test_it_is_set_before_the_round_starts_and_carried_into_one_prepared_like_it(world: World, key: str) -> None:
    draft, state = DRAFTS[key]
    round_, clerk = draft(world, None), signed_in(world.users["clerk"])
    page = f"/{key}/rounds/{round_.pk}/"
    assert f'href="{page}handling/"' in clerk.get(page).content.decode()

    assert clerk.post(f"{page}handling/", GIVEN | {f"days_{state}": "7"}).status_code == 302

    text = clerk.get(page).content.decode()
    assert [words for words in SAID if words not in text] == []
    made = draft(world, Round.objects.get(pk=round_.pk))
    assert (made.handling, made.unopened) == ({"days": {state: 7}, "ahead": 2, "superior": 0}, True)
    assert Round.objects.get(pk=made.pk).handling == made.handling


def test_who_does_not_run_it_says_nothing_of_a_prepared_round(world: World) -> None:
    round_ = _rating(world, None)
    with pytest.raises(NotAllowed):
        _set(round_, world.deputy)
    assert signed_in(world.users["deputy"]).get(f"/star_rating/rounds/{round_.pk}/handling/").status_code == 404


def test_nothing_is_said_of_a_round_that_is_over(world: World) -> None:
    round_ = _rating(world, None)
    star_rating.round_cancel(round_, reason="另有部署", by=world.clerk)
    with pytest.raises(Refused, match="已取消，不能再办理这一项"):
        _set(round_, world.clerk)
    assert Round.objects.get(pk=round_.pk).handling == {}


def test_what_a_prepared_round_was_told_is_in_the_ledger(world: World) -> None:
    _set(_rating(world, None), world.clerk)
    assert AuditEntry.objects.latest("pk").label == "办理时限和提醒"


def _set(round_: Round, by: Any) -> None:
    handling.set_handling(round_, days={"scoring": 7}, ahead=0, superior=0, unopened=False, by=by)
