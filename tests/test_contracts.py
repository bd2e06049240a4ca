"""Contracts over registry and addresses: names that stay, no way round the doors, results that come out again."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from django.urls import URLPattern, URLResolver, get_resolver

from tests.workflows.engine.steps import after_notice, list_at
from tests.world import World, make_world
from workflows.engine import registry
from workflows.engine.arrows import Doer, arrow_of
from workflows.engine.flow import Desk, Final, ProcessFlow, targets_of
from workflows.engine.models import Fact
from workflows.star_rating import actions
from workflows.star_rating.models import Rating, SheetLine
from workflows.star_rating.states import ListState as L

NAMES = Path(__file__).with_name("names.txt")
FLOWS = registry.flows()


def names() -> list[str]:
    """Flow, state and desk of everything that a stored row may point at."""
    return sorted(f"{flow.__name__} {node.state} {node.name}" for flow in FLOWS for node in flow.nodes_in_order())


def test_no_state_and_no_desk_was_renamed_or_removed() -> None:
    """A new one is added to names.txt; a line of it never changes, because stored rows name it."""
    assert names() == NAMES.read_text("utf-8").splitlines()


@pytest.mark.parametrize("flow", FLOWS)
def test_every_state_has_its_desk_or_its_end(flow: type[ProcessFlow]) -> None:
    for node in flow.nodes_in_order():
        assert isinstance(node, Desk if flow.transitions_from(node.state) else Final)


@pytest.mark.parametrize("flow", FLOWS)
def test_every_verb_of_a_person_has_an_action_and_its_words(flow: type[ProcessFlow]) -> None:
    for item in flow.transitions():
        arrow = arrow_of(item)
        assert arrow.label
        assert arrow.done
        assert (item.name in flow.actions) is (arrow.doer in (Doer.HOLDER, Doer.HOST, Doer.SENDER))


@pytest.mark.parametrize("flow", FLOWS)
def test_the_graph_holds_an_edge_for_every_arrow_and_no_other(flow: type[ProcessFlow]) -> None:
    drawn = {
        (node.state, edge.dst.state) for node in flow.desks() for edge in node._outgoing() if hasattr(edge.dst, "state")
    }

    assert drawn == {(item.source, target) for item in flow.transitions() for target in targets_of(item)}


def patterns(within: URLResolver, before: str = "") -> Iterator[tuple[str, Any]]:
    for entry in within.url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry, before + str(entry.pattern))
        elif isinstance(entry, URLPattern):
            yield before + str(entry.pattern), entry.callback


def test_no_address_of_viewflows_tasks_is_mounted() -> None:
    mounted = [
        address
        for address, view in patterns(get_resolver())
        if getattr(getattr(view, "view_class", view), "__module__", "").startswith("viewflow.workflow")
    ]

    assert mounted == []


def test_the_product_lives_without_signals() -> None:
    ours = [
        receiver
        for signal in (pre_save, post_save, pre_delete, post_delete)
        for _, receiver, *_ in signal.receivers
        if str(getattr(receiver, "__module__", "")).split(".")[0] in ("workflows", "forms", "permissions")
    ]

    assert ours == []


@pytest.fixture
def published(db: None) -> World:
    """Return the cast with two published stars."""
    world = make_world()
    world.round()
    list_at(world, L.PUBLICISING, ("甲一支部", "甲二支部"))
    assert actions.publish_due(after_notice()) == 2
    return world


def test_published_results_come_out_again_to_the_last_digit(
    published: World, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("recompute_results")

    assert capsys.readouterr().out == "全部结果与重算一致。\n"


def change_line(rating: Rating) -> None:
    SheetLine.objects.filter(rating=rating, sheet="review", code="18").update(points="9.99")


def change_score(rating: Rating) -> None:
    Rating.objects.filter(pk=rating.pk).update(score="77.51")


def change_reason(rating: Rating) -> None:
    rating.result["reasons"][0]["text"] += "。"
    Rating.objects.filter(pk=rating.pk).update(result=rating.result)


def change_fact(rating: Rating) -> None:
    Fact.objects.filter(process=rating.process_id).update(value={"tier": 5, "score": "98.50"})


@pytest.mark.parametrize("change", [change_line, change_score, change_reason, change_fact])
def test_a_changed_row_is_found_when_results_are_computed_again(
    published: World, change: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    rating = published.rating("甲二支部")
    change(rating)

    with pytest.raises(CommandError, match="处结果与重算不同"):
        call_command("recompute_results")
    assert capsys.readouterr().out.startswith(rating.process.number)
