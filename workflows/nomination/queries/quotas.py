"""What a nomination or a list leaves of its places: a sentence with the sum for every limit. 依据: domain 3.9."""

from collections.abc import Sequence
from enum import Enum
from functools import cached_property

from django.db.models import QuerySet

from workflows.engine.models import Quota, Round
from workflows.nomination.models import Nomination, NominationList
from workflows.nomination.queries.awards import award_of
from workflows.nomination.queries.contradictory import Open, unruled
from workflows.nomination.queries.limits import PLACES, Kept, kept, key_of, limit_of, shrunk
from workflows.nomination.queries.lists import decides_itself
from workflows.nomination.queries.places import DECIDED, branch_of, concerns, entry_of, holders, where_of
from workflows.nomination.rules import (
    TOTAL,
    Answer,
    AwardRound,
    Base,
    Cap,
    Direction,
    Limit,
    Per,
    Verdict,
    judge_cap,
)
from workflows.nomination.states import ListState as L


class Step(Enum):
    """When places are asked about: a branch hands in, a unit reports, a body decides."""

    SUBMIT = "submit"
    REPORT = "report"
    DECIDE = "decide"


class QuotaLine:
    """One limit of a list or a branch: the sentence with its sum, and whether it holds the list back."""

    room: int | None = None
    """How many places the others leave to those who are asked about; None where the number is not known."""

    def __init__(self, row: Kept, answer: Answer, takers: Sequence[Nomination], *, binds: bool) -> None:
        self.quota, self.cap, self.per, self.takers, self.binds = row.quota, row.cap, row.per, takers, binds
        self.verdict = answer.verdict
        broken, self.soft = answer.verdict is Verdict.NOT_MET, row.cap.principle and not _ruled(row)
        self.refuses = binds and broken and not self.soft
        self.needs_reason = binds and (answer.verdict is Verdict.UNKNOWN or (broken and self.soft))
        self.text = f"{answer.text.removesuffix('。')}{self._advice()}。"

    def _advice(self) -> str:
        if self.verdict is Verdict.MET:
            return ""
        if not self.binds:
            return "，研究决定时须符合" if self.cap.direction is Direction.MAX else "，决定前须达到"
        if self.needs_reason:
            return "，核实后须写明理由" if self.verdict is Verdict.UNKNOWN else "，可以突破，须写明理由"
        return ""

    @property
    def tone(self) -> str:
        """The colour of its light."""
        if self.verdict is Verdict.MET:
            return "green"
        return "red" if self.refuses else "yellow"


def _ruled(row: Kept) -> bool:
    """Whether a body set this limit where two rules contradict: then the number holds, whatever was in principle."""
    return row.quota.adjusted and not row.cap.code.startswith(PLACES)


class Quotas:
    """The places that concern a list or a branch, as they stand: the lines, and the contradictions nobody ruled on."""

    def __init__(
        self, round_: Round, rows: Sequence[Kept], members: Sequence[Nomination], step: Step,
        submission: NominationList | None = None,
    ) -> None:  # fmt: skip
        self.round, self.rows, self.members, self.step = round_, rows, list(members), step
        self.submission = submission
        self.award = award_of(round_)
        self.shrunk = list(shrunk(round_, rows))
        for row, now in self.shrunk:
            row.quota.base, row.quota.limit, row.quota.formula = now.base, now.limit, now.formula
        self.contradictions = [each for each in unruled(round_, rows) if self._asks(each)]
        self.lines = self._lines()

    @cached_property
    def _to_come(self) -> bool:
        """Whether another list of the round is still to be decided. One statement, where a limit depends on it."""
        return self.submission is not None and _others_to_come(self.submission)

    def _asks(self, each: Open) -> bool:
        """Whether somebody here takes of the places that two rules contradict on."""
        categories = {code for row in self.rows if row.quota.pk == each.quota.pk for code in row.cap.categories}
        return any(member.category in categories for member in self.members)

    def _lines(self) -> list[QuotaLine]:
        found = holders(self.rows, self.members)
        lines = [self._line(row, found.get(row.quota.pk, [])) for row in self.rows]
        return [line for line in lines if self._shows(line)]

    def _shows(self, line: QuotaLine) -> bool:
        """A nomination shows the limits of its category; a list says nothing of branches that keep theirs."""
        if self.step is Step.SUBMIT:
            return bool(line.takers)
        return line.per is not Per.BRANCH or line.verdict is not Verdict.MET

    def _line(self, row: Kept, others: Sequence[Nomination]) -> QuotaLine:
        if self.step is Step.DECIDE:
            others = [each for each in others if each.state in DECIDED]
        takers = [each for each in self.members if concerns(row, each)]
        entries = [entry_of(each) for each in (*others, *takers)]
        limit = self._limit(row, len(entries))
        answer = judge_cap(row.cap, entries, {}, f"{where_of(row)}：", limit)
        line = QuotaLine(row, answer, takers, binds=self._binds(row))
        line.room = None if limit.number is None else max(limit.number - len(others), 0)
        return line

    def _limit(self, row: Kept, listed: int) -> Limit:
        """The number that holds now: as ruled or counted, and with 差额 while nothing is decided."""
        if row.quota.adjusted or row.cap.percent is None:
            return with_contest(self.award, row, self.step)
        return row.cap.limit(listed) if row.cap.base is Base.LISTED else limit_of(row.cap, row.quota.base)

    def _binds(self, row: Kept) -> bool:
        """Whether the limit is judged at this step; later where more may still come, or a body is to decide."""
        if self.step is Step.SUBMIT:
            return not _growing(row.cap)
        if row.per is Per.WHOLE and _growing(row.cap):
            return self.step is Step.DECIDE and not self._to_come
        if row.cap.code.startswith(TOTAL) and self.award.contest is not None:
            return self.step is Step.DECIDE
        return self.step is Step.DECIDE or row.per is Per.BRANCH or not decides_itself(self.round)

    def problems(self, excuse: str = "") -> list[str]:
        """What holds the step back: contradictions nobody ruled on, limits that are hard, and soft ones unexplained."""
        found = [each.found.text for each in self.contradictions]
        found += [line.text for line in self.lines if line.refuses]
        return found + ([] if excuse.strip() else [line.text for line in self.lines if line.needs_reason])


