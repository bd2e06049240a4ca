"""比选: who of all candidates gets places that are too few, by the ranking or the vote that a body recorded.

Ties across the last place and a vote that does not hold are named for people to decide. 依据: domain 3.9 (并列与超额).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import NamedTuple

from .answers import Verdict
from .selection import Ranked, select
from .votes import Vote, VoteRule, judge_vote


class Contestant(NamedTuple):
    """A candidate by a name that nobody else has, the place and the votes that the body gave."""

    name: str
    rank: int | None = None
    votes: int | None = None


class Attendance(NamedTuple):
    """应到, 实到; None: not entered."""

    expected: int | None = None
    present: int | None = None


@dataclass(frozen=True)
class Outcome:
    """`places`: where each stands; `inside`: who is within the places; `out`: the others, each with the reason.

    `problems`: what the body must decide or enter first, in sentences; there is no outcome while there are any.
    """

    places: Mapping[str, int]
    inside: tuple[str, ...]
    out: Mapping[str, str]
    problems: tuple[str, ...] = ()


def outcome(
    contestants: Sequence[Contestant], places: int, rules_on: str, rule: VoteRule, attendance: Attendance
) -> Outcome:
    """Who is in and who is out of so many places. Where there were votes, they decide, and a place only parts equals.

    Who was not agreed to by enough is out, even where there is room.
    """
    voted = any(each.votes is not None for each in contestants)
    if voted and (problems := tuple(_about_votes(contestants, rule, attendance))):
        return Outcome({}, (), {}, problems)
    failed = dict(_failed(contestants, rule, attendance)) if voted else {}
    standing = [each for each in contestants if each.name not in failed]
    ranked = list(_by_votes(standing)) if voted else [Ranked(each.name, each.rank) for each in standing]
    found = select(ranked, places, rules_on)
    if not found.decided:
        return Outcome({}, (), {}, found.questions[:1])
    stands = {each.name: each.rank for each in ranked if each.rank is not None}
    beyond = {name: f"第{stands[name]}名，名额{places}个" for name in found.beyond}
    return Outcome(stands, found.inside, beyond | failed)


def _by_votes(rows: Sequence[Contestant]) -> Iterator[Ranked]:
    """The most votes first; equals in the order that the body gave them, where it put each of them in a place."""
    ordered = sorted(rows, key=lambda each: -(each.votes or 0))
    before = 0
    for _, group in groupby(ordered, key=lambda each: each.votes):
        equal = list(group)
        given = [each.rank for each in equal if each.rank is not None]
        parted = len(set(given)) == len(equal)
        for each in equal:
            ahead = sum(rank < (each.rank or 0) for rank in given) if parted else 0
            yield Ranked(each.name, before + ahead + 1)
        before += len(equal)


def _about_votes(rows: Sequence[Contestant], rule: VoteRule, attendance: Attendance) -> Iterator[str]:
    """What is lacking or wrong with a vote, before it can be counted."""
    if without := [each.name for each in rows if each.votes is None]:
        yield f"还没有登记得票：{'、'.join(without)}。表决的，全部候选都要登记得票。"
    elif attendance.expected is None or attendance.present is None:
        yield "登记了得票的，请填写应到和实到人数。"
    else:
        yield from dict.fromkeys(_counted(rows, rule, attendance))
        yield from _against_votes(rows)


def _counted(rows: Sequence[Contestant], rule: VoteRule, attendance: Attendance) -> Iterator[str]:
    """Votes that cannot be, and a meeting to which too few came."""
    for each in rows:
        try:
            came, _ = judge_vote(rule, _vote(each, attendance))
        except ValueError as impossible:
            yield f"{each.name}的得票有误：{impossible}"
            continue
        if came.verdict is not Verdict.MET:
            yield f"会议人数不够：{came.text}"


def _against_votes(rows: Sequence[Contestant]) -> Iterator[str]:
    placed = sorted((each for each in rows if each.rank is not None), key=lambda each: each.rank or 0)
    for first, second in pairwise(placed):
        if (first.votes or 0) < (second.votes or 0) and first.rank != second.rank:
            yield f"{second.name}得票多于{first.name}，排序却在后，请核对。"


def _failed(rows: Sequence[Contestant], rule: VoteRule, attendance: Attendance) -> Iterator[tuple[str, str]]:
    """Who was not agreed to by enough, with the sum."""
    for each in rows:
        _, agreed = judge_vote(rule, _vote(each, attendance))
        if agreed.verdict is not Verdict.MET:
            yield each.name, agreed.text.removesuffix("。")


def _vote(each: Contestant, attendance: Attendance) -> Vote:
    return Vote(attendance.expected or 0, attendance.present or 0, each.votes or 0)
