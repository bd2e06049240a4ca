"""A round while it runs: who comes too late, who never handed anything in, the notices and who signed for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, Func, OuterRef, Q, QuerySet, Subquery

from permissions import access
from permissions.models import OrgUnit, User
from workflows.engine import running
from workflows.engine.models import AuditEntry, Receipt, Round, RoundNotice
from workflows.engine.writing import URGE
from workflows.star_rating.models import Rating, RatingList
from workflows.star_rating.states import ListState, RatingState

KEY = "star_rating"
HANDED_IN = {Rating: RatingState.SELF_ASSESSING, RatingList: ListState.COMPILING}
"""The stage in which each kind is handed in."""


def in_time(records: Sequence[Any]) -> dict[int, str]:
    """What is handed in must be in time: a sentence for each of the records that is too late."""
    first = HANDED_IN[type(records[0])]
    waiting = [record for record in records if record.state == first]
    return {record.pk: _too_late(record, first) for record in running.late(waiting, first)}


def _too_late(record: Any, state: str) -> str:
    moment = record.round.due_moment(state)
    return (
        f"本批次“{record.get_state_display()}”已于{running.words_of(moment)}截止，不再接收。"
        "确需补报的，请说明情况，由工委组织部办理补报或延期。"
    )


def stays_in(records: Sequence[Any]) -> dict[int, str]:
    """What was handed in on time is not taken back after the hour, because it could not be handed in again."""
    first = HANDED_IN[type(records[0])]
    shut = [r for r in records if r.state != first and running.is_shut(r.round, first)]
    back = [record for record in running.late(shut, first) if _last_source(record) == first]
    sentence = "截止时间已过，撤回后不能再报送，因此不能撤回；需要修改的，请上级退回。"
    return {record.pk: sentence for record in back}


def _last_source(record: Any) -> str:
    entries = AuditEntry.objects.filter(process=record.process_id, actor__isnull=False).exclude(verb=URGE)
    return entries.order_by("-seq").values_list("source", flat=True).first() or ""


def not_handed_in(round_: Round) -> QuerySet[Rating]:
    """The ratings of a round that the branches have not handed in, or not again."""
    return Rating.objects.filter(round=round_, state=RatingState.SELF_ASSESSING).order_by("pk")


def participants(round_: Round) -> QuerySet[OrgUnit]:
    """The units that sign for its notice: branches with a rating, and the units that report them, save its sender."""
    ratings, lists = (model.objects.filter(round=round_).values("unit") for model in (Rating, RatingList))
    return OrgUnit.objects.filter(Q(pk__in=ratings) | Q(pk__in=lists)).exclude(pk=round_.unit_id)


def notices_of(round_: Round, *, drafts: bool) -> list[RoundNotice]:
    """The notices of a round, the latest first; what was not sent only for who writes it. Two statements."""
    rows = list(RoundNotice.objects.filter(round=round_).prefetch_related("files"))
    for row in rows:
        row.round = round_
    return [row for row in rows if drafts or row.sent_at is not None]


def signing(user: User, notice: RoundNotice) -> QuerySet[Any]:
    """The units that take part and that the person may see, those without a receipt first."""
    signed = Receipt.objects.filter(notice=notice, unit=OuterRef("pk"))
    seen = participants(notice.round).filter(pk__in=access.units(user, KEY))
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
