"""Random walks over what follows a grade: 组织处置 and 限期改正; after each step the rows agree. 依据: goals R8."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from permissions.models import Person
from tests.workflows.appraisal.cast import Cast, fresh, make_cast
from tests.workflows.appraisal.disposing import attach, decision, person, proposed, today, vote
from tests.workflows.engine.steps import all_is_well
from workflows.appraisal import actions
from workflows.appraisal.actions import CaseInput
from workflows.appraisal.models import Correction, Disposal
from workflows.appraisal.rules import Method
from workflows.appraisal.states import CorrectionState as C
from workflows.appraisal.states import DisposalState as D
from workflows.engine.errors import Refused
from workflows.engine.models import Fact

NAMES = ("陈明", "周岚")
GROUNDS = ("idle", "unchanged")
PEOPLE = ("organiser", "secretary", "staff", "deputy")
WHY = "按会议意见办理。"
BACK = {
    D.FILING: (D.PROPOSING,), D.PRE_REVIEWING: (D.INVESTIGATING, D.TALKING), D.VOTING: (D.INVESTIGATING, D.TALKING),
    D.APPROVING: (D.INVESTIGATING, D.TALKING, D.VOTING),
}  # fmt: skip
VERBS: dict[str, tuple[Callable[..., Any], dict[str, Any]]] = {
    D.PROPOSING: (actions.disposal_propose, {"held_on": today(), "minutes": "同意启动。"}),
    D.FILING: (actions.disposal_receive, {"on": today(), "filed_as": "甲党备〔2026〕1号"}),
    D.INVESTIGATING: (actions.disposal_verify, {"on": today(), "investigators": "李慧、吴江", "findings": "属实。"}),
    D.PRE_REVIEWING: (actions.disposal_forward, {"on": today()}),
    D.VOTING: (actions.disposal_resolve, {"vote": vote()}),
    D.APPROVING: (actions.disposal_approve, {"decision": decision()}),
}


@dataclass(frozen=True)
class Move:
    """One thing that somebody might do now."""

    label: str
    call: Callable[[], Any]

    def make(self) -> bool:
        """Do it; whether it was carried out. A refusal is an answer, anything else a mistake."""
        try:
            self.call()
        except Refused:
            return False
        return True

    def __repr__(self) -> str:
        return self.label


def moves(cast: Cast) -> list[Move]:
    """Everything that might be done now, by whoever tries."""
    found = [_draft(cast, name, ground) for name in NAMES for ground in GROUNDS]
    for disposal in Disposal.objects.filter(process__finished__isnull=True).order_by("pk"):
        found += _of_disposal(cast, disposal)
    for correction in Correction.objects.filter(process__finished__isnull=True).order_by("pk"):
        found += _of_correction(cast, correction)
    return found


def _draft(cast: Cast, name: str, ground: str) -> Move:
    return Move(f"{name} 提出 {ground}", lambda: proposed(cast, name, ground))


def _do(cast: Cast, record: Any, action: Callable[..., Any], who: str, **more: Any) -> Move:
    label = f"{record} {record.state} {action.__name__} {who}"
    return Move(label, lambda: cast.do(action, record, who, **more))


def _of_disposal(cast: Cast, row: Disposal) -> Iterator[Move]:
    for who in PEOPLE:
        if row.state in VERBS:
            action, given = VERBS[row.state]
            yield _do(cast, row, action, who, **given)
        for to in BACK.get(D(row.state), ()):
            yield _do(cast, row, actions.disposal_send_back, who, to=to, comment=WHY)
    if row.state == D.PROPOSING:
        yield _do(cast, row, actions.disposal_save, "organiser", given=CaseInput("idle", "改过的情况。"))
    if row.state == D.INVESTIGATING:
        yield Move(f"{row} 材料", lambda: attach(cast, row))
    if row.state == D.TALKING:
        given = {"talkers": [person("吴江"), person("郑洁")], "talk_words": "指出问题。"}
        yield _do(cast, row, actions.disposal_talk, "organiser", on=today(), **given)
    yield _do(cast, row, actions.disposal_end, "secretary", comment=WHY)


def _of_correction(cast: Cast, row: Correction) -> Iterator[Move]:
    yield Move(f"{row} 到期", lambda: _over(row))
    yield Move(f"{row} 提醒", lambda: actions.corrections_remind(row.due_on - timedelta(days=7)))
    yield _do(cast, row, actions.correction_plan, "organiser", plan="按时参加组织生活。", helpers="吴江")
    for action in (actions.correction_lift, actions.correction_turn):
        yield _do(cast, row, action, "secretary", on=today(), comment=WHY)
    yield _do(cast, row, actions.correction_extend, "secretary", on=today(), until=today(60), comment=WHY)
    yield _do(cast, row, actions.correction_stop, "secretary", comment=WHY)


def _over(row: Correction) -> None:
    """Half a year goes by: the term began so long ago, and its last day is today."""
    Correction.objects.filter(pk=row.pk).update(starts_on=today(-180), due_on=today())
    actions.corrections_fall_due(today())


def it_is_sound() -> None:
    """Nobody is under two 处置 at once; a bar stands for everybody whose membership ended, and for nobody else."""
    open_ones = list(Disposal.objects.filter(process__finished__isnull=True).values_list("person", flat=True))
    assert len(open_ones) == len(set(open_ones))
    ended = Disposal.objects.filter(state=D.DISPOSED, barred_until__isnull=False)
    barred = Fact.objects.filter(key="person.rejoin_barred", superseded_by=None)
    assert set(ended.values_list("person", flat=True)) == set(barred.values_list("person", flat=True))
    running = Correction.objects.exclude(state__in=(C.LIFTED, C.TURNED, C.DROPPED))
    for row in running:
        assert fresh(row).disposal.state == D.DISPOSED
        assert Method(row.disposal.method) is Method.CORRECT
        assert Person.objects.get(pk=row.person_id).status == Person.Status.LISTED


class Walk(RuleBasedStateMachine):
    """One branch, whose people and superiors do whatever is open to them, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.cast = make_cast()

    @rule(data=st.data())
    def step(self, data: st.DataObject) -> None:
        """Somebody does something."""
        data.draw(st.sampled_from(moves(self.cast))).make()

    @invariant()
    def the_contracts_hold(self) -> None:
        """After each step."""
        all_is_well()
        it_is_sound()

    def teardown(self) -> None:
        """Forget the branch."""
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)


def walk(examples: int, steps: int, *, same: bool) -> None:
    profile = settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, derandomize=same, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(Walk, settings=profile)


@pytest.mark.django_db
def test_the_contracts_hold_wherever_a_walk_leads() -> None:
    walk(examples=4, steps=25, same=True)


@pytest.mark.soak
@pytest.mark.django_db
def test_the_contracts_hold_on_long_walks() -> None:
    walk(examples=100, steps=80, same=False)
