"""Every two verbs on one record from two connections, in both orders: whom they exclude, and what holds side by side.

Of an excluding pair one wins and the other reads why; of a commuting pair both hold. Some verbs end what others work
on: after them the other is refused, before them both hold. 依据: goals R3.
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import combinations
from typing import Any

import pytest
import time_machine

from tests.workflows.engine.test_races import Elsewhere
from tests.workflows.nomination import race_scenes as scenes
from tests.workflows.nomination import race_verbs as verbs
from tests.workflows.nomination.cast import Cast, make_cast
from tests.workflows.nomination.places import OTHER
from tests.workflows.nomination.race_verbs import member_out, send_back, withdraw
from tests.workflows.nomination.racing import Verbs, answers
from workflows.engine.errors import Refused
from workflows.nomination.actions import end_within_due, settle_due
from workflows.nomination.states import ListState as L

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

EXCLUDING: dict[str, tuple[scenes.Scene, Verbs]] = {
    "提名填报": (scenes.drafting, {"submit": verbs.SUBMIT, "save": verbs.save, "discard": verbs.DISCARD}),
    "党总支审核": (scenes.general_reviewing, verbs.reviewed("general", "third")),
    "单位党组织审核": (scenes.reviewing, verbs.reviewed("deputy", "secretary")),
    "编报名单": (
        scenes.compiling,
        {"report": verbs.report, "arrange": verbs.arrange, "meet": verbs.meeting("deputy"), "decline": verbs.DECLINE,
         **member_out("staff")},
    ),
    "编报名单，撤回人选": (
        scenes.compiling, {"withdraw": verbs.TAKE_BACK_MEMBER, "report": verbs.report},
    ),
    "不推荐": (scenes.empty, {"abstain": verbs.ABSTAIN, "decline": verbs.DECLINE}),
    "单位内公示": (scenes.publicised_within, {"withdraw": withdraw("staff"), "end": verbs.due(end_within_due)}),
    "单位研究决定": (
        scenes.studying,
        {"report": verbs.STUDIED, "send_back": send_back("deputy", L.COMPILING), "withdraw": withdraw("staff"),
         "meet": verbs.meeting("deputy"), **member_out("deputy")},
    ),
    "初审会审": (
        scenes.verifying,
        {"forward": verbs.FORWARD_LIST, "send_back": send_back("head", L.COMPILING), "withdraw": withdraw("staff"),
         "overrule": verbs.overrule("clerk", "list"), **member_out("head")},
    ),
    "征求意见": (scenes.to_ask, {"ask": verbs.ASK, "send_back": send_back("head", L.COMPILING),
                            "withdraw": withdraw("staff"), **member_out("head")}),
    "逾期未复": (scenes.consulted, {"clear": verbs.CLEAR, "object": verbs.object_to, "waive": verbs.WAIVE}),
    "有不同意见": (
        scenes.objected,
        {"rule": verbs.RULE, "send_back": send_back("clerk", L.COMPILING), **member_out("clerk")},
    ),
    "工委审定": (
        scenes.deciding,
        {"approve": verbs.APPROVE, "send_back": send_back("leader", L.VERIFYING), "withdraw": withdraw("clerk"),
         "meet": verbs.meeting("leader"), **member_out("leader")},
    ),
    "待公示": (
        scenes.announcing,
        {"publicise": verbs.ANNOUNCE, "send_back": send_back("head", L.COMPILING), "withdraw": withdraw("leader")},
    ),
    "核查异议": (
        scenes.objected_in_public,
        {"uphold": verbs.settle("uphold", "clerk"), "dismiss": verbs.settle("dismiss", "head"),
         "defer": verbs.settle("defer", "clerk")},
    ),
    "待授予": (scenes.conferring, {"clerk": verbs.confer("clerk"), "head": verbs.confer("head", verbs.RIGHT)}),
    "取消批次，授予": (scenes.conferring, {"confer": verbs.confer("clerk"), "cancel": verbs.CANCEL}),
    "待上级决定": (scenes.recommended, {"clerk": verbs.answer("clerk"), "head": verbs.answer("head", verbs.RIGHT)}),
    "撤销荣誉，提出": (scenes.awarded, {"clerk": verbs.PROPOSE, "head": verbs.PROPOSE_TOO}),
    "更正文号": (scenes.awarded, {"head": verbs.CORRECT, "clerk": verbs.CORRECT_TOO}),
    "研究撤销": (scenes.proposed, {"revoke": verbs.REVOKE, "keep": verbs.KEEP}),
    "最后一个名额": (
        scenes.last_place,
        {"report": verbs.report, "shift": verbs.shift(OTHER), "shift_too": verbs.shift("工委")},
    ),
    "名额减到零": (scenes.last_place, {"report": verbs.report, "set": verbs.set_places(0)}),
}  # fmt: skip
"""Verbs on one record of which any two exclude each other."""

COMMUTING: dict[str, tuple[scenes.Scene, Verbs]] = {
    "编报名单，又来一人": (scenes.another_waits, {"another": verbs.another_comes, "arrange": verbs.arrange}),
    "名额足够": (
        scenes.enough_places,
        {"report": verbs.report, "shift": verbs.shift(OTHER), "shift_too": verbs.shift("工委"),
         "set": verbs.set_places(12)},
    ),
    "提出撤销，更正文号": (scenes.awarded, {"correct": verbs.CORRECT, "propose": verbs.PROPOSE}),
    "撤销荣誉，更正文号": (scenes.proposed, {"correct": verbs.CORRECT, "revoke": verbs.REVOKE}),
    "不予撤销，更正文号": (scenes.proposed, {"correct": verbs.CORRECT, "keep": verbs.KEEP}),
    "收回牌匾，更正文号": (scenes.returning, {"correct": verbs.CORRECT, "take_back": verbs.TAKE_BACK}),
}  # fmt: skip
"""Verbs of which any two hold side by side."""

ENDING: dict[str, tuple[scenes.Scene, Verbs]] = {
    "又来一人": (scenes.another_waits, {"another": verbs.another_comes, "report": verbs.report}),
    "退回会审中的名单": (scenes.consulted, {"send_back": send_back("clerk", L.COMPILING), "clear": verbs.CLEAR}),
    "公示期满": (scenes.publicising, {"object": verbs.receive, "settle": verbs.due(settle_due)}),
    "单位内公示有异议，撤回": (
        scenes.publicised_within,
        {"object": verbs.receive, "withdraw": withdraw("staff")},
    ),
    "单位内公示有异议": (scenes.publicised_within, {"object": verbs.receive, "end": verbs.due(end_within_due)}),
    "取消批次，结束批次": (scenes.reviewing, {"cancel": verbs.CANCEL, "close": verbs.CLOSE}),
    "取消批次，提名": (scenes.drafting, {"cancel": verbs.CANCEL, "nominate": verbs.nominate}),
}
"""After the first the second is refused; the other way about both hold."""


SHORT = ("提名填报", "逾期未复", "取消批次，授予", "最后一个名额", "收回牌匾，更正文号", "又来一人", "公示期满")


def rows(table: dict[str, tuple[scenes.Scene, Verbs]]) -> list[Any]:
    """The rows of a table; most are tried by `make soak` alone."""
    return [pytest.param(name, marks=() if name in SHORT else pytest.mark.soak) for name in table]


@pytest.fixture
def clock() -> Iterator[Any]:
    """Start on a Monday morning; a notice is over when the clock is shifted."""
    with time_machine.travel(datetime.fromisoformat("2026-11-23T09:00:00+08:00")) as moved:
        yield moved


@pytest.fixture
def cast(clock: Any, transactional_db: None) -> Cast:
    """Return the cast, where other connections see it."""
    return make_cast()


def tried(
    cast: Cast, clock: Any, elsewhere: Elsewhere, row: tuple[scenes.Scene, Verbs]
) -> dict[str, BaseException | None]:
    """Every two verbs of a row in both orders, and what the second was answered; the rows agree after each."""
    scene, found = row
    scene(cast, clock)
    pairs = [order for a, b in combinations(found, 2) for order in ((a, b), (b, a))]
    return answers(cast, elsewhere, found, pairs)


def refused(answer: object) -> bool:
    """Whether somebody reads why he was not served."""
    return isinstance(answer, Refused) and bool(answer.message)


@pytest.mark.parametrize("name", rows(EXCLUDING))
def test_of_two_that_exclude_each_other_the_first_wins_and_the_second_reads_why(
    cast: Cast, clock: Any, elsewhere: Elsewhere, name: str
) -> None:
    found = tried(cast, clock, elsewhere, EXCLUDING[name])

    assert {pair: answer for pair, answer in found.items() if not refused(answer)} == {}


@pytest.mark.parametrize("name", rows(COMMUTING))
def test_of_two_that_commute_both_hold(cast: Cast, clock: Any, elsewhere: Elsewhere, name: str) -> None:
    found = tried(cast, clock, elsewhere, COMMUTING[name])

    assert {pair: answer for pair, answer in found.items() if answer is not None} == {}


@pytest.mark.parametrize("name", rows(ENDING))
def test_what_ends_something_comes_last_or_alone(cast: Cast, clock: Any, elsewhere: Elsewhere, name: str) -> None:
    found = list(tried(cast, clock, elsewhere, ENDING[name]).values())

    assert (refused(found[0]), found[1]) == (True, None), found
