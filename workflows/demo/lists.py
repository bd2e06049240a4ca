"""The steps of one unit's 呈报批 in the demonstration: ranked, decided by meetings, reported, publicised."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from permissions.roles import Role
from workflows.demo import sheets
from workflows.demo.branches import Work
from workflows.demo.organisation import Office, Organisation
from workflows.demo.plans import Story
from workflows.engine import calendar, objections
from workflows.engine.models import Publicity, Quota
from workflows.engine.transitions import seen_of
from workflows.star_rating import actions, queries
from workflows.star_rating.models import Rating, RatingList
from workflows.star_rating.states import ListState

ONE_DAY = timedelta(days=1)
CONTACT = "市直机关工委组织部，电话0000-8800000，信箱：滨江市人民路1号市直机关工委"
SHORT = {"days": 1, "working": False, "start_counts": True, "comment": sheets.SHORT_NOTICE}
USUAL = {"days": 5, "working": True, "comment": sheets.NOTICE}


def carry(work: Work, organisation: Organisation, office: Office, submission: RatingList) -> None:
    """Take a list from the last 初评 to where the unit's story ends, short of the end of a 公示."""
    submission = _arrange(work, office, submission)
    if office.story >= Story.REPORTED:
        submission = _report(work, office, submission)
    if office.story >= Story.VERIFIED:
        submission = _verify(work, organisation, submission)
    if office.story >= Story.APPROVED:
        submission = _approve(work, organisation, submission)
    if office.story >= Story.PUBLICISED:
        _publicise(work, organisation, office, submission)


def _arrange(work: Work, office: Office, submission: RatingList) -> RatingList:
    """Rank by score; who has five stars beyond the quota is listed one lower."""
    by = work.reviewer(office.unit)
    left = Quota.objects.get(round=submission.round_id, unit=office.unit, key="5").limit
    placings = []
    for rank, row in enumerate(queries.members(submission), 1):
        capped = row.tier == 5 and left == 0
        left -= row.tier == 5 and not capped
        placings.append(actions.Placing(row.pk, rank, capped))
    return actions.list_arrange(submission, placings, by=by, seen=seen_of(submission))


def _report(work: Work, office: Office, submission: RatingList) -> RatingList:
    by = work.reviewer(office.unit)
    meeting = _meeting(submission, f"{office.unit.short_name}会议", due=7)
    submission = actions.list_record_meeting(submission, meeting, by=by, seen=seen_of(submission))
    behind = [row.process.number for row in queries.unreported(submission)]
    return actions.list_report(
        submission, by=by, seen=seen_of(submission), comment="经会议研究，现予报送。", unreported=behind
    )


def _verify(work: Work, organisation: Organisation, submission: RatingList) -> RatingList:
    if submission.state != ListState.VERIFYING:  # the 工委's own list passes this desk: it is the same one
        return submission
    clerk = work.staff.at(organisation.root, Role.WC_CLERK)
    return actions.list_forward(submission, by=clerk, seen=seen_of(submission), comment=sheets.VERIFIED)


def _approve(work: Work, organisation: Organisation, submission: RatingList) -> RatingList:
    leader = work.staff.at(organisation.root, Role.WC_LEADER)
    meeting = _meeting(submission, "市直机关工委会议", due=9)
    submission = actions.list_record_meeting(submission, meeting, by=leader, seen=seen_of(submission))
    return actions.list_approve(submission, by=leader, seen=seen_of(submission), comment=sheets.DECIDED)


def _meeting(submission: RatingList, body: str, *, due: int) -> dict[str, Any]:
    rows = queries.members(submission)
    five = sum(row.tier == 5 for row in rows)
    today = timezone.localdate()
    return {
        "body": body,
        "held_on": today,
        "number": f"{today.year}年第{today.month}次",
        "due": due,
        "present": due - 1,
        "minutes": sheets.minutes(len(rows), five),
    }


def _publicise(work: Work, organisation: Organisation, office: Office, submission: RatingList) -> None:
    """A usual notice begins on the next working day; one that shall be over is of today alone, and says why."""
    today = timezone.localdate()
    usual = office.story == Story.PUBLICISED
    terms: dict[str, Any] = USUAL if usual else SHORT
    actions.list_publicise(
        submission,
        by=work.staff.at(organisation.root, Role.WC_CLERK),
        seen=seen_of(submission),
        starts_on=calendar.around(today).after(today, 1) if usual else today,
        contact=CONTACT,
        **terms,
    )


def end_short_notices(work: Work, organisation: Organisation) -> None:
    """Let the notices of today end: one branch waits for an objection, all others get their stars."""
    today = timezone.localdate()
    clerk = work.staff.at(organisation.root, Role.WC_CLERK)
    objected = [office.branches[1] for office in organisation.offices if office.story == Story.OBJECTED]
    for member in Rating.objects.filter(unit__in=objected):
        publicity = Publicity.objects.get(round=member.round_id, starts_on=today)
        objections.receive(publicity, member, by=clerk, channel="电话", text=sheets.OBJECTION)
    actions.publish_due(today + ONE_DAY)
