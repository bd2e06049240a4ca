"""Every two verbs on one problem from two connections, in both orders: whom they exclude, and what holds side by side.

Of an excluding pair one wins and the other reads why; of a commuting pair both hold. 依据: goals R3.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from typing import Any

import pytest

from tests.workflows.engine.steps import all_is_well
from tests.workflows.engine.test_races import Elsewhere, race
from tests.workflows.nomination.racing import Kept
from tests.workflows.rectification.cast import RESULT, WHY, Cast, fresh, make_cast, met, today
from workflows.engine import events
from workflows.engine.errors import Refused
from workflows.engine.models import Notice
from workflows.engine.transitions import seen_of
from workflows.rectification import actions
from workflows.rectification.models import Letter, LightEntry, LookBack, Measure, Postponement, Problem
from workflows.rectification.rules import ready
from workflows.rectification.states import ProblemState as S

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

SAID = {"comment": WHY}
KINDS = (Problem, Measure, Postponement, LookBack, Letter)


@dataclass
class Look:
    """What one person has on the screen: the youngest record of each kind, and what is seen of it."""

    cast: Cast
    records: dict[type[Any], Any]

    def do(self, action: Callable[..., Any], kind: type[Any], who: str, **more: Any) -> Any:
        """An action on a record as it was seen."""
        row = self.records[kind]
        return action(row, by=self.cast.who(who), seen=row.was_seen, **more)


Verb = Callable[[Look], Any]
Verbs = dict[str, Verb]


def look(cast: Cast) -> Look:
    """Look at everything at once."""
    rows = {kind: fresh(row) for kind in KINDS if (row := kind.objects.order_by("pk").last())}
    for row in rows.values():
        row.was_seen = seen_of(row)
    return Look(cast, rows)


def on(kind: type[Any], action: Callable[..., Any], who: str, **more: Any) -> Verb:
    """A verb on one kind of record."""
    return lambda seen: seen.do(action, kind, who, **more)


def ask(seen: Look) -> Any:
    """Ask for 销号."""
    return seen.do(actions.apply, Problem, "organiser", result=RESULT, checked=met(seen.records[Problem]))


def pick(seen: Look) -> Any:
    """Pick a closed problem to be looked at again."""
    return actions.look_back_pick(seen.records[Problem], "群众反映。", by=seen.cast.clerk)


def light(seen: Look) -> Any:
    """Give a light by hand."""
    return actions.light_give(seen.records[Problem], "yellow", "进展缓慢。", by=seen.cast.clerk)


RECALL = on(Problem, actions.recall, "clerk", **SAID)
REPORT = on(Problem, actions.problem_report, "organiser", text="正在办理。")
VOID = on(Problem, actions.void, "head", **SAID)


def back(who: str, to: S) -> Verb:
    """Send the problem back."""
    return on(Problem, actions.send_back, who, to=to, **SAID)


def take_back(who: str) -> Verb:
    """Take the last step back."""
    return on(Problem, actions.withdraw, who)


def postponed(cast: Cast) -> None:
    """More time was asked for, and waits for the host."""
    problem = cast.problem_at(S.RECTIFYING)
    cast.do(actions.postponement_ask, problem, "organiser", until=today(90), reason="等待批复。")
    cast.do(actions.postponement_forward, Postponement.objects.get(), "deputy")


def looked_back(cast: Cast) -> None:
    """A closed problem is looked at once more."""
    actions.look_back_pick(cast.problem_at(S.CLOSED), "群众反映。", by=cast.clerk)


def drafted_letter(cast: Cast) -> None:
    """A yellow light proposed a letter."""
    problem = cast.problem_at(S.RECTIFYING)
    actions.light_give(problem, "yellow", "进展缓慢。", by=cast.clerk)
    assert Letter.objects.count() == 1


def finished(cast: Cast) -> None:
    """All measures are done."""
    cast.finish(cast.problem_at(S.RECTIFYING))


def stage(state: S) -> Callable[[Cast], None]:
    """A problem at a stage."""

    def bring(cast: Cast) -> None:
        cast.problem_at(state)

    return bring


def issue(number: str, who: str) -> Verb:
    """Send the letter out."""
    return on(Letter, actions.letter_issue, who, number=number)


Scene = tuple[Callable[[Cast], None], Verbs]
EXCLUDING: dict[str, Scene] = {
    "登记待交办": (stage(S.REGISTERING), {"assign": on(Problem, actions.assign, "clerk"), "void": VOID}),
    "待签收": (
        stage(S.SIGNING),
        {"sign": on(Problem, actions.sign, "organiser"), "back": back("secretary", S.REGISTERING),
         "withdraw": take_back("clerk"), "recall": RECALL, "void": VOID},
    ),
    "制定方案": (
        stage(S.PLANNING),
        {"save": on(Problem, actions.plan_save, "secretary", given=actions.PlanInput("责任不清。", "按时开展。")),
         "recall": RECALL, "void": VOID},
    ),
    "方案审核": (
        stage(S.PLAN_REVIEWING),
        {"approve": on(Problem, actions.approve_plan, "deputy"), "back": back("deputy", S.PLANNING),
         "withdraw": take_back("organiser"), "recall": RECALL, "void": VOID},
    ),
    "整改中": (finished, {"ask": ask, "recall": RECALL, "void": VOID}),
    "主办单位核验": (
        stage(S.HOST_CHECKING),
        {"close": on(Problem, actions.close, "clerk"), "back": back("clerk", S.RECTIFYING),
         "sustain": on(Problem, actions.sustain, "head", review_on=today(60), **SAID),
         "withdraw": take_back("deputy"), "recall": RECALL, "void": VOID},
    ),
    "延期审批": (
        postponed,
        {"grant": on(Postponement, actions.postponement_grant, "clerk"),
         "refuse": on(Postponement, actions.postponement_refuse, "head", **SAID)},
    ),
    "回头看": (
        looked_back,
        {"sound": on(LookBack, actions.look_back_confirm, "clerk", found="没有反弹。"),
         "relapse": on(LookBack, actions.look_back_relapse, "head", found="反弹。", limit="dated", due_on=today(30))},
    ),
    "指定回头看": (stage(S.CLOSED), {"clerk": pick, "too": pick}),
    "督办函": (
        drafted_letter,
        {"issue": issue("督〔2026〕1号", "clerk"), "too": issue("督〔2026〕2号", "head"),
         "discard": on(Letter, actions.letter_discard, "head", **SAID)},
    ),
}  # fmt: skip
"""Verbs on one record of which any two exclude each other."""

COMMUTING: dict[str, Scene] = {
    "整改中，亮灯": (stage(S.RECTIFYING), {"light": light, "report": REPORT}),
    "延期审批，亮灯": (
        postponed, {"light": light, "grant": on(Postponement, actions.postponement_grant, "clerk")}
    ),
}  # fmt: skip
"""Verbs of which any two hold side by side."""

ENDS: Verbs = {"void": VOID, "recall": RECALL}
ENDED_BESIDE = {"延期审批": postponed, "督办函": drafted_letter}
"""What stands beside a problem; what was answered there stays answered when the problem ends afterwards."""

SHORT = ("登记待交办", "延期审批", "整改中，亮灯")


def rows(table: Iterable[str]) -> list[Any]:
    """The rows of a table; most are tried by `make soak` alone."""
    return [pytest.param(name, marks=() if name in SHORT else pytest.mark.soak) for name in table]


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    """Return the cast, where other connections see it."""
    return make_cast()


def both_orders(verbs: Verbs) -> list[tuple[str, str]]:
    """Every two verbs in both orders."""
    return [order for a, b in combinations(verbs, 2) for order in ((a, b), (b, a))]


def tried(
    cast: Cast, elsewhere: Elsewhere, scene: Scene, orders: Iterable[tuple[str, str]]
) -> dict[str, BaseException | None]:
    """What the second of each two was answered; the rows agree after each."""
    bring, verbs = scene
    bring(cast)
    kept, found = Kept("rectification"), {}
    for first, second in orders:
        kept.put_back()
        name = f"{first}, then {second}"
        found[name] = race(elsewhere, partial(verbs[first], look(cast)), partial(verbs[second], look(cast)))
        assert all_is_well(), name
    kept.forget()
    return found


@pytest.mark.parametrize("name", rows(EXCLUDING))
def test_of_two_that_exclude_each_other_the_first_wins_and_the_second_reads_why(
    cast: Cast, elsewhere: Elsewhere, name: str
) -> None:
    found = tried(cast, elsewhere, EXCLUDING[name], both_orders(EXCLUDING[name][1]))
    served = {pair: why for pair, why in found.items() if not (isinstance(why, Refused) and why.message)}
    assert served == {}


@pytest.mark.parametrize("name", rows(COMMUTING))
def test_of_two_that_commute_both_hold(cast: Cast, elsewhere: Elsewhere, name: str) -> None:
    found = tried(cast, elsewhere, COMMUTING[name], both_orders(COMMUTING[name][1]))
    assert {pair: why for pair, why in found.items() if why is not None} == {}


@pytest.mark.parametrize("name", rows(ENDED_BESIDE))
@pytest.mark.parametrize("end", ENDS)
def test_the_end_of_a_problem_shuts_out_what_waits_beside_it_and_holds_after_it(
    cast: Cast, elsewhere: Elsewhere, name: str, end: str
) -> None:
    beside = EXCLUDING[name][1]
    orders = [order for verb in beside for order in ((end, verb), (verb, end))]
    found = tried(cast, elsewhere, (ENDED_BESIDE[name], beside | {end: ENDS[end]}), orders)

    held = {pair for pair, why in found.items() if why is None}
    shut_out = {pair for pair, why in found.items() if isinstance(why, Refused) and why.message}
    assert held == {f"{verb}, then {end}" for verb in beside}
    assert shut_out == {f"{end}, then {verb}" for verb in beside}


def test_two_machines_that_light_at_once_propose_one_letter_and_remind_once(cast: Cast, elsewhere: Elsewhere) -> None:
    for text in ("会议记录不全", "党费收缴台账不全"):
        cast.problem_at(S.RECTIFYING, text=text)
    Notice.objects.all().delete()

    def due_work() -> None:
        actions.light_due(today(61))
        actions.remind_due(today(28))

    assert race(elsewhere, due_work, due_work) is None
    due_work()

    assert list(Problem.objects.values_list("lit_on", flat=True)) == [today(61)] * 2
    assert sorted(LightEntry.objects.values_list("problem", "day")) == [
        (key, today(61)) for key in Problem.objects.order_by("pk").values_list("pk", flat=True)
    ]
    assert Letter.objects.count() == 2
    told = list(Notice.objects.filter(process__isnull=False).values_list("user", "process", "text"))
    assert {process for _, process, _ in told} >= set(Measure.objects.values_list("process_id", flat=True))
    assert len(told) == len(set(told))
    assert all_is_well()


def test_two_machines_that_take_up_an_event_at_once_register_one_problem(cast: Cast, elsewhere: Elsewhere) -> None:
    source = next(source for source in ready().sources if source.events)
    origin = cast.register("乙一支部", text="来源事项")
    told = {"text": "评定结果为二星级。"}
    events.raise_many([events.NewEvent(source.events[0], origin.process_id, cast.units["甲一支部"].pk, told)])

    assert race(elsewhere, lambda: actions.take_up_due(today()), lambda: actions.take_up_due(today())) is None

    assert Problem.objects.exclude(origin=None).count() == 1
    assert all_is_well()
