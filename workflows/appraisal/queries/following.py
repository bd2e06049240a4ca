"""评定后续: members whose grade asks for a talk, 处置 and 限期改正, as far as a person sees them."""

from django.db.models import Count, Q, QuerySet

from permissions.models import User
from workflows.appraisal.models import Appraisal, Correction, Disposal
from workflows.appraisal.queries import KEY
from workflows.appraisal.queries.plans import plan_of
from workflows.appraisal.rules import After
from workflows.appraisal.states import TOLD
from workflows.engine.models import Round
from workflows.engine.pages import visible

AFTER_TALK = (After.GUIDANCE, After.DISPOSAL)


def asks_talk(row: Appraisal) -> bool:
    """Whether the grade given asks for a talk with the member. No statement where the round is loaded."""
    grade = plan_of(row.round).grade_by_code.get(row.grade_code)
    return grade is not None and grade.after in AFTER_TALK


def _asking(rounds: QuerySet[Round]) -> Q:
    """The appraisals with such a grade, by round; none where no round has one. One statement."""
    found = Q(pk__in=())
    for each in rounds:
        found |= Q(round=each, grade_code__in=[g.code for g in plan_of(each).grades if g.after in AFTER_TALK])
    return found


def talks(user: User) -> QuerySet[Appraisal]:
    """Members to be talked with, the latest first, each with the number of talks and of 处置. One statement before."""
    rounds = Round.objects.filter(process_key=KEY).exclude(status__in=(Round.Status.DRAFT, Round.Status.CANCELLED))
    rows = visible(Appraisal.objects.filter(state__in=TOLD), user).filter(_asking(rounds)).exclude(person__user=user)
    counted = rows.annotate(talked=Count("talks", distinct=True), disposed=Count("disposals", distinct=True))
    return counted.select_related("process", "entry", "unit", "round").order_by("-pk")


def disposals(user: User) -> QuerySet[Disposal]:
    """处置 that a person sees, those under way first."""
    rows = visible(Disposal.objects.all(), user).select_related("process", "person", "unit")
    return rows.order_by("process__finished", "-pk")


def corrections(user: User) -> QuerySet[Correction]:
    """限期改正 that a person sees, those under way first, the nearest day before the others."""
    rows = visible(Correction.objects.all(), user).select_related("process", "person", "unit")
    return rows.order_by("process__finished", "due_on", "-pk")
