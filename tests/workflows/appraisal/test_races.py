"""Every two verbs on one record from two connections, in both orders: whom they exclude, and what holds side by side.

Of an excluding pair one wins and the other reads why; of a commuting pair both hold. Some verbs end what others work
on: after them the other is refused, before them both hold. 依据: goals R3.
"""

from collections.abc import Callable
from itertools import combinations
from typing import Any

import pytest
from django.utils import timezone

from tests.workflows.appraisal.cast import OPINION, Cast, make_cast
from tests.workflows.appraisal.disposing import correcting, decision, disposal_at, proposed, reassessing, today, vote
from tests.workflows.appraisal.racing import Verbs, answers, look, of_meeting, of_member, on
from tests.workflows.engine.test_races import Elsewhere
from workflows.appraisal.actions import Arrangement, CaseInput, GradeInput
from workflows.appraisal.states import DisposalState as D
from workflows.appraisal.states import MeetingState as M
from workflows.engine.errors import Refused

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

Scene = Callable[[Cast], Any]
WHY = {"comment": "按会议意见办理。"}
TODAY = timezone.localdate()
SITTING = {"body": "支部党员大会", "held_on": TODAY, "due": 5, "present": 5, "minutes": "逐人表决。"}
VOID = on("meeting", "void", "organiser", **WHY)
END = on("disposal", "disposal_end", "organiser", **WHY)


def at(state: M) -> Scene:
    """The meeting at a stage."""
    return lambda cast: cast.meeting_at(state)


def disposing(state: D) -> Scene:
    """A 处置 at a stage."""
    return lambda cast: disposal_at(cast, state)


def keyed_in(cast: Cast) -> None:
    """Both readers have keyed in the same."""
    cast.meeting_at(M.COUNTING)
    for reader in ("organiser", "secretary"):
        cast.enter(reader)


def sitting(cast: Cast) -> None:
    """The sitting that gives the grades is registered."""
    cast.meeting_at(M.GRADING)
    cast.sit()


def graded(cast: Cast) -> None:
    """Everybody has a grade, which is not reported yet."""
    sitting(cast)
    for name in ("陈明", "周岚", "吴江", "郑洁", "周志远", "李慧"):
        cast.grade(name)


def told(cast: Cast) -> None:
    """Everybody knows the own result."""
    cast.meeting_at(M.FEEDING_BACK)
    for name in ("陈明", "周岚", "吴江", "郑洁", "周志远", "李慧"):
        of_member("acknowledge_for", name, "on_paper", TODAY, "")(look(cast))


def back(who: str, to: str, what: str = "disposal") -> Any:
    """Send a record back."""
    verb = "send_back" if what == "meeting" else "disposal_send_back"
    return on(what, verb, who, to=to, **WHY)


EXCLUDING: dict[str, tuple[Scene, Verbs]] = {
    "筹备会议": (
        lambda cast: cast.arrange(),
        {"freeze": on("meeting", "freeze", "organiser"),
         "arrange": on("meeting", "meeting_arrange", "secretary", given=Arrangement(TODAY, "一楼会议室")),
         "roll": on("meeting", "roll_save", "organiser", given={}),
         "refresh": on("meeting", "roll_refresh", "secretary")},
    ),
    "签到": (
        at(M.CHECKING_IN),
        {"thaw": on("meeting", "thaw", "organiser", to="preparing", **WHY), "void": VOID,
         "attend": on("meeting", "attend_save", "secretary", given={})},
    ),
    "民主测评": (
        at(M.BALLOTING),
        {"close": on("meeting", "close_ballot", "organiser"), "void": VOID,
         "begin": on("meeting", "ballot_begin", "secretary", voting="slips")},
    ),
    "清点核对": (keyed_in, {"confirm": on("meeting", "confirm", "organiser"), "void": VOID}),
    "组织评定": (
        graded,
        {"decide": on("meeting", "decide", "secretary"),
         "sit": on("meeting", "sitting_record", "organiser", given=SITTING)},
    ),
    "上级审批备案": (
        at(M.REVIEWING),
        {"accept": on("meeting", "accept", "deputy"), "send_back": back("staff", "grading", "meeting"),
         "withdraw": on("meeting", "withdraw", "secretary")},
    ),
    "反馈本人": (
        at(M.FEEDING_BACK),
        {"one": of_member("acknowledge_for", "陈明", "on_paper", TODAY, ""),
         "other": of_member("acknowledge_for", "陈明", "told", TODAY, "没有意见", who="secretary")},
    ),
    "提出启动意见": (
        proposed,
        {"propose": on("disposal", "disposal_propose", "secretary", held_on=today(), minutes="同意启动。"),
         "save": on("disposal", "disposal_save", "organiser", given=CaseInput("idle", "改过的情况。")), "end": END},
    ),
    "事前备案": (
        disposing(D.FILING),
        {"receive": on("disposal", "disposal_receive", "staff", on=today(), filed_as="甲党备〔2026〕1号"),
         "send_back": back("deputy", "proposing")},
    ),
    "上级预审": (
        disposing(D.PRE_REVIEWING),
        {"forward": on("disposal", "disposal_forward", "staff", on=today()),
         "send_back": back("deputy", "investigating"), "end": on("disposal", "disposal_end", "deputy", **WHY)},
    ),
    "支部大会表决": (
        disposing(D.VOTING),
        {"resolve": on("disposal", "disposal_resolve", "organiser", vote=vote()),
         "send_back": back("secretary", "talking"), "end": END},
    ),
    "上级审批": (
        disposing(D.APPROVING),
        {"approve": on("disposal", "disposal_approve", "deputy", decision=decision()),
         "send_back": back("deputy", "voting"), "end": on("disposal", "disposal_end", "deputy", **WHY)},
    ),
    "限期改正中": (
        lambda cast: correcting(cast),
        {"stop": on("correction", "correction_stop", "secretary", **WHY),
         "plan": on("correction", "correction_plan", "organiser", plan="按时参加", helpers="周岚")},
    ),
    "期满复评": (
        lambda cast: reassessing(cast),
        {"lift": on("correction", "correction_lift", "secretary", on=today(), **WHY),
         "extend": on("correction", "correction_extend", "secretary", on=today(), until=today(30), **WHY),
         "turn": on("correction", "correction_turn", "secretary", on=today(), **WHY),
         "stop": on("correction", "correction_stop", "secretary", **WHY)},
    ),
}  # fmt: skip
"""Verbs on one record of which any two exclude each other."""

