"""Who waits for an honour or for a higher sponsor's answer, and under which documents."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Q, QuerySet

from workflows.engine import objections
from workflows.engine.models import Fact
from workflows.nomination.models import AwardDocument, Nomination, NominationList, Revocation
from workflows.nomination.models.nomination import ENDED
from workflows.nomination.states import ListState as L
from workflows.nomination.states import NominationState as S

NEEDED = ("unit", "round", "process", "person", "honoured", "submission__unit", "submission__publicity")


def lists_to_confer(submission: NominationList, *, whole: bool) -> QuerySet[NominationList]:
    """The list alone, or every list of its round that is as far."""
    if not whole:
        return NominationList.objects.filter(pk=submission.pk)
    return NominationList.objects.filter(round=submission.round_id, state=L.CONFERRING).order_by("pk")


def waiting(lists: Sequence[NominationList], state: S) -> list[Nomination]:
    """The members of lists in a state, by unit and rank. One statement."""
    rows = Nomination.objects.filter(submission__in=lists, state=state).select_related(*NEEDED)
    return sorted(rows, key=lambda row: (_unit(row), row.category, row.rank or 0, row.pk))


def _unit(row: Nomination) -> tuple[int, str]:
    unit = row.submission.unit if row.submission else row.unit
    return (unit.position, unit.code)


def held(rows: Sequence[Nomination]) -> list[Nomination]:
    """Those of these that an objection keeps back. One statement."""
    against = objections.open_against([row.process_id for row in rows])
    return [row for row in rows if row.process_id in against]


def too_early(rows: Sequence[Nomination], day: date) -> list[str]:
    """A sentence for each notice that was not over before the day of the document. 依据: domain 3.9."""
    ends = {row.submission.publicity for row in rows if row.submission and row.submission.publicity}
    return [
        f"{each.title}到{each.ends_on:%Y年%m月%d日}为止，文件日期应在公示期满之后。"
        for each in sorted(ends, key=lambda each: each.pk)
        if day <= each.ends_on
    ]


def all_ended(submission: NominationList) -> bool:
    """Whether every member of a list has come to an end. One statement."""
    return not submission.members.exclude(state__in=ENDED).exists()


def under(document: AwardDocument) -> QuerySet[Nomination]:
    """The nominations that went up under a document, or that it settled."""
    return Nomination.objects.filter(Q(recommended_by=document) | Q(conferred_by=document))


def honours_of(rows: Sequence[Nomination]) -> list[Fact]:
    """The honours of these nominations as they stand on record, those that were revoked too. One statement."""
    revoked = Revocation.objects.filter(nomination__in=rows).values("process")
    of_them = Q(process__in=[row.process_id for row in rows]) | Q(process__in=revoked)
    return list(Fact.objects.filter(of_them, superseded_by__isnull=True).order_by("pk"))
