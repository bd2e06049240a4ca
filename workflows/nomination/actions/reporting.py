"""A unit's list goes on: out of the hands of whoever compiled it, and as the unit's body decided it."""

from collections.abc import Collection, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from permissions.actor import Actor
from workflows.engine import calendar
from workflows.engine.editing import admitted
from workflows.engine.errors import Foreseen, Incomplete, Refused
from workflows.engine.models import AuditEntry, Publicity
from workflows.engine.transitions import Seen, fire
from workflows.nomination.actions.lists import carry_to, lock_list, lock_members
from workflows.nomination.actions.quotas import check_decided, reserve_list
from workflows.nomination.models import Nomination, NominationList
from workflows.nomination.queries import lists
from workflows.nomination.queries.awards import award_of
from workflows.nomination.queries.listing import Listing, unit_decides
from workflows.nomination.rules import PublicityRule
from workflows.nomination.states import ListState as L

USUAL = PublicityRule(5)
"""How a notice inside the unit runs where the round does not say: 5 working days. 依据: domain 3.7 [N16]."""


def list_report(
    submission: NominationList, *, by: Actor, seen: Seen, comment: str = "", unreported: Collection[str] = (),
    excuse: str = "", contact: str = "",
) -> NominationList:  # fmt: skip
    """Send the list on: out of the hands of whoever compiled it, or as the unit's body decided it.

    `unreported`: the numbers of nominations, and the codes of branches without any, of which the person knows that they
    stay behind. `excuse`: why a limit that may be exceeded is. `contact`: whom to turn to about a notice inside the
    unit. Raises Incomplete with a sentence for each thing that is lacking; places that are taken are said with the sum.
    """
    if submission.state == L.COMPILING and admitted(submission, by=by, seen=seen):
        _foresee(Listing.of(submission), unreported, excuse.strip())
    return _report(submission, by, seen, comment, unreported, excuse.strip(), contact.strip())


def _foresee(listing: Listing, unreported: Collection[str], excuse: str) -> None:
    """Tell what is lacking before anybody waits for places with others; it is judged anew under the locks.

    Raises Foreseen.
    """
    if problems := _lacking(listing, unreported, excuse):
        raise Foreseen(problems)


def _lacking(listing: Listing, unreported: Collection[str], excuse: str) -> list[str]:
    behind = lists.left_behind(listing.submission)
    unknown = [name for key, name in behind.items() if key not in unreported]
    return listing.lacking(excuse) + _about(unknown)


@transaction.atomic
def _report(
    submission: NominationList, by: Actor, seen: Seen, comment: str, unreported: Collection[str], excuse: str,
    contact: str,
) -> NominationList:  # fmt: skip
    """Under the locks of the list, its members and the places, in that order."""
    locked = lock_list(submission)
    if locked.state == L.STUDYING:
        return _decide(locked, by, seen, comment, excuse)
    if locked.state != L.COMPILING or not admitted(locked, by=by, seen=seen):
        return _refused(locked, by, seen, comment)
    listing, behind = Listing(locked), lists.left_behind(locked)
    if problems := _lacking(listing, unreported, excuse):
        raise Incomplete(problems)
    _take_places(locked, listing.members, excuse)
    decided = listing.decided(excuse) | {"left_behind": list(behind.values())}
    anew = bool(locked.resume_at) and _goes_anew(locked, listing.members)
    moved = fire(locked, "report", by=by, seen=seen, comment=comment, decided=decided, excuse=excuse, anew=anew)
    if moved.state == L.PUBLICISING_WITHIN:
        moved.within = _notice_within(moved, contact)
        moved.save(update_fields=["within"])
    carry_to(moved, listing.members, by)
    return moved


def _take_places(locked: NominationList, members: Sequence[Nomination], excuse: str) -> None:
    """Under the locks of the members and then of the quotas, before the step itself: who gets none has done little."""
    lock_members(locked)
    reserve_list(locked, members, excuse)


def _refused(locked: NominationList, by: Actor, seen: Seen, comment: str) -> NominationList:
    """The door says why, or answers the second of two clicks as the first."""
    moved = fire(locked, "report", by=by, seen=seen, comment=comment, decided={})
    if moved.audit_seq != locked.audit_seq:
        raise Refused("名单刚刚有变化，请刷新后再报送。")
    return moved


def _decide(locked: NominationList, by: Actor, seen: Seen, comment: str, excuse: str) -> NominationList:
    """The unit's body studied the list: it goes up, or where the unit itself decides, to the public."""
    listing, last = Listing(locked), unit_decides(locked)
    problems, to = listing.lacking(excuse), L.ANNOUNCING if last else L.VERIFYING
    decided = listing.decided(excuse)
    moved = fire(locked, "report", by=by, seen=seen, comment=comment, decided=decided, excuse=excuse, to=to)
    if moved.audit_seq == locked.audit_seq:  # the second click of whoever reported it from its first desk
        return moved
    if problems:  # told after the right was checked
        raise Incomplete(problems)
    if last:
        check_decided(moved, listing.members, excuse)
    carry_to(moved, listing.members, by)
    return moved


def _about(unknown: Sequence[str]) -> list[str]:
    return [f"{'、'.join(unknown)}不随本批报送，请勾选知道后再报送。"] if unknown else []


def _goes_anew(submission: NominationList, members: Sequence[Nomination]) -> bool:
    """Whether a list that came back goes step by step: its unit decides it, or somebody is in it as nobody saw him.

    Whoever joined since was shown to nobody, and nobody was asked about him; nor of what was handed in again since.
    """
    if lists.decides_itself(submission.round):
        return True
    last = AuditEntry.objects.filter(process=submission.process_id, verb="report").order_by("-seq").first()
    placings: list[dict[str, Any]] = last.data["snapshot"]["decided"]["placings"] if last else []
    joined = not {row.process.number for row in members} <= {each["number"] for each in placings}
    return last is None or joined or _again_since(last, members)


def _again_since(last: AuditEntry, members: Sequence[Nomination]) -> bool:
    """Whether a member was handed in again after the list was reported. One statement."""
    rows = AuditEntry.objects.filter(process__in=[row.process_id for row in members], verb="submit")
    return rows.filter(at__gt=last.at).exists()


def _notice_within(submission: NominationList, contact: str) -> Publicity:
    """A notice inside the unit that begins today. Raises Incomplete without 反映渠道, Refused for another."""
    if not contact:
        raise Incomplete(["本批次须在单位内公示，请填写反映渠道。"])
    rule, today = award_of(submission.round).publicity or USUAL, timezone.localdate()
    ends_on = calendar.public_until(
        calendar.around(today), today, rule.days, working=rule.working, start_counts=rule.start_counts
    )
    notice, made = Publicity.objects.get_or_create(
        round=submission.round,
        unit=submission.unit,
        starts_on=today,
        defaults={
            "title": f"关于{submission.title()}的公示",
            "ends_on": ends_on,
            "days_text": f"{rule.days}个{'工作日' if rule.working else '自然日'}",
            "contact": contact,
        },
    )
    if not made and notice.contact != contact:
        raise Refused(f"本单位今天已有公示，反映渠道：{notice.contact}。请填写同一反映渠道。")
    return notice
