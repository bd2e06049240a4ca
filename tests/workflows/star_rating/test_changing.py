"""A published star is corrected, lowered, taken away or raised by a decision of its own; what stood before stays."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.workflows.engine.steps import UNIT, after_notice, all_is_well, do, list_at
from tests.workflows.star_rating.listing import most, round_of
from tests.world import World, make_world, scheme_c
from workflows.engine.errors import Incomplete, NotAllowed, Refused
from workflows.engine.models import Fact, Meeting, Quota, Reservation, Round
from workflows.star_rating import actions, queries
from workflows.star_rating.models import StarChange
from workflows.star_rating.queries import stars
from workflows.star_rating.queries.histories import histories
from workflows.star_rating.rules import Past, QuotaRule, Span, grade
from workflows.star_rating.states import ListState as L

pytestmark = pytest.mark.django_db
MEETING: dict[str, Any] = {
    "body": "工委会议",
    "held_on": timezone.localdate(),
    "number": "〔2026〕7号",
    "minutes": "同意。",
}


@pytest.fixture
def world() -> World:
    """甲一支部 has five stars with 98.50, 甲二支部 three."""
    world = make_world()
    world.round()
    list_at(world, L.PUBLICISING, ("甲一支部", "甲二支部"))
    assert actions.publish_due(after_notice()) == 2
    return world


def propose(world: World, kind: str = "lower", tier: int | None = 3, by: str = "clerk", **more: Any) -> StarChange:
    given = actions.NewStar(kind, tier, "年内发生重大问题", "办法第十二条", **more)
    return actions.change_propose(world.rating("甲一支部"), given, by=getattr(world, by))


def decide(world: World, change: StarChange, by: str = "leader") -> StarChange:
    return do(actions.change_approve, world, change, by, **MEETING)  # type: ignore[no-any-return]


def star(world: World, unit: str = "甲一支部") -> tuple[Any, ...]:
    fact = queries.star_of(world.rating(unit))
    assert fact is not None
    return fact.value["tier"], fact.words, fact.value["score"]


def test_a_star_is_lowered_by_the_committees_meeting_and_the_old_one_stays_to_be_read(world: World) -> None:
    change = propose(world)
    assert star(world) == (5, "五星级", "98.50")

    assert decide(world, change).state == "effective"
    assert star(world) == (3, "三星级", "98.50")
    old, new = Fact.objects.filter(unit=world.units["甲一支部"]).order_by("pk")
    assert (old.words, old.superseded_by, new.source) == (
        "五星级",
        new,
        f"{Round.objects.get()}降星（{change.process.number}）",
    )
    assert Meeting.objects.get(process=change.process_id).number == "〔2026〕7号"
    assert all_is_well()


def test_the_rating_stays_as_it_was_decided(world: World) -> None:
    before = world.rating("甲一支部").result
    decide(world, propose(world))

    assert (world.rating("甲一支部").result, world.rating("甲一支部").tier) == (before, 5)
    assert list(queries.changed_results()) == []


def test_a_star_is_taken_away(world: World) -> None:
    decide(world, propose(world, "strip", None))

    assert star(world) == (0, "摘星", "98.50")


def test_after_a_star_was_taken_away_next_years_rises_step_by_step(world: World) -> None:
    branch = world.units["甲一支部"]
    decide(world, propose(world, "strip", None))
    last = Round.objects.get()
    last.year += 1
    past = Past.of(histories(last, [branch])[branch.pk])

    found = grade(replace(scheme_c(), step_up=1), [], {"appraisal": Decimal(95)}, (), past)

    assert (past.last, found.tier_name) == (0, "一星级")
    assert "每年最多升1级，上年是无星级，由五星级降为一星级。" in [reason.text for reason in found.reasons]


def test_a_score_is_corrected_without_touching_the_star(world: World) -> None:
    decide(world, propose(world, "correct", 5, score=Decimal("98.00")))

    assert star(world) == (5, "五星级", "98.00")


@pytest.mark.parametrize(
    ("kind", "tier", "more", "sentence"),
    [
        ("lower", 5, {}, "降星后的星级须低于现在的五星级；不再保留星级的，请选“摘星”。"),
        ("lower", None, {}, "降星后的星级须低于现在的五星级；不再保留星级的，请选“摘星”。"),
        ("raise", 5, {}, "升星后的星级须高于现在的五星级。"),
        ("correct", 5, {}, "更正后的得分和星级与现在相同，没有需要更正的内容。"),
        ("correct", 5, {"score": Decimal("98.5")}, "更正后的得分和星级与现在相同，没有需要更正的内容。"),
        ("correct", 9, {}, "本批次的评定方案没有这个星级，请重新选择。"),
    ],
)
def test_a_change_that_is_none_is_refused(
    world: World, kind: str, tier: int | None, more: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(Refused) as refused:
        propose(world, kind, tier, **more)
    assert refused.value.message == sentence


def test_one_change_at_a_time(world: World) -> None:
    propose(world)

    with pytest.raises(Refused, match="已有一件星级变更等待审定"):
        propose(world, "strip", None)


def test_after_a_change_the_next_one_starts_from_it(world: World) -> None:
    decide(world, propose(world))
    decide(world, propose(world, "raise", 4))

    assert star(world) == (4, "四星级", "98.50")
    assert [fact.words for fact in stars.history(world.units["甲一支部"].pk)] == ["四星级", "三星级", "五星级"]


def test_a_lowered_star_frees_its_place_and_a_raised_one_takes_it(world: World) -> None:
    other = world.rating("甲二支部")
    raised = actions.NewStar("raise", 5, "成绩特别突出", "办法第八条")
    full = actions.change_propose(other, raised, by=world.clerk)
    with pytest.raises(Refused, match=r"（5×30%=1\.5，向下取1）已满，不能升为五星级。"):
        decide(world, full)
    decide(world, propose(world))

    assert decide(world, full).state == "effective"
    assert list(Reservation.objects.values_list("process", flat=True)) == [other.process_id]
    assert all_is_well()


def published(*quotas: QuotaRule) -> World:
    """甲一支部 has five stars and 甲二支部 three, in a round with these quotas."""
    world = make_world()
    round_of(world, quotas=quotas)
    list_at(world, L.PUBLICISING, ("甲一支部", "甲二支部"))
    assert actions.publish_due(after_notice()) == 2
    return world


def test_a_lowered_star_finds_no_place_where_a_hard_quota_is_full() -> None:
    world = published(most(3, 1))
    change = propose(world)

    with pytest.raises(Refused, match=r"三星级名额1个（固定1个）已满，不能降为三星级。确需变更的，请先调整名额。"):
        decide(world, change)
    assert (star(world)[0], Reservation.objects.count()) == (5, 1)

    actions.quota_set(Quota.objects.get(unit__short_name=UNIT), 2, by=world.clerk, reason="降星腾出五星级")
    assert decide(world, change).state == "effective"
    assert Reservation.objects.count() == 2
    assert all_is_well()


def test_a_place_that_a_rating_has_already_is_no_new_one() -> None:
    world = published(most(3, 2, span=Span.ABOVE))
    Quota.objects.update(limit=1)

    assert decide(world, propose(world, tier=4)).state == "effective"
    assert Reservation.objects.count() == 2


def test_a_star_that_was_changed_otherwise_meanwhile_is_not_changed_again(world: World) -> None:
    change = propose(world)
    Fact.objects.filter(pk=change.fact_id).update(superseded_by=change.fact_id)

    with pytest.raises(Refused, match="已另有变更"):
        decide(world, change)
    assert StarChange.objects.get().state == "deciding"


def test_without_a_published_star_there_is_nothing_to_change(world: World) -> None:
    given = actions.NewStar("lower", 1, "原因", "依据")

    with pytest.raises(Refused, match="没有公布的星级"):
        actions.change_propose(world.rating("乙一支部"), given, by=world.clerk)


@pytest.mark.parametrize("who", ["deputy", "leader", "secretary", "inspector"])
def test_only_the_department_proposes(world: World, who: str) -> None:
    with pytest.raises(NotAllowed):
        propose(world, by=who)


@pytest.mark.parametrize("who", ["clerk", "deputy", "secretary", "inspector"])
def test_only_who_signs_for_the_committee_decides(world: World, who: str) -> None:
    change = propose(world)

    with pytest.raises(NotAllowed):
        decide(world, change, who)
    assert star(world) == (5, "五星级", "98.50")


def test_a_refusal_needs_its_reason_and_leaves_the_star(world: World) -> None:
    change = propose(world)
    with pytest.raises(Incomplete):
        do(actions.change_reject, world, change, "leader", comment=" ")

    assert do(actions.change_reject, world, change, "leader", comment="事实不清。").state == "refused"
    assert star(world) == (5, "五星级", "98.50")
    assert propose(world).state == "deciding"


def test_the_department_takes_its_proposal_back(world: World) -> None:
    assert do(actions.change_drop, world, propose(world), "head", comment="材料有误。").state == "dropped"


def test_the_same_click_twice_is_the_same_as_once(world: World) -> None:
    change = propose(world)
    seen = world.seen(change)
    for _ in range(2):
        fresh = StarChange.objects.select_related("unit", "round", "process").get()
        actions.change_approve(fresh, by=world.leader, seen=seen, **MEETING)

    assert (
        Fact.objects.filter(unit=world.units["甲一支部"]).count(),
        Meeting.objects.filter(process=change.process_id).count(),
    ) == (2, 1)


# --- pages ---------------------------------------------------------------------------------------------------------


def browser(world: World, who: str) -> Client:
    client = Client()
    client.force_login(world.users[who])
    return client


def page(world: World, who: str, unit: str = "甲一支部") -> str:
    answer: Any = browser(world, who).get(f"/records/{world.rating(unit).process.number}/")
    return str(answer.content.decode())
