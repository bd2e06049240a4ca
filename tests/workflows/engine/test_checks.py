"""Each contract over the flows is refused at start when somebody breaks it."""

from dataclasses import replace
from itertools import count
from typing import Any

import pytest
from django.core.checks import CheckMessage
from django.db import models
from django.forms import Form
from django_fsm import GET_STATE, transition

from permissions import routing
from workflows.engine import registry, writing
from workflows.engine.arrows import Doer, StateField, arrow
from workflows.engine.checks import check_events, check_flow, check_flows
from workflows.engine.flow import Desk, Final, ProcessFlow

STATES = [("one", "一"), ("two", "二"), ("end", "完")]
numbered = count()


def broken(*methods: str, **change: Any) -> Any:
    """A record that keeps every contract but for what is changed of some arrows, mostly of one."""
    field = StateField(default="one", choices=STATES)
    arrows: dict[str, dict[str, Any]] = {
        "forward": {"source": "one", "target": "two", "custom": arrow("同意", "已同意")},
        "close": {"source": "two", "target": "end", "custom": arrow("办结", "已办结", doer=Doer.SYSTEM)},
        "send_back": {
            "source": "two",
            "target": GET_STATE(lambda s, to: to, ["one"]),
            "custom": arrow("退回", "已退回", back=True),
        },
    }
    arrows |= {method: {**arrows[method], **change} for method in methods}
    body: dict[str, Any] = {"__module__": __name__, "state": field}
    body["Meta"] = type("Meta", (), {"app_label": "planted"})
    for name, known in arrows.items():

        def move(self: Any, **_: Any) -> None: ...

        move.__name__ = name
        body[name] = transition(field=field, **known)(move)
    return type(f"Broken{methods[0]}{next(numbered)}", (models.Model,), body)


SOUND = broken("forward")
TOGETHER = arrow("同意", "已同意", together=True)


def flow(model: Any = None, **changes: Any) -> type[ProcessFlow]:
    """A flow over a record, sound but for what is changed."""
    body: dict[str, Any] = {
        "__module__": "workflows.star_rating.flow",
        "model": model or SOUND,
        "key": "planted",
        "label": "试验",
        "short": "试",
        "actions": {"forward": print, "send_back": print},
        "one": Desk("one", routing.own, "propose"),
        "two": Desk("two", routing.root, "review"),
        "end": Final("end"),
    }
    return type("PlantedFlow", (ProcessFlow,), {**body, **changes})


def numbers(found: list[CheckMessage]) -> list[str]:
    return sorted({str(message.id) for message in found})


def test_every_flow_of_the_product_keeps_every_contract() -> None:
    assert check_flows() == []
    assert len(registry.flows()) >= 3


def test_the_sound_flow_is_sound() -> None:
    assert list(check_flow(flow())) == []


@pytest.mark.parametrize(
    ("number", "made"),
    [
        ("engine.E001", lambda: flow(three=Desk("three", routing.own, "propose"))),
        ("engine.E002", lambda: flow(two=Final("two"))),
        ("engine.E003", lambda: flow(end=Desk("end", routing.own, "review"))),
        ("engine.E004", lambda: flow(broken("forward", source="*"))),
        ("engine.E004", lambda: flow(broken("forward", source="+"))),
        ("engine.E005", lambda: flow(broken("forward", custom=arrow("", "已同意")))),
        ("engine.E005", lambda: flow(broken("forward", custom=arrow("同意", "")))),
        ("engine.E006", lambda: flow(broken("send_back", target=GET_STATE(lambda s, to: to, ["one", "two"])))),
        ("engine.E006", lambda: flow(broken("send_back", target=GET_STATE(lambda s, to: to, ["end"])))),
        ("engine.E007", lambda: flow(actions={"forward": print})),
        ("engine.E007", lambda: flow(actions={"forward": print, "send_back": print, "fly": print})),
        ("engine.E008", lambda: flow(two=Desk("two", routing.root, "revise"))),
        ("engine.E009", lambda: flow(one=Desk("one", routing.own))),
        ("engine.E010", lambda: flow(broken("forward", custom=arrow("同意", "已同意", right="agree")))),
        ("engine.E013", lambda: flow(broken("forward", "close", source="one", custom=TOGETHER))),
        ("engine.E014", lambda: flow(broken("forward", custom=arrow("同意", "已同意", together=True, reason=True)))),
        ("engine.E014", lambda: flow(broken("forward", custom=TOGETHER), forms={"forward": Form})),
    ],
)
def test_a_broken_contract_is_refused(number: str, made: Any) -> None:
    assert number in numbers(list(check_flow(made())))


def test_a_verb_named_like_a_note_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "NOTES", frozenset({"forward"}))

    assert "engine.E015" in numbers(list(check_flow(flow())))


def test_an_arrow_to_a_state_without_a_desk_cannot_even_be_declared() -> None:
    with pytest.raises(RuntimeError):
        flow(two=None)


def test_an_arrow_that_says_nothing_of_itself_cannot_even_be_declared() -> None:
    with pytest.raises(KeyError):
        flow(broken("forward", custom={}))


def test_every_event_that_a_shipped_document_takes_up_is_declared() -> None:
    taken = {kind for spec in registry.every() for kind in spec.takes}

    assert "star_rating.low_result" in taken
    assert check_events() == []


def test_an_event_that_nobody_declares_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    planted = [replace(spec, takes=("appraisal.typo",)) for spec in registry.specs()[:1]]
    monkeypatch.setattr(registry, "every", lambda: planted)

    (error,) = check_events()
    assert (error.id, "appraisal.typo" in error.msg) == ("engine.E011", True)