def _growing(cap: Cap) -> bool:
    """Whether a limit asks for more, or allows more, the more are listed: it is judged when nobody is to come."""
    return cap.direction is Direction.MIN or cap.base is Base.LISTED


def with_contest(award: AwardRound, row: Kept, step: Step) -> Limit:
    """A number of places; before the decision, so many candidates as the 差额 allows. 依据: domain 3.5 [N09].

    Places that include the 差额 already, and those that say how many a branch may put forward, are not added to.
    """
    number, formula = row.quota.limit, row.quota.formula
    contest = award.contest
    if contest is None or step is Step.DECIDE or row.per is Per.BRANCH or not _adds_contest(award, row.cap):
        return Limit(number, formula)
    needed = contest.needed(number)
    return Limit(needed, f"{number}个名额按差额{contest.words}可推{needed}个")


def _adds_contest(award: AwardRound, cap: Cap) -> bool:
    if not cap.code.startswith((PLACES, TOTAL)):
        return False
    return not all(award.by_code[code].contest for code in cap.categories)


def _others_to_come(submission: NominationList) -> bool:
    """Whether another list of the round has not been decided yet."""
    undecided = (L.COMPILING, L.PUBLICISING_WITHIN, L.STUDYING, L.VERIFYING, L.DECIDING)
    rows = NominationList.objects.filter(round=submission.round_id, state__in=undecided)
    return rows.exclude(pk=submission.pk).exists()


def quotas_of(round_: Round, units: Sequence[int]) -> QuerySet[Quota]:
    """The quotas of a round at these units."""
    return Quota.objects.filter(round=round_, unit__in=units).select_related("unit").order_by("pk")


def over_branch(nomination: Nomination) -> QuerySet[Quota]:
    """The quotas of the branch whose places a nomination takes; none where it takes those of no branch."""
    branch = branch_of(nomination)
    return quotas_of(nomination.round, [] if branch is None else [branch]).filter(key__startswith=f"{Per.BRANCH}:")


def over_list(submission: NominationList, members: Sequence[Nomination]) -> QuerySet[Quota]:
    """The quotas of a list: its unit's, those over all, and those of its members' branches."""
    return quotas_of(submission.round, [submission.unit_id, submission.round.unit_id, *_branches(members)])


def _branches(members: Sequence[Nomination]) -> set[int]:
    return {branch for each in members if (branch := branch_of(each)) is not None}


def holding_list(submission: NominationList, quotas: Sequence[Quota], members: Sequence[Nomination]) -> list[Kept]:
    """Those of the quotas that hold the list: a unit's own, the host's over all, its members' branches'."""
    places = {Per.UNIT: {submission.unit_id}, Per.WHOLE: {submission.round.unit_id}, Per.BRANCH: _branches(members)}
    return [row for row in kept(award_of(submission.round), quotas) if row.quota.unit_id in places[row.per]]


def branch_quotas(nomination: Nomination) -> Quotas:
    """The places of a nomination in its branch, before it is handed in."""
    rows = kept(award_of(nomination.round), list(over_branch(nomination)))
    return Quotas(nomination.round, rows, [nomination], Step.SUBMIT)


def list_quotas(submission: NominationList, members: Sequence[Nomination]) -> Quotas:
    """The places of a list, as they are asked about at its present stage."""
    rows = holding_list(submission, list(over_list(submission, members)), members)
    return Quotas(submission.round, rows, members, step_of(submission), submission)


def judged_last(award: AwardRound) -> list[Cap]:
    """The limits over all of which one knows only at the end whether they are kept."""
    return [cap for cap in award.caps if cap.per is Per.WHOLE and _growing(cap)]


def decided_quotas(submission: NominationList) -> Quotas:
    """The least numbers and the shares of the list that hold over all, on everybody decided so far. Four statements."""
    round_ = submission.round
    keys = [key_of(Per.WHOLE, cap.code) for cap in judged_last(award_of(round_))]
    rows = kept(award_of(round_), quotas_of(round_, [round_.unit_id]).filter(key__in=keys))
    decided = Nomination.objects.filter(round=round_, state__in=DECIDED).order_by("pk")
    members = list(decided.select_related("unit", "person", "honoured")) if rows else []
    return Quotas(round_, rows, members, Step.DECIDE, submission)


def step_of(submission: NominationList) -> Step:
    """What is next for a list: to be reported, or to be decided, by its unit where that decides itself."""
    within = submission.state in (L.COMPILING, L.PUBLICISING_WITHIN)
    if within or (submission.state == L.STUDYING and not decides_itself(submission.round)):
        return Step.REPORT
    return Step.DECIDE


def branch_lines(nomination: Nomination) -> list[QuotaLine]:
    """The limits of the branch that nominates, with this nomination counted."""
    return branch_quotas(nomination).lines


def quota_lines(submission: NominationList, members: Sequence[Nomination]) -> list[QuotaLine]:
    """The limits of a list with these members, as sentences with the sum."""
    return list_quotas(submission, members).lines
