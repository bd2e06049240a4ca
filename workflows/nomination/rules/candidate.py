"""What is known of a candidate, each thing with its source; what nobody knows is None, never an empty value."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Generic, NamedTuple, TypeVar

from .dates import Period
from .sponsors import SponsorLevel

T = TypeVar("T")


class Subject(StrEnum):
    """Who can be honoured."""

    PERSON = "person"
    BRANCH = "branch"
    UNIT = "unit"

    @property
    def words(self) -> str:
        """个人, 党支部, 单位."""
        return SUBJECT_WORDS[self]


SUBJECT_WORDS = {Subject.PERSON: "个人", Subject.BRANCH: "党支部", Subject.UNIT: "单位"}


class Roll(StrEnum):
    """Whether somebody is a member of the Party."""

    FORMAL = "formal"
    PROBATIONARY = "probationary"
    NONE = "none"

    @property
    def words(self) -> str:
        """正式党员, 预备党员, 非党员."""
        return ROLL_WORDS[self]


ROLL_WORDS = {Roll.FORMAL: "正式党员", Roll.PROBATIONARY: "预备党员", Roll.NONE: "非党员"}


class Review(StrEnum):
    """Yearly reviews that end in a grade."""

    APPRAISAL = "appraisal"
    ANNUAL = "annual"
    PARTY_BUILDING = "party_building"
    STANDARD = "standard"

    @property
    def words(self) -> str:
        """民主评议, 年度考核 …"""
        return REVIEW_WORDS[self]


REVIEW_WORDS = {
    Review.APPRAISAL: "民主评议",
    Review.ANNUAL: "年度考核",
    Review.PARTY_BUILDING: "党建评估",
    Review.STANDARD: "标准化规范化验收",
}


@dataclass(frozen=True)
class Known(Generic[T]):
    """A fact with its source. An empty list that is `complete` says that somebody looked and found nothing.

    What the registers hold by themselves is not complete: what they do not say may still be so. `year`: the one it was
    entered for, where it may have changed since.
    """

    value: T
    source: str
    complete: bool = True
    year: int | None = None


@dataclass(frozen=True)
class Post:
    """A post of party work, held for some time."""

    name: str
    unit: str
    period: Period


@dataclass(frozen=True)
class Discipline:
    """A 处分 and how long it counts; `until` is the last day, None when no period is on record."""

    kind: str
    on: date
    until: date | None = None


class Cleared(NamedTuple):
    """A body's word that somebody is under no 处分 on a day; `years`: that there was none in so many years before."""

    on: date
    years: int = 0


class Ranks(NamedTuple):
    """The groups of rank that somebody belongs to, and those that were looked at; of any other nothing is known."""

    held: frozenset[str]
    among: frozenset[str]


class Overdue(NamedTuple):
    """How many problems are past their date, in the words of the fact; `unsettled`: how many are open, if known."""

    late: int
    words: str
    unsettled: int | None = None


@dataclass(frozen=True)
class Past:
    """An honour received before. `level` is None when only the sponsor's name is on record."""

    name: str
    year: int
    sponsor: str
    level: SponsorLevel | None = None
    revoked: bool = False


@dataclass(frozen=True)
class Place:
    """The branch that somebody belongs to, told by code and name; `since` is None when it is not on record."""

    code: str
    name: str
    since: date | None = None


Yearly = Mapping[tuple[Review, int], Known[str]]
"""Grades by kind of review and year."""
NOTHING: Yearly = MappingProxyType({})
NO_STARS: Mapping[int, Known[int]] = MappingProxyType({})


@dataclass(frozen=True)
class Candidate:
    """A person, a branch or a unit with what is known on the day of asking. Missing facts are None or absent.

    `died_on`: a known None says that the person lives. `ranks`: groups such as 省管干部 that a notice may exclude.
    `stars` and `overdue` are those of the branch itself, or of a person's branch.
    """

    name: str
    subject: Subject
    roll: Known[Roll] | None = None
    formal_on: Known[date] | None = None
    joined_on: Known[date] | None = None
    died_on: Known[date | None] | None = None
    place: Known[Place] | None = None
    posts: Known[tuple[Post, ...]] | None = None
    grades: Yearly = field(default_factory=lambda: NOTHING)
    stars: Mapping[int, Known[int]] = field(default_factory=lambda: NO_STARS)
    disciplines: Known[tuple[Discipline, ...]] | None = None
    cleared: tuple[Known[Cleared], ...] = ()
    overdue: Known[Overdue] | None = None
    ranks: Known[Ranks] | None = None
    honours: Known[tuple[Past, ...]] | None = None
    is_leader: Known[bool] | None = None
    is_frontline: Known[bool] | None = None
