"""System checks over the registry: what architecture promises of every process, refused at start when broken."""

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django_fsm import GET_STATE

from permissions.roles import Right
from workflows.engine import registry, writing
from workflows.engine.arrows import Doer, arrow_of
from workflows.engine.flow import Desk, Final, ProcessFlow, targets_of

PEOPLE = (Doer.HOLDER, Doer.HOST, Doer.SENDER)


def check_flows(**_: Any) -> list[CheckMessage]:
    """Run every check of every flow."""
    return [message for flow in registry.flows() for message in check_flow(flow)]


def check_flow(flow: type[ProcessFlow]) -> Iterator[CheckMessage]:
    """Run every check of one flow."""
    yield from _states_have_nodes(flow)
    yield from _arrows_are_sound(flow)
    yield from _verbs_have_actions(flow)
    yield from _desks_have_known_rights(flow)
    yield from _agreements_ask_nothing(flow)


def check_facts(**_: Any) -> list[CheckMessage]:
    """Refuse a process whose rules go by a fact that none declares."""
    return [
        Error(f"{spec.key} reads {key}, which no process declares", id="engine.E012")
        for spec in registry.every()
        for key in spec.reads
        if key not in registry.fact_kinds()
    ]


def check_events(**_: Any) -> list[CheckMessage]:
    """Refuse a process that waits for an event which none declares."""
    return [
        Error(f"{spec.key} takes up {kind}, which no process declares", id="engine.E011")
        for spec in registry.every()
        for kind in spec.takes
        if kind not in registry.event_kinds()
    ]


def _error(flow: type[ProcessFlow], text: str, number: str) -> Error:
    return Error(f"{flow.__name__}: {text}", id=f"engine.{number}")


def _states_have_nodes(flow: type[ProcessFlow]) -> Iterator[CheckMessage]:
    states = set(flow.labels())
    declared = [node.state for node in flow.nodes_in_order()]
    for state in states ^ set(declared):
        yield _error(flow, f"state {state} and desks do not match", "E001")
    for node in flow.nodes_in_order():
        leaves = bool(flow.transitions_from(node.state))
        if isinstance(node, Final) and leaves:
            yield _error(flow, f"final state {node.state} has arrows out", "E002")
        if isinstance(node, Desk) and not leaves:
            yield _error(flow, f"state {node.state} has no way out", "E003")


def _arrows_are_sound(flow: type[ProcessFlow]) -> Iterator[CheckMessage]:
    for item in flow.transitions():
        arrow = arrow_of(item)
        if item.source in ("*", "+"):
            yield _error(flow, f"{item.name} has no named source", "E004")
            continue
        if not arrow.label or not arrow.done:
            yield _error(flow, f"{item.name} has no Chinese label", "E005")
        if isinstance(item.target, GET_STATE):
            for target in targets_of(item):
                onward = flow.order(target) > flow.order(str(item.source))
                if onward is arrow.back or target == item.source:
                    yield _error(flow, f"{item.name} from {item.source} may not lead to {target}", "E006")


def _verbs_have_actions(flow: type[ProcessFlow]) -> Iterator[CheckMessage]:
    people = {item.name for item in flow.transitions() if arrow_of(item).doer in PEOPLE}
    for verb in people ^ set(flow.actions):
        yield _error(flow, f"verb {verb} and actions do not match", "E007")
    for verb in {item.name for item in flow.transitions()} & writing.NOTES:
        yield _error(flow, f"verb {verb} is named like a note that is no step", "E015")


def _desks_have_known_rights(flow: type[ProcessFlow]) -> Iterator[CheckMessage]:
    for desk in flow.desks():
        people = [arrow_of(item) for item in flow.transitions_from(desk.state) if arrow_of(item).doer == Doer.HOLDER]
        if desk.right and desk.right not in Right.values:
            yield _error(flow, f"desk {desk.name} asks for unknown right {desk.right}", "E008")
        if people and not desk.right:
            yield _error(flow, f"desk {desk.name} has verbs of people but no right", "E009")
        if any(a.right and a.right not in Right.values for a in people):
            yield _error(flow, f"a verb at {desk.name} asks for an unknown right", "E010")


def _agreements_ask_nothing(flow: type[ProcessFlow]) -> Iterator[CheckMessage]:
    for desk in flow.desks():
        together = [item for item in flow.transitions_from(desk.state) if arrow_of(item).together]
        if len(together) > 1:
            yield _error(flow, f"several verbs at {desk.name} are taken together", "E013")
        for arrow in map(arrow_of, together):
            if arrow.doer != Doer.HOLDER or arrow.reason or arrow.back or together[0].name in flow.forms:
                yield _error(flow, f"{arrow.label} at {desk.name} asks too much to be taken together", "E014")


def register_all() -> None:
    """Register the checks of this app."""
    register(check_flows, Tags.models)
    register(check_facts, Tags.models)
    register(check_events, Tags.models)
