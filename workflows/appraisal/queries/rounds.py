"""Rounds of 民主评议: who holds and runs them, who sees them, which branches they are for, how they stand."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from permissions import access
from permissions.models import OrgClosure, OrgUnit, User
from permissions.roles import Right, UnitKind
from workflows.appraisal.models import Meeting
from workflows.appraisal.queries import KEY
from workflows.appraisal.states import MeetingState as M
from workflows.engine.models import Round, Task
from workflows.engine.opening import last_job
from workflows.engine.pages import visible

OPENING = "workflows.appraisal.actions.rounds.open_round_job"
"""The job that opens a round, by the name under which it is queued."""
COMMITTEES = (UnitKind.ORG_COMMITTEE, UnitKind.GENERAL_BRANCH)
BRANCHES = (UnitKind.BRANCH, UnitKind.DIRECT_BRANCH)


def running_rights(kind: str) -> tuple[Right, ...]:
    """Any of these rights on a unit of this kind lets somebody hold and run its rounds."""
    return (Right.REVIEW,) if kind in COMMITTEES else (Right.SUPERVISE,)


def held(user: User) -> QuerySet[OrgUnit]:
    """Units whose rounds the person may hold and run, the highest first."""
    able = Q(right=Right.REVIEW, content_object__kind__in=COMMITTEES) | Q(right=Right.SUPERVISE)
    units = access.grants_in(user, KEY).filter(able).values("content_object")
    return OrgUnit.objects.filter(pk__in=units, dissolved_on__isnull=True).order_by("position", "code")


def rounds(user: User) -> QuerySet[Round]:
    """The rounds in which the person sees some meeting; those that are prepared, only who runs them."""
    meetings = visible(Meeting.objects.filter(round=OuterRef("pk")), user)
    rows = Round.objects.filter(Q(Exists(meetings)) | Q(unit__in=held(user)), process_key=KEY)
    return rows.select_related("unit")


def branches_under(round_: Round, units: Collection[int]) -> QuerySet[OrgUnit]:
    """The living branches among these units and all below them; without units, all under the round's own."""
    inside = OrgClosure.objects.filter(ancestor=round_.unit_id).values("descendant")
    rows = OrgUnit.objects.filter(pk__in=inside, kind__in=BRANCHES, dissolved_on__isnull=True)
    return rows.filter(pk__in=OrgClosure.objects.filter(ancestor__in=units).values("descendant")) if units else rows


def branches(round_: Round) -> QuerySet[OrgUnit]:
    """The living branches that a round is for."""
    return branches_under(round_, round_.scope)


def unopened(round_: Round, units: Collection[int] = ()) -> QuerySet[OrgUnit]:
    """Those among them that have no meeting in it; of these units alone, if told."""
    have = Meeting.objects.filter(round=round_).values("unit")
    return branches_under(round_, units or round_.scope).exclude(pk__in=have)


def opening(round_: Round) -> bool:
    """Whether a job that opens this round waits or runs. One statement."""
    return last_job(OPENING, round_).under_way


def meetings(user: User, round_: Round) -> QuerySet[Meeting]:
    """The meetings of a round that the person sees, by unit; one that is void only while none stands in its stead."""
    rows = visible(Meeting.objects.filter(round=round_), user).select_related("unit", "process")
    return rows.exclude(state=M.VOID).order_by("unit__position", "unit__code")


@dataclass(frozen=True)
class Tally:
    """How many meetings of a round the person sees, how many ended, how many are late."""

    total: int = 0
    done: int = 0
    late: int = 0


def tallies(user: User, of: Sequence[Round]) -> dict[int, Tally]:
    """By round. Two statements."""
    rows = visible(Meeting.objects.filter(round__in=of), user).exclude(state=M.VOID)
    done = Count("pk", filter=Q(state__in=(M.CLOSED, M.CALLED_OFF)))
    counted = rows.order_by().values("round").annotate(total=Count("pk"), done=done)
    open_late = Task.objects.filter(finished__isnull=True, due_on__lt=timezone.localdate()).exclude(right="")
    overdue = rows.filter(process__in=open_late.values("process")).order_by().values("round").annotate(n=Count("pk"))
    late = dict(overdue.values_list("round", "n"))
    return {row["round"]: Tally(row["total"], row["done"], late.get(row["round"], 0)) for row in counted}


def by_stage(user: User, round_: Round) -> dict[str, int]:
    """How many meetings that the person sees are at each stage. One statement."""
    rows = visible(Meeting.objects.filter(round=round_), user).order_by().values("state")
    return dict(rows.annotate(n=Count("pk")).values_list("state", "n"))
