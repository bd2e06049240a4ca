"""What publishing finds fault with calls for work elsewhere: low indicators, vetoes, upheld objections."""

from decimal import Decimal
from typing import Any

import pytest

from tests.workflows.engine.steps import after_notice, all_is_well, do, list_at
from tests.workflows.star_rating.listing import VERSIONS
from tests.workflows.star_rating.test_changing import decide, page, propose
from tests.workflows.star_rating.test_without_star import FORGED, published
from tests.world import World, make_world, scheme_c
from workflows.engine import events, objections
from workflows.engine.models import Event, Objection, Round
from workflows.star_rating import actions, queries
from workflows.star_rating.rules import Deduction, Indicator, Scheme, SchemeError, plain
from workflows.star_rating.rules.following import low_indicators
from workflows.star_rating.states import ListState as L

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    """Under a scheme that follows up every indicator of which a third is lost."""
    world = make_world()
    world.round()
    round_ = Round.objects.get()
    for each in round_.scheme["indicators"]:
        each["follow_below"] = str((Decimal(each["full"]) * 2 / 3).quantize(Decimal("0.1")))
    round_.scheme_version = f"试{next(VERSIONS)}"
    round_.save(update_fields=["scheme", "scheme_version"])
    return world


def low(world: World) -> list[Event]:
    """甲一支部 is published with full marks, 甲二支部 with ten points off on three lines."""
    list_at(world, L.PUBLICISING, ("甲一支部", "甲二支部"))
    assert actions.publish_due(after_notice()) == 2
    return list(events.waiting(queries.LOW_INDICATOR))


def test_an_indicator_below_what_the_scheme_asks_is_called_out_with_its_marks(world: World) -> None:
    found = low(world)

    assert {event.unit.short_name for event in found} == {"甲二支部"}
    scheme = queries.scheme_of(Round.objects.get())
    by_code = {each.code: each for each in scheme.indicators}
    expected = {each.code: (mark, each) for each, mark in low_indicators(scheme, off("18", "20", "21"))}
    assert {event.item for event in found} == expected.keys()
    mark, indicator = expected[found[0].item]
    assert indicator == by_code[found[0].item]
    assert (
        found[0].data["words"] == f"“{indicator.name}”得{plain(mark)}分，低于{plain(indicator.follow_below or mark)}分"
    )
    assert found[0].data["words"] in page(world, "sibling", "甲二支部")


def off(*codes: str) -> list[Deduction]:
    return [Deduction(code, Decimal(10), "核实后扣分") for code in codes]


def test_a_mark_at_the_threshold_is_not_low() -> None:
    document: dict[str, Any] = scheme_c().to_data()
    first = document["indicators"][0]
    first["follow_below"] = first["full"]
    scheme = Scheme.from_data(document)

    assert low_indicators(scheme, []) == []
    line = scheme.indicators[0].items[0].code
    assert [(each.code, mark) for each, mark in low_indicators(scheme, [Deduction(line, Decimal(1), "")])] == [
        (first["code"], Decimal(first["full"]) - 1)
    ]


@pytest.mark.parametrize("below", ["0", "15.5"])
def test_a_threshold_that_no_mark_or_every_mark_meets_is_refused(below: str) -> None:
    with pytest.raises(SchemeError, match="低于几分须整改应大于0、不超过满分"):
        Indicator("1", "组织建设", Decimal(15), (), True, "", follow_below=Decimal(below))


def test_a_correction_takes_back_what_nobody_took_up(world: World) -> None:
    (event, *_) = low(world)
    assert events.waiting(queries.LOW_INDICATOR).count() > 0
    given = actions.NewStar("correct", 4, "经复查成立", "办法第十二条")
    decide(world, actions.change_propose(world.rating("甲二支部"), given, by=world.clerk))

    assert events.waiting(queries.LOW_INDICATOR).count() == 0
    assert event.data["words"] not in page(world, "sibling", "甲二支部")


def test_a_star_lowered_later_leaves_what_the_result_found(world: World) -> None:
    before = len(low(world))
    decide(world, propose(world))

    assert events.waiting(queries.LOW_INDICATOR).count() == before


def test_a_veto_that_struck_is_called_out_once_and_one_that_was_looked_into_and_absent_is_not(world: World) -> None:
    published(world, 甲一支部=FORGED)

    (event,) = events.waiting(queries.VETOED)
    assert (event.unit.short_name, event.item) == ("甲一支部", FORGED)
    assert event.data["words"].endswith("取消评星资格")
    assert event.data["text"] == f"{Round.objects.get().title}：{event.data['words']}。"


def test_an_upheld_objection_is_called_out_without_who_said_what(world: World) -> None:
    submission = list_at(world, L.PUBLICISING, ("甲一支部", "甲二支部"))
    assert submission.publicity is not None
    said = {"channel": "电话", "text": "党费收缴不实。", "signed": "王先生"}
    true, false = (
        objections.receive(submission.publicity, world.rating(branch), by=world.clerk, **said)
        for branch in ("甲一支部", "甲二支部")
    )
    do(objections.uphold, world, true, "head", comment="经查属实。")
    do(objections.dismiss, world, false, "head", comment="经查不实。")

    (event,) = Event.objects.filter(kind=objections.upheld_kind(queries.KEY))
    rating = world.rating("甲一支部")
    assert (event.source_id, event.item) == (rating.process_id, Objection.objects.get(pk=true.pk).process.number)
    assert event.data == {
        "words": "公示期间的异议经核查属实",
        "text": f"{rating.round.title}：{rating.process.title}，公示期间的异议经核查属实。",
    }
    actions.publish_due(after_notice())
    assert "公示期间的异议经核查属实，须整改" in page(world, "secretary")
    assert all_is_well()
