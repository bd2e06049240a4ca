"""试算: a scheme run on scores, to see before it is opened whom it puts where, why, and which quota bites."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from .fitting import Entry, Fitted, fit
from .grading import grade
from .places import NO_FIELD, named_quotas, places_for
from .quotas import QuotaLimit, QuotaNode, QuotaRule, quota_limit
from .ranking import give_places
from .results import Result, Tone
from .scheme import Scheme
from .scoring import ScoreError
from .threshold import Placed

UNGRADED = "无法评定"


@dataclass(frozen=True)
class Outcome:
    """What a scheme makes of an entry: no result where it cannot be graded; `notes` say what was left out."""

    entry: Entry
    result: Result | None
    notes: tuple[str, ...] = ()

    @property
    def star(self) -> str:
        """The name of the star."""
        return self.result.tier_name if self.result else UNGRADED

    @property
    def level(self) -> int | None:
        """The level of the star."""
        return self.result.tier if self.result else None

    @property
    def why(self) -> list[str]:
        """The sentences that decided: all that held back or raised, and the threshold."""
        if self.result is None:
            return list(self.notes)
        said = [reason.text for reason in self.result.reasons if reason.tone in (Tone.WARN, Tone.BAD)]
        threshold = [reason.text for reason in self.result.reasons if reason.kind in ("threshold", "place")]
        return [*dict.fromkeys([*threshold, *said])]


class Bite(NamedTuple):
    """A quota that the stars by score do not keep: whose, what it asks with its sum, and how many there are."""

    where: str
    rule: QuotaRule
    limit: QuotaLimit
    wanted: int

    @property
    def words(self) -> str:
        """甲局：五星级最多1个（4×30%=1.2，向下取1），按得分有2个，多1个."""
        least = self.rule.least
        by = f"少{self.limit.limit - self.wanted}" if least else f"多{self.wanted - self.limit.limit}"
        bound = f"{'最少' if least else '最多'}{self.limit.limit}个（{self.limit.formula}）"
        soft = "" if self.rule.hard else f"，{self.rule.may}，须说明理由"
        return f"{self.where}：{self.rule.stars}{bound}，按得分有{self.wanted}个，{by}个{soft}。"


@dataclass(frozen=True)
class Trial:
    """A scheme run on scores, and the quotas that bite before anybody gives up a star."""

    scheme: Scheme
    outcomes: tuple[Outcome, ...]
    bites: tuple[Bite, ...]

    @property
    def distribution(self) -> dict[str, int]:
        """How many branches there are of each star, the highest first; other outcomes after them."""
        stars = Counter(outcome.star for outcome in self.outcomes)
        ladder = {tier.name: stars.pop(tier.name, 0) for tier in reversed(self.scheme.ladder)}
        return ladder | dict(stars)

    @property
    def tied(self) -> int:
        """How many branches share their score with one that they are ranked with; which goes first is for a meeting."""
        if self.scheme.ranking is None:
            return 0
        groups = _ranking_groups(self.scheme, self.outcomes)
        same = (Counter(_score(self.outcomes[n]) for n in group) for group in groups)
        return sum(count for scores in same for count in scores.values() if count > 1)


class Move(NamedTuple):
    """A branch whose star differs: what it was, what it is now, and why."""

    entry: Entry
    before: str
    after: str
    why: list[str]


def try_on(scheme: Scheme, entries: Sequence[Entry], year: int | None = None) -> Trial:
    """Run a scheme on scores; `year` decides quotas that grow from year to year."""
    fitted = [fit(scheme, entry) for entry in entries]
    outcomes = [_outcome(entry, found) for entry, found in zip(entries, fitted, strict=True)]
    if scheme.ranking is not None:
        outcomes = _ranked(scheme, fitted, outcomes)
    return Trial(scheme, tuple(outcomes), tuple(bites(scheme, outcomes, year)))


def moves(before: Trial | None, after: Trial) -> list[Move]:
    """Who changes star: against another trial on the same scores, else against the star that is on record."""
    found = []
    for n, outcome in enumerate(after.outcomes):
        was = before.outcomes[n].star if before else outcome.entry.was
        if was and was != outcome.star:
            found.append(Move(outcome.entry, was, outcome.star, outcome.why))
    return found


def _outcome(entry: Entry, given: Fitted) -> Outcome:
    missing = [each.name for each in given.scheme.entered_components if each.code not in given.figures]
    if missing:
        return Outcome(entry, None, (*given.notes, f"缺少{'、'.join(missing)}的得分。"))
    try:
        return Outcome(entry, _graded(entry, given), tuple(given.notes))
    except ScoreError as wrong:
        return Outcome(entry, None, (*given.notes, str(wrong)))


# --- ranking -------------------------------------------------------------------------------------------------------


def _ranked(scheme: Scheme, fitted: Sequence[Fitted], outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Each outcome again with its place; branches of the same score stand in the order they were given in."""
    found = list(outcomes)
    for group in _ranking_groups(scheme, outcomes):
        ordered = sorted(group, key=lambda n: -_score(outcomes[n]))
        placed = give_places(scheme, [partial(_graded, outcomes[n].entry, fitted[n]) for n in ordered])
        for n, place in zip(ordered, placed, strict=True):
            found[n] = replace(outcomes[n], result=_graded(outcomes[n].entry, fitted[n], place))
    return found


