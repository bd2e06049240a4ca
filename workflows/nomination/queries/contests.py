"""比选: the places over all lists, who competes for them, what was decided of it, and what is still to be decided.

Places of one unit are no matter of this: who stands beyond those leaves the unit's own list. 依据: domain 3.9.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch

from workflows.engine.models import Quota, Round
from workflows.nomination.models import (
    ConsultationLine,
    Nomination,
    NominationList,
    PlaceContest,
    PlaceContestant,
)
from workflows.nomination.queries.awards import award_of
from workflows.nomination.queries.limits import kept
from workflows.nomination.queries.lists import NEEDED, decides_itself
from workflows.nomination.queries.places import DECIDED, holders
from workflows.nomination.queries.quotas import QuotaLine, Quotas, Step, quotas_of, with_contest
from workflows.nomination.rules import Among, Base, Cap, Direction, Per, limits_for
from workflows.nomination.states import ConsultationState as C
from workflows.nomination.states import NominationState as S

COMPETING = (S.VERIFYING, S.DECIDING)
"""Stages at which a nomination has left its unit and nobody has decided it yet."""


def has_contests(round_: Round) -> bool:
    """Whether the host decides the lists of others, so that their candidates compete."""
    return not decides_itself(round_)


def shares_places(round_: Round) -> bool:
    """Whether its notice gives places that all lists share, for which they may compete."""
    return has_contests(round_) and any(map(_counts, limits_for(award_of(round_), Per.WHOLE)))


def _counts(cap: Cap) -> bool:
    """Whether a limit is a number of places for everybody that all lists share."""
    return cap.direction is Direction.MAX and cap.among is Among.ALL and cap.base is not Base.LISTED


@dataclass(frozen=True)
class Arena:
    """Places over all lists with everybody who competes for them now.

    `room`: how many the candidates decided so far leave; `text`: the sum. `soft`: they may be exceeded with a reason.
    `listed`: how many candidates the lists may bring, first come; with 差额 more than there are places. Who was not
    chosen for other places (`elsewhere`) competes for these no more.
    """

    quota: Quota
    cap: Cap
    room: int
    listed: int | None
    decided: int
    soft: bool
    text: str
    candidates: list[Nomination]
    elsewhere: list[Nomination]
    contest: PlaceContest | None

    @property
    def lines(self) -> dict[int, PlaceContestant]:
        """What was decided last, by the nomination's key."""
        return {line.nomination_id: line for line in self.contest.lines.all()} if self.contest else {}

    @property
    def going(self) -> int:
        """How many go on as they stand: all candidates, save those who were not chosen."""
        lines = self.lines
        return sum(row.pk not in lines or lines[row.pk].wins for row in self.candidates)

    @property
    def opens(self) -> bool:
        """Whether a body may decide: there are more candidates than places, or somebody was not chosen before."""
        return len(self.candidates) > self.room or self.going < len(self.candidates)

    @property
    def crowded(self) -> bool:
        """Whether more go on than there are places."""
        return self.going > self.room

    @property
    def spare(self) -> bool:
        """Whether a place is free again for somebody who was not chosen because there was none."""
        lines = self.lines
        return self.going < self.room and any(row.pk in lines and _for_want(lines[row.pk]) for row in self.candidates)

    @property
    def waits(self) -> bool:
        """Whether lists wait for a body to decide. Places that may be exceeded with a reason are waited for by none."""
        return self.spare or (self.crowded and not self.soft)

    @property
    def entry(self) -> str:
        """How candidates come into the lists, as people read it: what is reported is first come, and has an end."""
        if self.listed is None:
            return ""
        if self.soft:
            return f"原则上最多报{self.listed}名，写明理由可以多报"
        return f"最多报{self.listed}名，按报送先后，报满为止"

    @property
    def names(self) -> dict[int, str]:
        """What each candidate is called here: a name that nobody else has, by the nomination's key."""
        names = {row.pk: f"{row.candidate}（{list_unit(row)}）" for row in self.candidates}
        often = Counter(names.values())
        numbers = {row.pk: row.process.number for row in self.candidates}
        return {key: name if often[name] == 1 else f"{name}{numbers[key]}" for key, name in names.items()}

    @property
    def seen(self) -> str:
        """What a page that shows this has seen; other candidates, places or decisions have another one."""
        keys = sorted(row.pk for row in self.candidates)
        content = f"{keys} {self.room} {self.contest.pk if self.contest else 0}"
        return hashlib.sha256(content.encode()).hexdigest()[:16]


