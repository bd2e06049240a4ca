"""The register of honours: facts of people and units, also those brought along from the past. 依据: domain 3.6."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from permissions import access
from permissions.models import OrgClosure, OrgUnit, Person, User
from permissions.roles import UnitKind
from workflows.engine.models import Fact
from workflows.nomination.queries.candidates import HONOUR, UNIT_HONOUR
from workflows.nomination.queries.rounds import KEY
from workflows.nomination.rules import Honour, HonourKind, SponsorLevel

KEYS = (HONOUR, UNIT_HONOUR)
STANDING, REVOKED = "standing", "revoked"


@dataclass(frozen=True)
class Wanted:
    """What the register is narrowed to; empty: everything. `unit`: a unit with all below it."""

    text: str = ""
    unit: int | None = None
    year: int | None = None
    name: str = ""
    kind: str = ""
    sponsor: str = ""
    state: str = ""


def honours(user: User) -> QuerySet[Fact]:
    """The honours that stand on record, of units and people that the person may see, or put forward by such."""
    rows = Fact.objects.filter(key__in=KEYS, superseded_by__isnull=True)
    seen = [access.unit_seen(user, path, KEY) for path in ("unit", "person__branch", "process__unit")]
    return rows.filter(seen[0] | seen[1] | seen[2])


def register(user: User, wanted: Wanted) -> QuerySet[Fact]:
    """The honours that fit, the latest year first."""
    rows = honours(user).filter(_about(wanted)).filter(_said(wanted))
    if wanted.state == REVOKED:
        rows = rows.filter(value__has_key="revoked")
    elif wanted.state == STANDING:
        rows = rows.exclude(value__has_key="revoked")
    return _with_subjects(rows)


def _with_subjects(rows: QuerySet[Fact]) -> QuerySet[Fact]:
    """The latest first, with all that a line shows."""
    return rows.select_related("unit", "person__branch", "process").order_by("-year", "-valid_from", "-pk")


def _about(wanted: Wanted) -> Q:
    """Whose honours."""
    found = Q()
    if wanted.unit is not None:
        below = OrgClosure.objects.filter(ancestor=wanted.unit).values("descendant")
        found &= Q(unit__in=below) | Q(person__branch__in=below)
    if wanted.text:
        found &= (
            Q(person__name__icontains=wanted.text) | Q(unit__name__icontains=wanted.text)
            | Q(unit__short_name__icontains=wanted.text) | Q(person__branch__short_name__icontains=wanted.text)
        )  # fmt: skip
    return found


def _said(wanted: Wanted) -> Q:
    """Which honours."""
    found = Q() if wanted.year is None else Q(year=wanted.year)
    if wanted.name:
        found &= Q(words__icontains=wanted.name)
    if wanted.kind:
        found &= Q(value__kind=wanted.kind)
    if wanted.sponsor:
        found &= Q(value__sponsor__icontains=wanted.sponsor)
    return found


def years(user: User) -> list[int]:
    """The years in which there are honours, the latest first. One statement."""
    rows = honours(user).exclude(year=None).order_by("-year").values_list("year", flat=True)
    return [year for year in rows.distinct() if year is not None]


def units_above(user: User) -> QuerySet[OrgUnit]:
    """The units with others below them that the register can be narrowed to."""
    kinds = (UnitKind.ORG_COMMITTEE, UnitKind.GENERAL_BRANCH)
    return access.units(user, KEY).filter(kind__in=kinds).order_by("position", "code")


def of_subject(user: User, subject: OrgUnit | Person) -> list[Fact]:
    """The honours of one unit or person that the person may see, the latest first. One statement."""
    rows = honours(user).filter(unit=subject) if isinstance(subject, OrgUnit) else honours(user).filter(person=subject)
    return list(_with_subjects(rows))


# --- one honour ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """An honour as the register shows it; what was brought along from the past has no level, and no day of its own."""

    fact: Fact
    whose: str
    branch: str
    name: str
    kind: str
    sponsor: str
    batch: str
    on: date | None
    revoked: dict[str, Any] | None

    @property
    def state(self) -> str:
        """有效, 已撤销."""
        return "已撤销" if self.revoked else "有效"


def line(fact: Fact) -> Line:
    """One honour for the register; unit and person were read along."""
    value, person = fact.value, fact.person
    branch = (person.branch.short_name if person.branch else "") if person else ""
    whose = person.name if person else (fact.unit.short_name if fact.unit else "")
    return Line(
        fact, whose, branch, _name(fact), value.get("kind", ""), value.get("sponsor", ""), _batch(fact), _on(fact),
        value.get("revoked"),
    )  # fmt: skip


def _name(fact: Fact) -> str:
    return str(fact.value.get("name") or fact.item)


def _batch(fact: Fact) -> str:
    """第五批，甘机发〔2023〕9号: the batch of a 命名 and the number of the document, each where it is known."""
    found = [fact.value.get("batch", ""), fact.value.get("document", "")]
    return "，".join(dict.fromkeys(text for text in found if text))


def _on(fact: Fact) -> date | None:
    """The day of the document; what was brought along from the past has its year alone."""
    given = fact.value.get("on")
    return date.fromisoformat(given) if given else None


def honour_from(fact: Fact) -> Honour:
    """The honour that an award of this platform left as a fact."""
    value = fact.value
    document, batch = value["document"], value["batch"]
    return Honour(
        _name(fact), HonourKind(value["kind"]), value["sponsor"], SponsorLevel(value["level"]), fact.year or 0,
        date.fromisoformat(value["on"]), document, "" if batch == document else batch,
    )  # fmt: skip
