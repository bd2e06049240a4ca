"""Reading a round that runs, for every process: who takes part, its notices, and who signed for them."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, Func, OuterRef, Q, QuerySet, Subquery

from permissions import access
from permissions.models import OrgClosure, OrgUnit, User
from workflows.engine import registry, running
from workflows.engine.models import Extension, Member, Receipt, Round, RoundNotice, Submission


def participants(round_: Round) -> QuerySet[OrgUnit]:
    """The units that sign for its notice: those with a record or a list in it and those joining, save its sender."""
    found = Q(pk__in=registry.office(round_.process_key).joining(round_).order_by().values("pk"))
    for model in running.kinds(round_):
        if issubclass(model, Submission | Member):
            found |= Q(pk__in=model._default_manager.filter(round=round_).values("unit"))
    return OrgUnit.objects.filter(found).exclude(pk=round_.unit_id)


def extensions(round_: Round, user: User | None) -> QuerySet[Extension]:
    """The times that a round was given more time, the latest first; those of one unit only for who may see it.

    What was given to a unit counts for all below it, so that whoever has a post there reads it too.
    `user`: whoever asks; None: somebody who runs the round.
    """
    rows = Extension.objects.filter(round=round_).select_related("unit", "by__person")
    if user is not None:
        seen = access.units(user, round_.process_key)
        above = OrgClosure.objects.filter(descendant__in=seen).values("ancestor")
        rows = rows.filter(Q(unit__isnull=True) | Q(unit__in=above))
    return rows.order_by("-pk")


def notices_of(round_: Round, *, drafts: bool) -> list[RoundNotice]:
    """The notices of a round, the latest first; what was not sent only for who writes it. Two statements."""
    rows = list(RoundNotice.objects.filter(round=round_).prefetch_related("files"))
    for row in rows:
        row.round = round_
    return [row for row in rows if drafts or row.sent_at is not None]


def signing(user: User, notice: RoundNotice) -> QuerySet[Any]:
    """The units that take part and that the person may see, those without a receipt first."""
    signed = Receipt.objects.filter(notice=notice, unit=OuterRef("pk"))
    seen = participants(notice.round).filter(pk__in=access.units(user, notice.round.process_key))
    return seen.annotate(signed=Exists(signed)).order_by("signed", "position", "code")


@dataclass(frozen=True)
class Signed:
    """How a round's last notice stands: how many units have signed, of how many that take part."""

    title: str
    units: int
    wanted: int


def signed_for(round_: Round) -> Signed | None:
    """The last notice that was sent; None before there was one. One statement."""
    rows = RoundNotice.objects.filter(round=round_, sent_at__isnull=False).annotate(units=Count("receipts"))
    wanted = participants(round_).order_by().annotate(all=Func(F("pk"), function="Count")).values("all")
    found = rows.annotate(wanted=Subquery(wanted)).values_list("title", "units", "wanted").order_by("-pk").first()
    return Signed(*found) if found else None
