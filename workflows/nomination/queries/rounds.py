"""Rounds: which a person sees and runs, which units take part and report, and how far the opening has come."""

from collections.abc import Collection
from functools import reduce

from django.db.models import Exists, OuterRef, Q, QuerySet

from permissions import access
from permissions.actor import Actor
from permissions.models import OrgClosure, OrgUnit, User
from permissions.roles import Right, UnitKind
from workflows.engine.models import Round
from workflows.engine.opening import Job, last_job
from workflows.engine.pages import visible
from workflows.nomination.models import Nomination, NominationList

KEY = "nomination"
OPENING = "workflows.nomination.actions.rounds.open_round_job"
"""The job that opens a round, by the name under which it is queued."""
BRANCHES = (UnitKind.BRANCH, UnitKind.DIRECT_BRANCH)
COMMITTEES = (UnitKind.ORG_COMMITTEE, UnitKind.GENERAL_BRANCH)
"""Units that report others, and that may hold rounds of their own."""


# --- who runs them, who sees them ----------------------------------------------------------------------------------


def running_rights(kind: str) -> tuple[Right, ...]:
    """Any of these rights on a unit of this kind lets somebody hold and run its rounds.

    The 工委's rounds are run by who looks after the whole; a 机关党委 or 党总支 has nobody with 督办, its own round
    is run by whoever reviews or signs there.
    """
    return (Right.REVIEW, Right.DECIDE) if kind in COMMITTEES else (Right.SUPERVISE,)


def may_run(by: Actor, unit: OrgUnit) -> bool:
    """Whether the capacity in which somebody acts lets him hold rounds of this unit."""
    return any(access.may(by, right, unit, KEY) for right in running_rights(unit.kind))


def held(user: User) -> QuerySet[OrgUnit]:
    """Units whose rounds the person may hold and run, the highest first."""
    own = access.grants_in(user, KEY)
    able = Q(right__in=(Right.REVIEW, Right.DECIDE), content_object__kind__in=COMMITTEES) | Q(right=Right.SUPERVISE)
    rows = OrgUnit.objects.filter(pk__in=own.filter(able).values("content_object"), dissolved_on__isnull=True)
    return rows.order_by("position", "code")


def nominations(user: User) -> QuerySet[Nomination]:
    """The nominations that a person may see."""
    return visible(Nomination.objects.all(), user)


def lists(user: User) -> QuerySet[NominationList]:
    """The lists that a person may see."""
    return visible(NominationList.objects.all(), user)


def rounds(user: User) -> QuerySet[Round]:
    """The rounds that a person may see, the newest first; those that are prepared only for who runs them.

    Seen by those whose unit reports in it, reports through a unit in it, or stands above one. A list of the 工委 itself
    concerns the branches right below it.
    """
    above = OrgClosure.objects.filter(ancestor=OuterRef("unit"))
    above = above.filter(descendant__in=access.grants_in(user, KEY).values("content_object"))
    near = Exists(above.filter(depth=1, descendant__kind__in=BRANCHES)) | (
        ~Q(unit__kind=UnitKind.WORK_COMMITTEE) & Exists(above)
    )
    concerned = NominationList.objects.filter(near).values("round")
    seen = Q(pk__in=concerned) | Q(pk__in=lists(user).values("round")) | Q(pk__in=nominations(user).values("round"))
    rows = Round.objects.filter(seen | Q(unit__in=held(user)), process_key=KEY)
    return rows.select_related("unit")


# --- who takes part ------------------------------------------------------------------------------------------------


def taking_part(round_: Round) -> QuerySet[OrgUnit]:
    """The living units that may nominate in a round: branches, 党总支 and 机关党委 that it is for."""
    rows = _inside(round_, (*BRANCHES, *COMMITTEES))
    if not round_.scope:
        return rows
    return rows.filter(pk__in=OrgClosure.objects.filter(ancestor__in=round_.scope).values("descendant"))


def reporting(round_: Round, units: Collection[int] = ()) -> QuerySet[OrgUnit]:
    """The living units that send a list: those right below the 工委, and the 工委 for the branches right below it.

    A 机关党委 or 党总支 that holds the round sends the one list itself. `units`: only for these (keys) and what stands
    above and below them; none: for all that the round is for.
    """
    wanted = units or round_.scope
    rows = _inside(round_, COMMITTEES) if round_.unit.kind not in COMMITTEES else OrgUnit.objects.none()
    higher = OrgClosure.objects.filter(descendant=OuterRef("pk"), depth__gt=0, ancestor__kind__in=COMMITTEES)
    rows = rows.exclude(Exists(higher))
    if wanted:
        rows = rows.filter(reduce(Q.__or__, [Q(pk__in=_line(column, wanted)) for column in ("ancestor", "descendant")]))
    own = Q(pk=round_.unit_id) & _reports_itself(round_, wanted)
    return OrgUnit.objects.filter(Q(pk__in=rows.values("pk")) | own).order_by("position", "code")


def _line(column: str, units: Collection[int]) -> QuerySet[OrgClosure]:
    """The keys of the units above these, or below them."""
    other = "descendant" if column == "ancestor" else "ancestor"
    found: QuerySet[OrgClosure] = OrgClosure.objects.filter(**{f"{other}__in": units}).values(column)
    return found


def _reports_itself(round_: Round, wanted: Collection[int]) -> Q:
    """Whether the host sends a list: always where it is a committee, else for branches right below it."""
    if round_.unit.kind in COMMITTEES:
        return Q()
    direct = _inside(round_, BRANCHES).filter(parent=round_.unit_id)
    if wanted:
        direct = direct.filter(pk__in=OrgClosure.objects.filter(ancestor__in=wanted).values("descendant"))
    return Q(Exists(direct))


def _inside(round_: Round, kinds: Collection[UnitKind]) -> QuerySet[OrgUnit]:
    inside = OrgClosure.objects.filter(ancestor=round_.unit_id).values("descendant")
    return OrgUnit.objects.filter(pk__in=inside, kind__in=kinds, dissolved_on__isnull=True)


# --- how far its opening has come ----------------------------------------------------------------------------------


def unopened(round_: Round, units: Collection[int] = ()) -> QuerySet[OrgUnit]:
    """The units that are to send a list and have none yet; of these units alone, if told."""
    return reporting(round_, units).exclude(pk__in=NominationList.objects.filter(round=round_).values("unit"))


def job_of(round_: Round) -> Job:
    """The last job that was to open this round. One statement."""
    return last_job(OPENING, round_)


def opening(round_: Round) -> bool:
    """Whether a job that opens this round waits or runs. One statement."""
    return job_of(round_).under_way


def stopped(round_: Round) -> bool:
    """Whether its opening failed before every unit had its list, and may go on."""
    job = job_of(round_)
    return job.failed and not round_.ended_why and unopened(round_, job.units).exists()


def fully_opened(round_: Round) -> bool:
    """Whether its opening is over: the job ended well, every unit has its list, or the round was ended by hand."""
    job = job_of(round_)
    return job.done or bool(round_.ended_why) or not unopened(round_, job.units).exists()