def _for_want(line: PlaceContestant) -> bool:
    """Whether somebody was not chosen for want of places; who was not agreed to by enough has no rank."""
    return not line.wins and line.rank is not None


def list_unit(row: Nomination) -> str:
    """The unit in whose list a candidate stands."""
    return row.submission.unit.short_name if row.submission else row.unit.short_name


def arenas(round_: Round, only: Collection[int] = ()) -> list[Arena]:
    """The places of a round over all, with candidates and decisions; of these quotas (keys) alone, if told.

    Five statements, and what shares of members cost besides.
    """
    whole = quotas_of(round_, [round_.unit_id]).filter(key__startswith=f"{Per.WHOLE}:")
    rows = [row for row in kept(award_of(round_), whole.filter(pk__in=only) if only else whole) if _counts(row.cap)]
    if not rows:
        return []
    places = Quotas(round_, rows, _candidates(round_), Step.DECIDE)
    decided = {key: sum(each.state in DECIDED for each in held) for key, held in holders(rows).items()}
    last = _last(round_)
    listed = {row.quota.pk: with_contest(places.award, row, Step.REPORT).number for row in rows}
    return [_arena(line, listed[line.quota.pk], decided.get(line.quota.pk, 0), last) for line in places.lines]


def _candidates(round_: Round) -> list[Nomination]:
    """Everybody who has left his unit in a list and is not decided yet, by unit and in the unit's order."""
    needed = (*NEEDED[:-1], "submission__unit")
    rows = Nomination.objects.filter(round=round_, state__in=COMPETING, submission__isnull=False)
    return list(rows.select_related(*needed).order_by("submission__unit__position", "submission__unit__code", "pk"))


def _arena(line: QuotaLine, listed: int | None, decided: int, last: dict[int, PlaceContest]) -> Arena:
    held = last.get(line.quota.pk)
    own, out = _lost_in([held] if held else []), _lost_in(last.values())
    rows = sorted(line.takers, key=lambda row: (list_unit(row), row.rank is None, row.rank or 0))
    here = [row for row in rows if row.pk in own or row.pk not in out]
    elsewhere = [row for row in rows if row not in here]
    return Arena(
        line.quota, line.cap, line.room or 0, listed, decided, line.soft, line.text, here, elsewhere, held
    )  # fmt: skip


def _lost_in(found: Iterable[PlaceContest]) -> set[int]:
    """Who was not chosen in any of these, by the nomination's key. No statement."""
    return {line.nomination_id for each in found for line in each.lines.all() if not line.wins}


def _last(round_: Round) -> dict[int, PlaceContest]:
    """What was decided last of each places of a round, by quota, with the candidates. Two statements."""
    lines = Prefetch("lines", PlaceContestant.objects.order_by("pk"))
    rows = PlaceContest.objects.filter(quota__round=round_, current=True).select_related("by__person")
    return {each.quota_id: each for each in rows.prefetch_related(lines)}


def earlier(quota: Quota) -> list[PlaceContest]:
    """What was decided before and holds no more, the latest first. One statement."""
    return list(PlaceContest.objects.filter(quota=quota, current=False).order_by("-pk"))


def entered(round_: Round) -> list[PlaceContest]:
    """Everything that was decided in a round, as it was entered, with the candidates. Two statements."""
    lines = PlaceContestant.objects.select_related("nomination__person", "nomination__honoured")
    read = Prefetch("lines", lines.select_related("nomination__unit", "nomination__submission__unit").order_by("pk"))
    rows = PlaceContest.objects.filter(quota__round=round_).select_related("by__person", "quota")
    return list(rows.prefetch_related(read).order_by("pk"))


def names_of(round_: Round, found: Sequence[PlaceContest]) -> dict[int, str]:
    """What the places of these contests are called, by the key of the quota. No statement."""
    return {row.quota.pk: row.cap.name for row in kept(award_of(round_), [each.quota for each in found])}


