"""What an approved 组织处置 brings about: a 限期改正 that runs, and facts that others go by."""

from datetime import date, timedelta
from typing import Any

from permissions.actor import Actor
from workflows.appraisal.models import Correction, Disposal
from workflows.appraisal.queries import BARRED_FACT, DISCIPLINE_FACT
from workflows.appraisal.queries.plans import plan_of
from workflows.appraisal.rules import Method
from workflows.engine import facts
from workflows.engine.transitions import open_many


def take_effect(disposal: Disposal, due: date | None, tasks: str, *, by: Actor) -> None:
    """Open the 限期改正 of an approved disposal, or record until when joining again is barred."""
    if due is not None:
        open_many([correction_for(disposal, due, tasks)], by=by)
        publish(disposal, due)
        return
    assert disposal.barred_until is not None  # noqa: S101 - set with the approval
    publish(disposal, disposal.barred_until - timedelta(days=1))
    facts.record([_barred(disposal, disposal.barred_until)])


def correction_for(disposal: Disposal, due: date, tasks: str) -> Correction:
    """The 限期改正, unsaved."""
    about: dict[str, Any] = {"disposal": disposal, "person": disposal.person, "unit": disposal.unit}
    return Correction(**about, round=disposal.round, starts_on=_start(disposal), due_on=due, tasks=tasks)


def publish(disposal: Disposal, until: date) -> None:
    """Enter it where 处分 are kept, valid until a day; said again when that day changes. 依据: domain 3.9, 4.4."""
    start, words = _start(disposal), f"{disposal.get_method_display()}（组织处置）"
    facts.record([
        facts.NewFact(
            DISCIPLINE_FACT, start.year, {"kind": words, "basis": disposal.number}, words, _source(disposal), start,
            person_id=disposal.person_id, item=start.isoformat(), valid_until=until, process_id=disposal.process_id,
        )
    ])  # fmt: skip


def _barred(disposal: Disposal, until: date) -> facts.NewFact:
    start = _start(disposal)
    rule = plan_of(disposal.round).disposal
    value = {"until": until.isoformat(), "kind": Method(disposal.method).words}
    return facts.NewFact(
        BARRED_FACT, start.year, value, rule.bar_words(start), _source(disposal), start,
        person_id=disposal.person_id, valid_until=until - timedelta(days=1), process_id=disposal.process_id,
    )  # fmt: skip


def _start(disposal: Disposal) -> date:
    assert disposal.effective_on is not None  # noqa: S101 - set with the approval
    return disposal.effective_on


def _source(disposal: Disposal) -> str:
    return f"{disposal.unit.short_name}组织处置{disposal.number}"
