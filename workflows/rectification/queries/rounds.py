"""Programmes as rounds: who holds and runs them, who sees them, which units they are for."""

from collections.abc import Container

from django.db.models import Exists, OuterRef, Q, QuerySet

from permissions import access
from permissions.models import OrgClosure, OrgUnit, User
from permissions.roles import Right, UnitKind
from workflows.engine.models import Round
from workflows.engine.pages import visible
from workflows.rectification.models import Problem

KEY = "rectification"
COMMITTEES = (UnitKind.ORG_COMMITTEE, UnitKind.GENERAL_BRANCH)
LEADS = (UnitKind.BRANCH, UnitKind.DIRECT_BRANCH, *COMMITTEES, UnitKind.WORK_COMMITTEE)
"""Units that may lead the rectification of a problem or take part in it: somebody there signs and reports."""


def running_rights(kind: str) -> tuple[Right, ...]:
    """Any of these rights on a unit of this kind lets somebody hold and run its programmes.

    Those of the 工委 are run by who looks after the whole; a 机关党委 or 党总支 runs its own by whoever reviews there.
    """
    return (Right.REVIEW,) if kind in COMMITTEES else (Right.SUPERVISE,)


def held(user: User) -> QuerySet[OrgUnit]:
    """Units whose programmes the person may hold and run, the highest first."""
    able = Q(right=Right.REVIEW, content_object__kind__in=COMMITTEES) | Q(right=Right.SUPERVISE)
    units = access.grants_in(user, KEY).filter(able).values("content_object")
    return OrgUnit.objects.filter(pk__in=units, dissolved_on__isnull=True).order_by("position", "code")


def rounds(user: User) -> QuerySet[Round]:
    """The rounds that a person may see, the newest first; those that are prepared only for who runs them.

    Seen by those below the unit that holds one, by those above it, and by whoever sees a problem of it.
    """
    own = access.grants_in(user, KEY).values("content_object")
    lines = OrgClosure.objects.filter(descendant__in=own, ancestor=OuterRef("unit"))
    begun = ~Q(status=Round.Status.DRAFT) & (Exists(lines) | access.unit_seen(user, process=KEY))
    problems = visible(Problem.objects.filter(round=OuterRef("pk")), user)
    rows = Round.objects.filter(begun | Q(Exists(problems)) | Q(unit__in=held(user)), process_key=KEY)
    return rows.select_related("unit")


def running(user: User) -> QuerySet[Round]:
    """The programmes that a person may see and that were started, the running ones first, then the newest."""
    rows = rounds(user).exclude(status=Round.Status.DRAFT)
    return rows.annotate(ended=~Q(status=Round.Status.OPEN)).order_by("ended", "-pk")


def taking_part(round_: Round) -> QuerySet[OrgUnit]:
    """The living units that a programme is for: they may lead a problem or take part in one."""
    inside = OrgClosure.objects.filter(ancestor__in=round_.scope or [round_.unit_id]).values("descendant")
    below = OrgClosure.objects.filter(ancestor=round_.unit_id).values("descendant")
    return OrgUnit.objects.filter(Q(pk__in=inside) & Q(pk__in=below), kind__in=LEADS, dissolved_on__isnull=True)


def why_not(unit: OrgUnit, able: Container[int]) -> str:
    """A sentence why a unit can bear no problem; empty where it can. `able`: keys of those the programme is for."""
    if unit.dissolved_on is not None:
        return f"{unit.short_name}已撤销，不能再承担整改。请改为接续的单位。"
    return "" if unit.pk in able else f"{unit.short_name}不在本专项范围内，不能承担整改。请核对。"


def never_opening(_round: Round) -> bool:
    """A programme opens at once: it has no record before a problem is registered."""
    return False


def open_problems(round_: Round) -> QuerySet[Problem]:
    """The problems of a round that have not ended."""
    return Problem.objects.filter(round=round_, process__finished__isnull=True)


def homeless(problems: QuerySet[Problem]) -> QuerySet[Problem]:
    """Open problems whose lead was dissolved: the host takes them back and assigns them to another unit."""
    return problems.filter(process__finished__isnull=True, unit__dissolved_on__isnull=False)
