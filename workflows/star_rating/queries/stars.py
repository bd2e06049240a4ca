"""Stars as they stand: a rating's own, and all that a unit ever had."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from workflows.engine import events
from workflows.engine.models import Event, Fact, Round
from workflows.star_rating.models import Rating, StarChange
from workflows.star_rating.queries.sheets import scheme_of
from workflows.star_rating.rules.grading import UNRATED
from workflows.star_rating.states import RatingState

STAR_FACT = "star_rating.tier"
"""The fact of a branch's star in a year."""
LOW_RESULT = "star_rating.low_result"
"""The event of a star that calls for follow-up."""
LOW_INDICATOR = "star_rating.low_indicator"
"""The event of a published indicator below what the scheme asks of it."""
VETOED = "star_rating.vetoed"
"""The event of a veto that was found and published."""


def star_level(tier: int | None) -> int:
    """The level that a fact keeps: 0 for a rating that ended without a star (取消评星资格, 不评星), as after 摘星.

    So that the next years see a year without a star, not a year without a rating.
    """
    return tier or 0


def was_rated(rating: Rating) -> bool:
    """Whether a decided rating says anything about the branch's star; not of those too new for one (2.6 [S06])."""
    return rating.tier is not None or rating.result["tier_name"] != UNRATED


def star_of(rating: Rating) -> Fact | None:
    """The star that stands for a rating now, whoever changed it since; none of another round. One statement."""
    return of_round(rating.round).filter(unit=rating.unit_id).first()


def of_round(round_: Round) -> QuerySet[Fact]:
    """The stars that stand now and come from a round, from a change of its stars, or from the records of the unit."""
    rows = Fact.objects.filter(key=STAR_FACT, year=round_.year, superseded_by__isnull=True)
    ratings = Rating.objects.filter(round=round_).values("process")
    changes = StarChange.objects.filter(round=round_).values("process")
    return rows.filter(Q(process__isnull=True) | Q(process__in=ratings) | Q(process__in=changes))


def elsewhere(round_: Round, units: Collection[int]) -> dict[int, Fact]:
    """By unit: the star of the year that another round decided, published or changed. One statement."""
    now = Fact.objects.filter(key=STAR_FACT, year=round_.year, superseded_by__isnull=True, unit__in=units)
    others = now.filter(process__isnull=False).exclude(pk__in=of_round(round_).values("pk"))
    return {fact.unit_id: fact for fact in others if fact.unit_id is not None}


@dataclass(frozen=True)
class ChangedStar:
    """A star that stands in place of the published one: its tier (None: none), words and score, and how it came.

    `was` and `was_words`: the star that was published.
    """

    tier: int | None
    words: str
    score: Decimal | None
    kind: str
    was: int | None
    was_words: str

    @property
    def note(self) -> str:
        """How it came, to stand behind the star: （降星，原五星级）."""
        if self.tier == self.was:
            return f"（得分{self.kind}）"
        return f"（原{self.was_words}）" if self.kind == self.words else f"（{self.kind}，原{self.was_words}）"


def changed_stars(rows: QuerySet[Rating], round_: Round) -> dict[int, ChangedStar]:
    """By unit, of these ratings of a round: where another star stands now than the published one. One statement."""
    own = rows.filter(round=round_, state=RatingState.PUBLISHED).order_by()
    now = of_round(round_).filter(unit__in=own.values("unit")).exclude(process__in=own.values("process"))
    mine = Rating.objects.filter(round=round_, unit=OuterRef("unit"))
    changes = StarChange.objects.filter(process=OuterRef("process"))
    found = now.annotate(
        kind=Subquery(changes.values("kind")),
        to=Subquery(changes.values("tier")),
        was=Subquery(mine.values("tier")),
        was_words=Subquery(mine.values("result__tier_name")),
    )
    lowest = 0 if 0 in scheme_of(round_).tiers_by_level else None
    return {fact.unit_id: _changed(fact, lowest) for fact in found if fact.unit_id is not None}


def _changed(fact: Any, lowest: int | None) -> ChangedStar:
    """As the 星级变更 says; one that nobody's 星级变更 brought was put right in the records of the unit (更正).

    `lowest`: what 0 means in the records: the scheme's own tier 0 (后进, 不定级), None where it has none.
    A 星级变更 says that tier as 0 and 摘星 as None.
    """
    score = fact.value.get("score")
    return ChangedStar(
        tier=fact.to if fact.kind else fact.value.get("tier") or lowest,
        words=fact.words,
        score=None if score is None else Decimal(str(score)),
        kind=StarChange.Kind(fact.kind or StarChange.Kind.CORRECT).label,
        was=fact.was,
        was_words=fact.was_words,
    )


def changes_of(rating: Rating) -> list[StarChange]:
    """The changes of a published star, the latest first. One statement."""
    rows = StarChange.objects.filter(rating=rating).select_related("process", "fact")
    return list(rows.order_by("-pk"))


def events_of(rating: Rating) -> list[Event]:
    """What the rating and its star called for elsewhere and still do, or somebody answered. One statement."""
    changes = StarChange.objects.filter(rating=rating).values("process")
    return events.called_for(Q(source=rating.process_id) | Q(source__in=changes))


def history(unit: int) -> QuerySet[Fact]:
    """Every star that a unit had or has, the superseded ones too, the latest year and the latest word first."""
    rows = Fact.objects.filter(key=STAR_FACT, unit=unit).select_related("process")
    return rows.order_by("-year", "-pk")