COMMUTING: dict[str, tuple[Scene, Verbs]] = {
    "两人的自评": (
        at(M.PREPARING),
        {"one": of_member("assess_for", "陈明", "自评"), "other": of_member("assess_for", "周岚", "自评"),
         "both": of_meeting("assess_many", {}, who="secretary")},
    ),
    "两人的等次": (
        sitting,
        {"one": of_member("grade_save", "陈明", GradeInput("qualified", OPINION, 5, 0, 0)),
         "other": of_member("grade_save", "周岚", GradeInput("basic", OPINION, 5, 0, 0), who="secretary")},
    ),
    "两人的反馈": (
        at(M.FEEDING_BACK),
        {"one": of_member("acknowledge_for", "陈明", "on_paper", TODAY, ""),
         "other": of_member("acknowledge_for", "周岚", "told", TODAY, "", who="secretary")},
    ),
}  # fmt: skip
"""Verbs of which any two hold side by side."""

ENDING: dict[str, tuple[Scene, Verbs]] = {
    "上报评定结果，改等次": (
        graded,
        {"decide": on("meeting", "decide", "secretary"),
         "grade": of_member("grade_save", "陈明", GradeInput("basic", OPINION, 5, 0, 0))},
    ),
    "办结，登记问题": (
        told,
        {"close": on("meeting", "close", "organiser"),
         "finding": of_meeting("finding_add", "党员教育形式单一", "党员教育", who="secretary")},
    ),
    "作废，录入票数": (
        at(M.COUNTING),
        {"void": VOID, "enter": lambda seen: seen.cast.enter("secretary")},
    ),
    "固定名册，会议作废以前代录自评": (
        at(M.CHECKING_IN),
        {"void": VOID, "assess": of_member("assess_for", "陈明", "自评", who="secretary")},
    ),
}  # fmt: skip
"""After the first the second is refused; the other way about both hold."""

SHORT = ("上级审批备案", "期满复评", "两人的等次", "上报评定结果，改等次")


def rows(table: dict[str, tuple[Scene, Verbs]]) -> list[Any]:
    """The rows of a table; most are tried by `make soak` alone."""
    return [pytest.param(name, marks=() if name in SHORT else pytest.mark.soak) for name in table]


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    """Return the cast, where other connections see it."""
    return make_cast()


def tried(cast: Cast, elsewhere: Elsewhere, row: tuple[Scene, Verbs]) -> dict[str, BaseException | None]:
    """Every two verbs of a row in both orders, and what the second was answered; the rows agree after each."""
    scene, found = row
    scene(cast)
    pairs = [order for a, b in combinations(found, 2) for order in ((a, b), (b, a))]
    return answers(cast, elsewhere, found, pairs)


def refused(answer: object) -> bool:
    """Whether somebody reads why he was not served."""
    return isinstance(answer, Refused) and bool(answer.message)


@pytest.mark.parametrize("name", rows(EXCLUDING))
def test_of_two_that_exclude_each_other_the_first_wins_and_the_second_reads_why(
    cast: Cast, elsewhere: Elsewhere, name: str
) -> None:
    found = tried(cast, elsewhere, EXCLUDING[name])

    assert {pair: answer for pair, answer in found.items() if not refused(answer)} == {}


@pytest.mark.parametrize("name", rows(COMMUTING))
def test_of_two_that_commute_both_hold(cast: Cast, elsewhere: Elsewhere, name: str) -> None:
    found = tried(cast, elsewhere, COMMUTING[name])

    assert {pair: answer for pair, answer in found.items() if answer is not None} == {}


@pytest.mark.parametrize("name", rows(ENDING))
def test_what_ends_something_comes_last_or_alone(cast: Cast, elsewhere: Elsewhere, name: str) -> None:
    found = list(tried(cast, elsewhere, ENDING[name]).values())

    assert (refused(found[0]), found[1]) == (True, None), found
