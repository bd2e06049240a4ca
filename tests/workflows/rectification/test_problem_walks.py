"""Whatever people do to a problem and what hangs on it in whichever order: rows agree, and nobody closes his own."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.workflows.engine.steps import all_is_well
from tests.workflows.rectification.cast import RESULT, WHY, Cast, fresh, make_cast, met, today
from workflows.engine.errors import Refused
from workflows.engine.models import AuditEntry
from workflows.rectification import actions
from workflows.rectification.models import Acceptance, Letter, LookBack, Measure, Postponement, Problem
from workflows.rectification.models.problem_back import ENDED
from workflows.rectification.states import MeasureState as M
from workflows.rectification.states import ProblemState as S

PEOPLE = ("organiser", "secretary", "deputy", "clerk", "sibling")
SAID = {"comment": WHY}
OVER = {
    Measure: (M.CLOSED, M.DROPPED), Postponement: ("granted", "refused", "dropped"),
    Acceptance: ("accepted", "rejected", "dropped"),
}  # fmt: skip
"""How what hangs on a problem that ended may stand."""


@pytest.fixture
def cast(db: None) -> Cast:
    """Return a grave problem of 甲一支部 being worked on, with one measure."""
    made = make_cast()
    made.problem_at(S.RECTIFYING)
    return made


def latest(model: type[Any]) -> Any:
    """The youngest of a kind. Raises DoesNotExist."""
    return fresh(model.objects.latest("pk"))


def on(model: type[Any], action: Callable[..., Any], **more: Any) -> Callable[[Cast, str], Any]:
    """An action on the youngest of a kind."""
    return lambda cast, who: cast.do(action, latest(model), who, **more)


def ask(cast: Cast, who: str) -> None:
    """Ask for 销号 with every condition met."""
    problem = latest(Problem)
    cast.do(actions.apply, problem, who, result=RESULT, checked=met(problem))


def pick(cast: Cast, who: str) -> None:
    """Pick a problem to be looked at once more."""
    actions.look_back_pick(latest(Problem), "群众反映。", by=cast.who(who))


def light(cast: Cast, who: str) -> None:
    """Give a red light."""
    actions.light_give(latest(Problem), "red", "进展缓慢。", by=cast.who(who))


def due(cast: Cast, who: str) -> None:
    """What a day three months on brings, if the worker comes by."""
    actions.light_due(today(90))
    actions.remind_due(today(90))
    actions.publish_due(today())


PLAN = actions.PlanInput("责任不清。", "按时开展三会一课。")
MOVES: dict[str, Callable[[Cast, str], Any]] = {
    "register": lambda cast, who: cast.register(by=who),
    "assign": on(Problem, actions.assign),
    "sign": on(Problem, actions.sign),
    "plan": on(Problem, actions.plan_save, given=PLAN),
    "measure": lambda cast, who: cast.measure(latest(Problem), who),
    "submit_plan": on(Problem, actions.submit_plan),
    "approve_plan": on(Problem, actions.approve_plan),
    "finish": on(Measure, actions.measure_finish, outcome="已补开。"),
    "ask": ask,
    "verify": on(Problem, actions.verify),
    "close": on(Problem, actions.close),
    "sustain": on(Problem, actions.sustain, review_on=today(60), **SAID),
    "back_to_plan": on(Problem, actions.send_back, to=S.PLANNING, **SAID),
    "back_to_work": on(Problem, actions.send_back, to=S.RECTIFYING, **SAID),
    "withdraw": on(Problem, actions.withdraw),
    "recall": on(Problem, actions.recall, **SAID),
    "void": on(Problem, actions.void, **SAID),
    "postpone": on(Problem, actions.postponement_ask, until=today(90), reason="等待批复。"),
    "forward": on(Postponement, actions.postponement_forward),
    "grant": on(Postponement, actions.postponement_grant),
    "refuse": on(Postponement, actions.postponement_refuse, **SAID),
    "pick": pick,
    "sound": on(LookBack, actions.look_back_confirm, found="没有反弹。"),
    "relapse": on(LookBack, actions.look_back_relapse, found="问题反弹。", limit="dated", due_on=today(30)),
    "light": light,
    "issue": on(Letter, actions.letter_issue, number="滨直工督〔2026〕1号", issued_on=today(), words="限期整改。"),
    "answer": on(Letter, actions.letter_answer, reply="已整改。"),
    "due": due,
}
OFTEN = ("finish", "ask", "verify", "close", "pick", "relapse", "assign", "sign")
"""What leads far is tried more often."""
STEPS = st.tuples(st.sampled_from([*MOVES, *OFTEN, *OFTEN]), st.sampled_from(PEOPLE))


def step(cast: Cast, verb: str, who: str) -> bool:
    """Do one thing, or have it refused; whether it was done."""
    try:
        with transaction.atomic():
            MOVES[verb](cast, who)
    except (Refused, Problem.DoesNotExist, Measure.DoesNotExist, Postponement.DoesNotExist, LookBack.DoesNotExist,
            Letter.DoesNotExist):  # fmt: skip
        return False
    return True


def check() -> None:
    """What holds after each step."""
    ended = Problem.objects.filter(state__in=ENDED)
    for model, states in OVER.items():
        assert not model.objects.filter(problem__in=ended).exclude(state__in=states).exists()  # type: ignore[attr-defined]
    assert set(Problem.objects.filter(closed_on__isnull=False)) == set(Problem.objects.filter(state=S.CLOSED))
    followed = Problem.objects.filter(relapses__isnull=False).exclude(relapses__state__in=(S.VOID, S.CALLED_OFF))
    assert set(Problem.objects.filter(superseded=True)) == set(followed)
    for problem in Problem.objects.filter(state=S.CLOSED):
        closing = AuditEntry.objects.filter(process=problem.process_id, verb="close").latest("seq")
        assert closing.actor_id != problem.submitter_id


@settings(
    max_examples=10, deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(steps=st.lists(STEPS, min_size=10, max_size=30))
def test_rows_agree_after_whatever_is_done_to_a_problem(cast: Cast, steps: list[tuple[str, str]]) -> None:
    with transaction.atomic():
        for verb, who in steps:
            if step(cast, verb, who):
                check()
        assert all_is_well()
        transaction.set_rollback(True)


def test_the_moves_lead_from_work_to_the_next_turn(cast: Cast) -> None:
    way = [
        ("finish", "organiser"), ("ask", "organiser"), ("verify", "secretary"), ("verify", "deputy"),
        ("close", "clerk"), ("pick", "clerk"), ("relapse", "clerk"),
    ]  # fmt: skip
    for verb, who in way:
        assert step(cast, verb, who), verb
        check()
    assert list(Problem.objects.order_by("pk").values_list("turn", "state", "superseded")) == [
        (1, S.CLOSED, True),
        (2, S.REGISTERING, False),
    ]
    assert all_is_well()
