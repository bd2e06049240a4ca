"""Reading assessments: who may enter one, which a person sees, of a programme, a unit or a problem."""

from collections.abc import Collection

from django.db.models import QuerySet

from permissions import access
from permissions.actor import Actor
from permissions.models import OrgClosure, OrgUnit, User
from permissions.roles import Right
from workflows.engine.models import Round
from workflows.rectification.models import Assessment, Problem
from workflows.rectification.queries.programmes import programme_of
from workflows.rectification.queries.rounds import KEY
from workflows.rectification.rules import ScoreForm


def form_of(round_: Round, code: str) -> ScoreForm | None:
    """A form of a programme by its code. No statement."""
    return next((form for form in programme_of(round_).assessments if form.code == code), None)


def may_assess(actor: Actor, unit: OrgUnit) -> bool:
    """Whether the post in which somebody acts reviews for a unit above this one; nobody judges the own unit."""
    post = actor.appointment
    if post is None or not access.may(actor, Right.REVIEW, post.unit, KEY):
        return False
    return OrgClosure.objects.filter(ancestor=post.unit_id, descendant=unit, depth__gt=0).exists()


def seen(user: User, round_: Round) -> QuerySet[Assessment]:
    """The standing assessments of a programme of units that a person sees, the newest first."""
    rows = Assessment.objects.filter(access.unit_seen(user, process=KEY), round=round_, superseded=False)
    return rows.select_related("unit", "problem__process", "by__person").order_by("-pk")


def of_units(units: Collection[int]) -> list[Assessment]:
    """The standing assessments of some units over all programmes, the newest first. One statement."""
    rows = Assessment.objects.filter(unit__in=units, superseded=False)
    return list(rows.select_related("unit", "round", "problem__process").order_by("-pk")[:50])


def of_problem(problem: Problem) -> list[Assessment]:
    """The standing assessments of one problem. One statement; none where its programme has no form."""
    if not programme_of(problem.round).assessments:
        return []
    return list(problem.assessments.filter(superseded=False).order_by("-pk"))


def earlier(row: Assessment) -> list[Assessment]:
    """What was entered before in the same form about the same thing, the newest first. One statement."""
    rows = Assessment.objects.filter(round=row.round_id, unit=row.unit_id, form=row.form, problem=row.problem_id)
    return list(rows.filter(pk__lt=row.pk).select_related("by__person").order_by("-pk"))