# --- one list ------------------------------------------------------------------------------------------------------


def lost(rows: Sequence[Nomination]) -> dict[int, str]:
    """Which of these were not chosen, each with the reason, by key. One statement."""
    found = PlaceContestant.objects.filter(nomination__in=rows, wins=False, contest__current=True).order_by("pk")
    return {line.nomination_id: line.why for line in found}


def undecided(submission: NominationList, rows: Sequence[Nomination], lines: Sequence[QuotaLine]) -> Iterator[str]:
    """Why a list cannot be decided yet: no body has said who of all lists gets the places, or one would say it anew.

    `rows`: all its members; `lines`: the places, with those members who go on. Two statements, none where the round
    has no places over all.
    """
    shared = [line for line in lines if line.per is Per.WHOLE and _counts(line.cap)]
    if not shared or not rows:
        return
    others = Nomination.objects.filter(round=submission.round_id, state__in=COMPETING).exclude(submission=submission)
    competing = list(others.exclude(submission=None).values_list("pk", "category"))
    said = _said_of(submission.round_id)
    out = {line.nomination_id for held in said.values() for line in held.values() if not line.wins}
    against = [(key, category) for key, category in competing if key not in out]
    for line in shared:
        going = len(line.takers) + sum(category in line.cap.categories for _, category in against)
        held = said.get(line.quota.pk, {})
        yield from _too_many(submission, line, going, held)
        yield from _places_again(submission, line, going, [row for row in rows if row.pk in held], held)


Said = dict[int, PlaceContestant]


def _said_of(round_id: int) -> dict[int, Said]:
    """What holds of every places of a round: each candidate's line by the nomination's key, by quota. One statement."""
    found: dict[int, Said] = defaultdict(dict)
    rows = PlaceContestant.objects.filter(contest__quota__round=round_id, contest__current=True)
    for line in rows.select_related("contest"):
        found[line.contest.quota_id][line.nomination_id] = line
    return found


def _too_many(submission: NominationList, line: QuotaLine, going: int, held: Said) -> Iterator[str]:
    """More go on in all lists than there are places, and members of this one were not in what was decided."""
    new = [row.candidate for row in line.takers if row.pk not in held]
    if line.soft or line.room is None or going <= line.room or going == len(line.takers) or not new:
        return
    sums = f"{line.cap.name}余{line.room}个，各单位名单里有{going}名候选"
    by = award_of(submission.round).rules_on
    if held:
        yield f"{sums}，{'、'.join(new)}没有参加已登记的比选，请由{by}重新比选后登记。"
    else:
        yield f"{sums}，由{by}对全部候选排序或表决，登记比选后再审定。"


def _places_again(
    submission: NominationList, line: QuotaLine, going: int, rows: Sequence[Nomination], held: Said
) -> Iterator[str]:
    """A place is free, and members of this list are left out only because there was none."""
    left = [row.candidate for row in rows if _for_want(held[row.pk])]
    if left and line.room is not None and going < line.room:
        sums = f"{line.cap.name}余{line.room}个，入选和新报的候选共{going}名，名额已够"
        by = award_of(submission.round).rules_on
        yield f"{sums}：{'、'.join(left)}因名额不够未入选，请由{by}重新登记比选后再审定。"


# --- 会审 ----------------------------------------------------------------------------------------------------------

SAID = {"clear": "{}家无不同意见", "against": "{}家有不同意见", "kept": "{}家有不同意见，已裁定保留",
        "open": "{}家未复", "waived": "{}家逾期未复，已裁定"}  # fmt: skip


def opinions(rows: Sequence[Nomination]) -> dict[int, str]:
    """What came of 会审 about each candidate, in a few words, by key. One statement."""
    lines = ConsultationLine.objects.filter(nomination__in=rows).exclude(consultation__state=C.DROPPED)
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for line in lines.select_related("consultation"):
        found[line.nomination_id][_said(line)] += 1
    return {key: "，".join(SAID[kind].format(said[kind]) for kind in SAID if said[kind]) for key, said in found.items()}


def _said(line: ConsultationLine) -> str:
    if line.objects_to:
        return "kept" if line.ruling else "against"
    return {C.ASKED: "open", C.WAIVED: "waived"}.get(C(line.consultation.state), "clear")
