"""What a unit's list lacks before it goes on, in sentences: order, votes, meeting, materials, places."""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import groupby, pairwise
from typing import Any

from workflows.engine.models import Citation, Meeting
from workflows.nomination.models import Nomination, NominationList
from workflows.nomination.queries import contests
from workflows.nomination.queries.awards import award_of
from workflows.nomination.queries.limits import PLACES, key_of
from workflows.nomination.queries.lists import decides_itself, is_studied, members, members_and_pending
from workflows.nomination.queries.quotas import QuotaLine, Quotas, list_quotas
from workflows.nomination.rules import Per, Ranked, Verdict, Vote, judge_vote, select
from workflows.nomination.rules import lacking as lacking_materials
from workflows.nomination.states import ListState as L

IN_UNIT = (L.COMPILING, L.STUDYING)
"""Stages at which the unit puts its list in order."""
DECIDING = (*IN_UNIT, L.DECIDING)
"""Stages at which a body may decide."""


class Listing:
    """A list with its members, its meeting and its places, read once. Three statements, whatever the number of members.

    `given`: how many files the list has of each of its materials, where that was read already.
    """

    def __init__(self, submission: NominationList, given: Counter[str] | None = None) -> None:
        self.submission, self._given = submission, given
        self.award = award_of(submission.round)
        compiling = submission.state == L.COMPILING
        self.members = members_and_pending(submission) if compiling else members(submission)

    @classmethod
    def of(cls, submission: NominationList, given: Counter[str] | None = None) -> "Listing":
        """The same, read once for a list as it was loaded: a page asks for it twice."""
        if submission.listing is None:
            submission.listing = cls(submission, given)
        found: Listing = submission.listing
        return found

    @cached_property
    def lost(self) -> dict[int, str]:
        """The members that a 比选 of all lists did not choose, each with the reason, by key. One statement."""
        return contests.lost(self.members) if self.members and self.submission.state == L.DECIDING else {}

    @property
    def going(self) -> list[Nomination]:
        """The members that a decision takes on: all, save those that a 比选 did not choose."""
        return [row for row in self.members if row.pk not in self.lost]

    @cached_property
    def places(self) -> Quotas:
        """The places of those who go on as they stand. Two statements."""
        return list_quotas(self.submission, self.going)

    @cached_property
    def meeting(self) -> Meeting | None:
        """The meeting registered at the present stage in the present lap: an earlier one decided other content.

        Read along with the members; one statement for a list without any.
        """
        if self.members:
            return getattr(self.members[0], "meeting", None)
        now = {"state": self.submission.state, "lap": self.submission.lap}
        return Meeting.objects.filter(process=self.submission.process_id, **now).first()

    @property
    def at_decision(self) -> bool:
        """Whether the body that decides for the unit meets now: 党组 or the committee, else who compiles the list."""
        stage = L.STUDYING if is_studied(self.submission.round) else L.COMPILING
        return bool(self.submission.state == stage)

    @property
    def votes(self) -> bool:
        """Whether votes are judged now: where the round has a vote, or once somebody entered one."""
        voted = any(row.votes is not None for row in self.members)
        return self.submission.state in IN_UNIT and self.award.vote is not None and (voted or self.at_decision)

    @property
    def meets(self) -> bool:
        """Whether a meeting must be on record now."""
        voted = self.submission.state in IN_UNIT and any(row.votes is not None for row in self.members)
        return self.at_decision or voted or self.submission.state == L.DECIDING

    @cached_property
    def given(self) -> Counter[str]:
        """How many files there are of each material of the list. One statement, none where the round asks for none."""
        if self._given is not None or not self.award.list_materials:
            return self._given or Counter()
        return Counter(Citation.objects.filter(process=self.submission.process_id).values_list("code", flat=True))

    def by_category(self) -> Iterator[tuple[str, list[Nomination]]]:
        """The members category by category, in order."""
        for code, rows in groupby(self.members, key=lambda row: row.category):
            yield code, list(rows)

    def line_of(self, category: str) -> QuotaLine | None:
        """The places that the unit has in a category."""
        key = key_of(Per.UNIT, f"{PLACES}{category}")
        return next((line for line in self.places.lines if line.quota.key == key), None)

    def lacking(self, excuse: str = "") -> list[str]:
        """What keeps the list from going on from where it is: sentences that say what to do.

        `excuse`: why a limit that may be exceeded is. A list of which a 比选 chose nobody ends as it is, unless it is
        to be decided anew: its own meeting has nothing left to decide.
        """
        if not self.members:
            return ["名单里还没有人选。请先审核提名；确无合适对象的，请办理“不推荐”。"]
        undecided = contests.undecided(self.submission, self.members, self.places.lines)
        if not self.going:
            return list(undecided)
        found = self._about_order() if self.submission.state in IN_UNIT else []
        if self.meets and self.meeting is None:
            found.append("还没有登记会议的决定。")
        found += self._about_votes() if self.votes else []
        if self.submission.state == L.COMPILING:
            found += lacking_materials(self.award.list_materials, self.given)
        if self.submission.state == L.DECIDING:
            found += undecided
        return found + self.places.problems(excuse or self.submission.excuse)

    def warnings(self) -> list[str]:
        """What to think about, and what does not hold the list back: too few candidates, an order against the votes."""
        found = []
        for code, rows in self.by_category():
            name = self.award.by_code[code].name
            found += [f"{name}：{text}" for text in self._about_contest(code, rows)]
            if _against_votes(rows):
                found.append(f"{name}：排序与得票多少不一致，请核对。")
        return found

    def _about_contest(self, code: str, rows: Sequence[Nomination]) -> list[str]:
        line, category = self.line_of(code), self.award.by_code[code]
        if self.award.contest is None or line is None or category.contest or self.submission.state not in IN_UNIT:
            return []
        text = self.award.contest.warning(line.quota.limit, len(rows))
        return [text] if text else []

    def _about_order(self) -> list[str]:
        found = []
        for code, rows in self.by_category():
            name = self.award.by_code[code].name
            unranked = [row.candidate for row in rows if row.rank is None]
            if unranked:
                found.append(f"{name}还没有排序：{'、'.join(unranked)}。")
            else:
                found += [f"{name}：{question}" for question in self._questions(code, rows)]
        return found

    def _questions(self, code: str, rows: Sequence[Nomination]) -> tuple[str, ...]:
        """What people must decide where more are listed than there are places: ties and surplus."""
        line = self.line_of(code)
        if line is None or line.room is None or not line.binds:
            return ()
        return select([Ranked(row.candidate, row.rank) for row in rows], line.room, self.award.rules_on).questions

    def _about_votes(self) -> list[str]:
        without = [row.candidate for row in self.members if row.votes is None]
        if without:
            return [f"还没有登记得票：{'、'.join(without)}。"]
        if self.meeting is None or self.meeting.due is None or self.meeting.present is None:
            return ["本批次须表决，请在会议登记中填写应到和实到人数。"]
        return list(dict.fromkeys(self._judged(self.meeting.due, self.meeting.present)))

    def _judged(self, due: int, present: int) -> Iterator[str]:
        """What is wrong with the meeting, and who was not voted for by enough."""
        for row in self.members:
            try:
                came, agreed = judge_vote(self.award.voting, Vote(due, present, row.votes or 0))
            except ValueError as impossible:
                yield f"{row.candidate}的得票有误：{impossible}"
                continue
            if came.verdict is not Verdict.MET:
                yield f"会议人数不够：{came.text}"
            if agreed.verdict is not Verdict.MET:
                yield f"{row.candidate}没有通过：{agreed.text}请办理“不推荐上报”。"

    def decided(self, excuse: str = "") -> dict[str, Any]:
        """The meeting, the order, the places and the `excuse` as they stand, in plain JSON values, for the trail."""
        return {
            "meeting": self.meeting.content() if self.meeting else None,
            "placings": [_placing(row) for row in self.going],
            "quotas": [line.text for line in self.places.lines],
            "excuse": excuse or self.submission.excuse,
        }


def _against_votes(rows: Sequence[Nomination]) -> bool:
    """Whether somebody stands before another who got more votes."""
    votes = [row.votes for row in rows if row.rank is not None and row.votes is not None]
    return len(votes) == len(rows) and any(first < second for first, second in pairwise(votes))


def _placing(row: Nomination) -> dict[str, Any]:
    return {
        "number": row.process.number,
        "name": row.candidate,
        "category": row.category,
        "rank": row.rank,
        "votes": row.votes,
    }


def list_lacking(submission: NominationList) -> list[str]:
    """What keeps a list from going on."""
    return Listing(submission).lacking()


def unit_decides(submission: NominationList) -> bool:
    """Whether the decision that is due now is the unit's own and the last one."""
    return submission.state == L.STUDYING and decides_itself(submission.round)