def _graded(entry: Entry, given: Fitted, placing: Placed | None = None) -> Result:
    return grade(given.scheme, given.lines, given.figures, given.found, entry.past, placing=placing)


def _score(outcome: Outcome) -> Decimal:
    return outcome.result.score if outcome.result else Decimal(0)


def _ranking_groups(scheme: Scheme, outcomes: Sequence[Outcome]) -> Iterable[list[int]]:
    """The places in the list of those that are ranked together: everybody, or those of each reporting unit."""
    together = scheme.ranking is not None and scheme.ranking.node is QuotaNode.ROOT
    groups: dict[str, list[int]] = {}
    for n, outcome in enumerate(outcomes):
        if outcome.result:
            groups.setdefault("" if together else outcome.entry.unit, []).append(n)
    return groups.values()


# --- quotas --------------------------------------------------------------------------------------------------------


def bites(scheme: Scheme, outcomes: Sequence[Outcome], year: int | None = None) -> Iterator[Bite]:
    """The quotas that the stars by score do not keep, in the order of the scheme."""
    for rule in named_quotas(scheme):
        for where, group in _counted_together(scheme, rule, outcomes).items():
            limit = quota_limit(rule, len(group), year)
            bite = Bite(where, rule, limit, sum(rule.counts(outcome.level) for outcome in group))
            if _broken(bite):
                yield bite


def _broken(bite: Bite) -> bool:
    return bite.wanted < bite.limit.limit if bite.rule.least else bite.wanted > bite.limit.limit


def _counted_together(scheme: Scheme, rule: QuotaRule, outcomes: Sequence[Outcome]) -> dict[str, list[Outcome]]:
    """The branches among which a quota is counted, by what they are called."""
    groups: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        if _counts(scheme, rule, outcome.entry):
            groups.setdefault(_where(rule, outcome.entry), []).append(outcome)
    return groups


def _counts(scheme: Scheme, rule: QuotaRule, entry: Entry) -> bool:
    """Whether a rule counts a branch: by the unit that it names, and by its field."""
    inside = rule.node is not QuotaNode.NAMED or rule.unit_code in entry.above
    return inside and places_for(scheme.quotas, rule.key, rule, entry.area) is not None


def _where(rule: QuotaRule, entry: Entry) -> str:
    names = {
        QuotaNode.SUBMITTING_UNIT: entry.unit,
        QuotaNode.ROOT: "全部单位",
        QuotaNode.NAMED: f"单位{rule.unit_code}",
    }
    name = names[rule.node]
    return f"{name}（{entry.area or NO_FIELD}）" if rule.by_field else name
