"""Terms of office: how long by kind, how a unit stands, whom to remind."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet

from permissions import access
from permissions.models import Appointment, OrgClosure, OrgUnit
from permissions.roles import MATRIX, Duty, Role, UnitKind
from workflows.engine.months import months_after
from workflows.organisation import rules
from workflows.organisation.models import TermRule

FILTERS = {"overdue": "逾期未换届", "due": "半年内届满", "none": "没有届满日期", "all": "全部"}


@dataclass(frozen=True)
class Standing:
    """How a term stands: a colour, and always the words."""

    level: str
    text: str


def years() -> dict[str, int]:
    """Years of a term by kind of unit: the office's own, else those of the regulations. One statement."""
    return rules.TERM_YEARS | dict(TermRule.objects.values_list("kind", "years"))


def kinds() -> list[tuple[UnitKind, int]]:
    """The kinds that have a term, with its years. One statement."""
    return [(UnitKind(kind), number) for kind, number in years().items()]


def standing(unit: OrgUnit, today: date) -> Standing | None:
    """How a unit's term stands; None for a kind without a term and for a dissolved unit."""
    if unit.kind not in rules.TERM_YEARS or unit.dissolved_on is not None:
        return None
    until = unit.term_until
    if until is None:
        return Standing("none", "未登记届满日期")
    if until < today:
        return Standing("red", f"逾期{rules.how_long(until, today)}未换届")
    soon = until <= months_after(today, rules.REMIND_MONTHS[0])
    return Standing(
        "yellow" if soon else "green", f"{rules.how_long(today, until)}后届满" if soon else f"{until:%Y-%m-%d}届满"
    )


def listing(units: QuerySet[OrgUnit], which: str, words: str, today: date) -> QuerySet[OrgUnit]:
    """Units that have a term, by how it stands (a key of FILTERS), the longest overdue first."""
    rows = units.filter(kind__in=rules.TERM_YEARS, dissolved_on__isnull=True).filter(_standing(which, today))
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(short_name__icontains=words) | Q(code__icontains=words))
    return rows.select_related("parent").order_by(F("term_until").asc(nulls_last=True), "code")


def counts(units: QuerySet[OrgUnit], today: date) -> dict[str, int]:
    """How many units each filter holds. One statement."""
    rows = units.filter(kind__in=rules.TERM_YEARS, dissolved_on__isnull=True)
    numbers = {key: Count("pk", filter=_standing(key, today)) for key in FILTERS if key != "all"}
    found: dict[str, int] = rows.aggregate(all=Count("pk"), **numbers)
    return found


def _standing(which: str, today: date) -> Q:
    soon = months_after(today, rules.REMIND_MONTHS[0])
    found: dict[str, Q] = {
        "overdue": Q(term_until__lt=today),
        "due": Q(term_until__range=(today, soon)),
        "none": Q(term_until__isnull=True),
    }
    return found.get(which, Q())


def keepers_above(units: Collection[int]) -> dict[int, list[int]]:
    """For each unit the users who keep it from above, each once. Two statements."""
    above = OrgClosure.objects.filter(descendant__in=units, depth__gt=0).values_list("descendant_id", "ancestor_id")
    pairs = list(above)
    roles = [role for role in Role if Duty.ORGANISATION in MATRIX[role].duties]
    posts = Appointment.objects.in_force().filter(
        role__in=roles, unit__in={high for _, high in pairs}, user__is_active=True
    )
    at: dict[int, list[int]] = {}
    for post in posts:
        if access.bears(post, Duty.ORGANISATION):
            at.setdefault(post.unit_id, []).append(post.user_id)
    found: dict[int, list[int]] = {}
    for low, high in pairs:
        found.setdefault(low, []).extend(at.get(high, []))
    return {unit: list(dict.fromkeys(users)) for unit, users in found.items()}
