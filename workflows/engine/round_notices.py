"""The notice of a round: kept while the round is prepared, sent when it is open, signed for by each unit once."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone

from permissions import access
from permissions.actor import Actor
from permissions.models import OrgUnit
from permissions.roles import Right
from workflows.engine import notices, registry, round_reading, running
from workflows.engine.errors import NotAllowed, Refused
from workflows.engine.models import (
    Attachment,
    Member,
    Notice,
    Process,
    Receipt,
    Record,
    Round,
    RoundNotice,
    Submission,
)

SIGNING = (Right.PROPOSE, Right.REVIEW, Right.DECIDE)
"""Who acts for a unit signs for it; who only reads does not."""
TOLD = (Right.PROPOSE, Right.REVIEW)
"""Who is told of it: those who fill in and those who see to it."""
SENT = "“{}”已发通知，请查看并签收。"


@transaction.atomic
def write(round_: Round, *, title: str, text: str, files: Sequence[Attachment] = (), by: Actor) -> RoundNotice:
    """Keep a notice: the draft of a round that is not open is replaced, an open round sends it at once. In the ledger.

    Raises NotAllowed, and Refused when the round is over or being opened: not everybody would be told.
    """
    running.check_runs(by, round_.unit, round_.process_key)
    locked = Round.objects.select_for_update(no_key=True).get(pk=round_.pk)
    if registry.office(locked.process_key).opening(locked):
        raise Refused("正在为各单位开启，请等它完成后再发通知。")
    if locked.status not in (Round.Status.DRAFT, Round.Status.OPEN):
        raise Refused(f"批次{locked.get_status_display()}，不能再发通知。")
    found = draft_of(locked) or RoundNotice(round=locked)
    found.title, found.text, found.by = title, text, by.user  # type: ignore[assignment]
    found.save()
    found.files.set(files)
    open_ = locked.status == Round.Status.OPEN
    running.enter("round_notice", "发出通知" if open_ else "拟定通知", locked, by, comment=title)
    if open_:
        send(locked)
    return RoundNotice.objects.select_related("round").get(pk=found.pk)


def draft_of(round_: Round) -> RoundNotice | None:
    """The notice that is still being written: none once the round is open, even if its sending is still to come."""
    if round_.status != Round.Status.DRAFT:
        return None
    return round_.notices.filter(sent_at__isnull=True).first()


def take_over(like: Round, round_: Round, *, by: Actor) -> None:
    """Start a prepared round's notice from the first one of an earlier round, its year changed in the title."""
    first = like.notices.order_by("pk").first()
    if first is not None and by.user is not None:
        title = first.title.replace(str(like.year), str(round_.year))
        RoundNotice.objects.create(round=round_, title=title, text=first.text, by=by.user)


@transaction.atomic
def send(round_: Round) -> int:
    """Send what was kept while the round was prepared: everybody with a desk in it is told once. Returns how many."""
    waiting = list(RoundNotice.objects.select_for_update().filter(round=round_, sent_at__isnull=True))
    for found in waiting:
        found.sent_at = timezone.now()
        found.save(update_fields=["sent_at"])
    return _tell(round_, _told(round_), SENT.format(round_.title)) if waiting else 0


def tell_joined(round_: Round, records: Sequence[Record]) -> int:
    """Tell the units of records that came into a round later of what was sent before. Returns how many people."""
    units: dict[int, Process | None] = {row.unit_id: row.process for row in records if row.unit_id != round_.unit_id}
    if not units or not round_.notices.filter(sent_at__isnull=False).exists():
        return 0
    return _tell(round_, units, SENT.format(round_.title))


def _told(round_: Round) -> dict[int, Process | None]:
    """The units that take part in a round, save its own, each with the record it has there. A statement a kind."""
    joining = registry.office(round_.process_key).joining(round_).exclude(pk=round_.unit_id)
    found: dict[int, Process | None] = dict.fromkeys(joining.values_list("pk", flat=True))
    for model in running.kinds(round_):
        if issubclass(model, Submission | Member):
            rows = model._default_manager.filter(round=round_).exclude(unit=round_.unit_id).order_by("-pk")
            found |= {row.unit_id: row.process for row in rows.select_related("process").only("unit_id", "process")}
    return found


def _tell(round_: Round, units: Mapping[int, Process | None], text: str) -> int:
    """One message to each person who signs for one of these units, leading to its record or to the notice itself."""
    pairs = {(unit, right) for unit in units for right in TOLD}
    first: dict[int, int] = {}
    for (unit, _), users in access.holders(pairs, round_.process_key).items():
        first |= {user: unit for user in users if user not in first}
    made = [notice for user, unit in first.items() for notice in notices.tell([user], units[unit], text)]
    for notice in made:
        notice.round = None if notice.process_id else round_
    return len(Notice.objects.bulk_create(made, batch_size=1000))


def signs_for(by: Actor, unit: OrgUnit, process: str) -> bool:
    """Whether the capacity in which somebody acts signs for a unit."""
    return any(access.may(by, right, unit, process) for right in SIGNING)


@transaction.atomic
def sign(notice: RoundNotice, unit: OrgUnit, *, by: Actor) -> Receipt:
    """Sign for a unit, once: who comes second finds the first.

    Raises NotAllowed, and Refused before it was sent, when the round is over, or for a unit that takes no part.
    """
    if notice.sent_at is None:
        raise Refused("通知还没有发出，不能签收。")
    if not round_reading.participants(notice.round).filter(pk=unit.pk).exists():
        raise Refused(f"{unit.short_name}不在本批次中，不需要签收。")
    if notice.round.status != Round.Status.OPEN:
        raise Refused(f"批次{notice.round.get_status_display()}，不需要签收。")
    if by.user is None or not signs_for(by, unit, notice.round.process_key):
        raise NotAllowed(f"您现在的身份不能为{unit.short_name}签收。")
    given = {"by": by.user, "at": timezone.now()}
    return Receipt.objects.get_or_create(notice=notice, unit=unit, defaults=given)[0]


@transaction.atomic
def remind(notice: RoundNotice, *, by: Actor) -> int:
    """Remind the units that have not signed, at most once a day. Returns messages written.

    In the ledger, with how many units. Raises NotAllowed, Refused.
    """
    running.check_runs(by, notice.round.unit, notice.round.process_key)
    locked = RoundNotice.objects.select_for_update(no_key=True, of=("self",)).select_related("round").get(pk=notice.pk)
    if locked.sent_at is None or locked.round.status != Round.Status.OPEN:
        raise Refused("批次没有在进行，不能提醒签收。")
    if locked.reminded_on == timezone.localdate():
        raise Refused("今天已经提醒过，明天可以再提醒。")
    locked.reminded_on = timezone.localdate()
    locked.save(update_fields=["reminded_on"])
    signed = set(locked.receipts.values_list("unit_id", flat=True))
    late = {unit: process for unit, process in _told(locked.round).items() if unit not in signed}
    told = _tell(locked.round, late, f"请签收“{locked.title}”。")
    running.enter("round_remind", "提醒签收", locked.round, by, comment=f"{len(late)}个单位没有签收")
    return told
