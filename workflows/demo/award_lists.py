"""The steps of one unit's list in the award rounds of the demonstration: ranked, decided, asked about, publicised."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

from django.utils import timezone

from permissions.actor import Actor
from permissions.models import OrgUnit
from permissions.roles import Role
from workflows.demo import award_words as words
from workflows.demo.branches import Work
from workflows.demo.lists import CONTACT
from workflows.demo.organisation import Organisation
from workflows.engine import attachments
from workflows.engine.models import Round
from workflows.engine.transitions import seen_of
from workflows.nomination import actions
from workflows.nomination.models import Consultation, NominationList
from workflows.nomination.queries import lists
from workflows.nomination.states import ListState as L

ORDER = (L.VERIFYING, L.DECIDING, L.ANNOUNCING, L.PUBLICISING)


def list_of(round_: Round, unit: OrgUnit) -> NominationList:
    """The list of a unit as it now is."""
    return NominationList.objects.select_related("unit", "round__unit", "process").get(round=round_, unit=unit)


def report(work: Work, submission: NominationList) -> NominationList:
    """Ranked as listed, decided by the unit's meeting, reported with what stays behind."""
    by, number = work.reviewer(submission.unit), dict[str, int]()
    placings = []
    for row in lists.members(submission):
        number[row.category] = number.get(row.category, 0) + 1
        placings.append(actions.Placing(row.pk, number[row.category]))
    submission = actions.list_arrange(submission, placings, by=by, seen=seen_of(submission))
    submission = meet(submission, f"{submission.unit.short_name}会议", by)
    behind = list(lists.left_behind(submission))
    return actions.list_report(
        submission, by=by, seen=seen_of(submission), comment=words.REPORTED, unreported=behind
    )  # fmt: skip


def meet(submission: NominationList, body: str, by: Actor) -> NominationList:
    """Register the meeting that decided it."""
    held = {"body": body, "held_on": timezone.localdate(), "due": 9, "present": 8, "minutes": words.MINUTES}
    return actions.list_record_meeting(submission, held, by=by, seen=seen_of(submission))


def carry(work: Work, organisation: Organisation, submission: NominationList, end: L) -> None:
    """Report a list and take it to a stage, as far as the notice."""
    clerk, leader = (work.staff.at(organisation.root, role) for role in (Role.WC_CLERK, Role.WC_LEADER))
    steps: dict[L, Callable[[NominationList], NominationList]] = {
        L.VERIFYING: lambda row: _verify(row, clerk),
        L.DECIDING: lambda row: _decide(row, leader),
        L.ANNOUNCING: lambda row: _publicise(row, clerk),
    }
    submission = report(work, submission)
    if end == L.VERIFYING:
        _ask(submission, clerk, answered=1)
    for state in ORDER[: ORDER.index(end)]:
        submission = steps[state](submission)


def _ask(submission: NominationList, clerk: Actor, answered: int) -> None:
    """会审: so many of the bodies have answered that nothing stands against anybody, by a letter."""
    due = timezone.localdate() + timedelta(days=7)
    for asked in actions.consultations_ask(submission, by=clerk, seen=seen_of(submission), reply_by=due)[:answered]:
        _answer(asked, clerk)


def _answer(asked: Consultation, clerk: Actor) -> None:
    number = f"滨函〔{asked.reply_by.year}〕{30 + asked.pk}号"
    letter = f"{asked.body}复函\n{number}\n{words.NOTHING_AGAINST}\n".encode()
    kept = attachments.upload(asked.unit, BytesIO(letter), clerk, f"{asked.body}复函.txt")
    attachments.cite(asked.process, kept)
    actions.consultation_clear(asked, by=clerk, seen=seen_of(asked), comment=words.NOTHING_AGAINST, number=number)


def _verify(submission: NominationList, clerk: Actor) -> NominationList:
    _ask(submission, clerk, answered=2)
    submission = list_of(submission.round, submission.unit)
    return actions.list_forward(submission, by=clerk, seen=seen_of(submission), comment=words.VERIFIED)


def _decide(submission: NominationList, leader: Actor) -> NominationList:
    submission = meet(submission, "市直机关工委会议", leader)
    return actions.list_approve(submission, by=leader, seen=seen_of(submission), comment=words.DECIDED)


def _publicise(submission: NominationList, clerk: Actor) -> NominationList:
    today = timezone.localdate()
    return actions.list_publicise(
        submission, by=clerk, seen=seen_of(submission), starts_on=today, days=5, contact=CONTACT
    )  # fmt: skip
