"""A list of the demonstration about which the clerk asked two people of the 工委 to sign; one of them has."""

from django.utils import timezone

from permissions.roles import Role
from workflows.demo.branches import Work
from workflows.demo.organisation import Organisation
from workflows.engine import calendar, signing
from workflows.engine.signing import Request
from workflows.engine.transitions import seen_of
from workflows.star_rating.models import RatingList
from workflows.star_rating.states import ListState

QUESTION = "名单中有支部党员人数变化较大，请对名额口径提出意见。"


def run(work: Work, organisation: Organisation) -> None:
    """Ask about the first list that is verified, and have the head of the department agree."""
    submission = RatingList.objects.filter(state=ListState.VERIFYING).order_by("pk")[0]
    clerk, head, leader = (
        work.staff.at(organisation.root, role) for role in (Role.WC_CLERK, Role.WC_HEAD, Role.WC_LEADER)
    )
    posts = [actor.appointment for actor in (head, leader) if actor.appointment is not None]
    today = timezone.localdate()
    request = Request(posts, QUESTION, calendar.around(today).after(today, 3))
    made = signing.ask(submission, request, by=clerk, seen=seen_of(submission))
    first = made.signatures.select_related("signing__process").get(signer=head.user)
    signing.agree(first, by=head, seen=seen_of(first), comment="按上年底党员统计口径，同意。")
