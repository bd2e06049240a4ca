"""Takes lists of nominations to a state through the actions of the product."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

from django.utils import timezone

from tests.workflows.nomination.cast import Cast, document
from tests.workflows.nomination.places import OTHER, UNIT, categories
from workflows.engine import attachments
from workflows.engine.models import Round
from workflows.nomination import actions, queries
from workflows.nomination.actions import quotas
from workflows.nomination.models import Consultation, NominationList
from workflows.nomination.queries import lists
from workflows.nomination.states import ListState as L

BRANCHES = {
    "张三": ("甲一支部", "secretary", "deputy"), "李四": ("甲一支部", "secretary", "deputy"),
    "王五": ("甲二支部", "sibling", "deputy"), "赵六": ("甲二支部", "sibling", "deputy"),
    "孙七": ("甲三支部", "third", "deputy"), "周八": ("乙一支部", "outsider", "other_deputy"),
    "吴九": ("乙一支部", "outsider", "other_deputy"), "陈新": ("甲一支部", "secretary", "deputy"),
    "韩立": ("甲一支部", "secretary", "deputy"), "郑十": ("丙办党支部", "direct", "head"),
}  # fmt: skip
"""Who is of which branch, who nominates there and who reviews."""
OPINIONS = [
    {"code": "discipline", "body": "市纪委监委", "about": "廉洁自律情况"},
    {"code": "personal", "body": "干部监督部门", "about": "核查个人有关事项报告", "asked_of": "leaders"},
]
CONSULTED = ["branch_meeting", "committee", "org_review", "consultation", "work_committee", "publicity"]
STUDIED = ["branch_meeting", "committee", "party_group", "org_review", "work_committee"]
ALONE = ["branch_meeting", "committee"]
"""Stages of a round with 会审, of one that the 党组 studies, of one that a unit decides itself."""
CONTACT = "机关党委办公室，电话0531-00000000"


def a_round(cast: Cast, *, host: str = "工委", **more: Any) -> Round:
    """Open a round of two categories of people, with its places counted."""
    made = cast.award_round(document(**({"categories": categories(), "materials": []} | more)), unit=host)
    quotas.open_quotas(made)
    return made


def alone(cast: Cast, **more: Any) -> Round:
    """Open a round that 甲局机关党委 holds and decides itself."""
    return a_round(cast, host=UNIT, **({"stages": ALONE, "decided_by": "committee"} | more))


def listed(cast: Cast, *names: str, category: str = "member") -> NominationList:
    """Nominate and review people until they are in their unit's list."""
    for name in names:
        branch, by, reviewer = BRANCHES[name]
        cast.listed(name, category, by, branch, reviewer)
    found = cast.nomination(names[-1]).submission
    assert found is not None
    return fresh(found)


def fresh(submission: NominationList) -> NominationList:
    """A list as it now is."""
    rows = NominationList.objects.select_related("unit", "round__unit", "process")
    return rows.get(pk=submission.pk)


def do(action: Callable[..., Any], cast: Cast, record: Any, by: str, **more: Any) -> Any:
    """Do one action on a record as it now is, as this person of the cast."""
    rows = type(record).objects.select_related("unit", "round__unit", "process")
    found = rows.get(pk=record.pk)
    return action(found, by=getattr(cast, by), seen=cast.seen(found), **more)


def arrange(cast: Cast, submission: NominationList, by: str, **votes: int) -> None:
    """Rank the members as they stand, or enter the votes of each by name."""
    rows = queries.members(fresh(submission))
    number: dict[str, int] = {}
    placings = []
    for row in rows:
        number[row.category] = number.get(row.category, 0) + 1
        rank = None if votes else number[row.category]
        placings.append(actions.Placing(row.pk, rank, votes.get(row.candidate)))
    do(actions.list_arrange, cast, submission, by, placings=placings)


def meet(cast: Cast, submission: NominationList, by: str, body: str = "机关党委会议", **more: Any) -> None:
    """Register a meeting that decides a list."""
    meeting = {"body": body, "held_on": timezone.localdate(), "minutes": "同意。"} | more
    do(actions.list_record_meeting, cast, submission, by, meeting=meeting)


def ready(cast: Cast, submission: NominationList, by: str = "staff") -> NominationList:
    """Rank a list and register its meeting, so that it may be reported."""
    arrange(cast, submission, by)
    meet(cast, submission, by)
    return fresh(submission)


def report(cast: Cast, submission: NominationList, by: str = "staff", **more: Any) -> NominationList:
    """Report a list, knowing all that stays behind."""
    known = lists.left_behind(fresh(submission)) if fresh(submission).state == L.COMPILING else ()
    do(actions.list_report, cast, submission, by, **({"unreported": list(known)} | more))
    return fresh(submission)


def reported(cast: Cast, *names: str, by: str = "staff") -> NominationList:
    """List people and report them."""
    return report(cast, ready(cast, listed(cast, *names), by), by)


def approved(cast: Cast, submission: NominationList) -> NominationList:
    """Take a list that is verified, and about which nobody is to be asked, through the 工委's decision."""
    do(actions.list_forward, cast, submission, "clerk")
    meet(cast, submission, "leader", "工委会议")
    do(actions.list_approve, cast, submission, "leader")
    return fresh(submission)


def member_out(cast: Cast, verb: str, name: str, by: str, comment: str = "会议研究决定。") -> Any:
    """Take one member out of its list, by a verb of the list."""
    row = cast.nomination(name)
    assert row.submission is not None
    return do(getattr(actions, verb), cast, row.submission, by, nomination=row, comment=comment)


def ask(cast: Cast, submission: NominationList, by: str = "clerk", reply_by: date | None = None) -> list[Consultation]:
    """Ask for every opinion that the list still needs."""
    day = reply_by or timezone.localdate()
    found: list[Consultation] = do(actions.consultations_ask, cast, submission, by, reply_by=day)
    return found


def letter(cast: Cast, consultation: Consultation, by: str = "clerk") -> None:
    """Upload the letter of a body."""
    actor = getattr(cast, by)
    file = attachments.upload(actor.appointment.unit, BytesIO(b"1"), actor, f"letter-{consultation.pk}.txt")
    attachments.cite(consultation.process, file)


def cleared(cast: Cast, consultation: Consultation, by: str = "clerk") -> None:
    """Register a letter that says nothing against anybody."""
    letter(cast, consultation, by)
    do(actions.consultation_clear, cast, consultation, by, number="纪函〔2026〕3号", comment="无不同意见。")


__all__ = [
    "ALONE", "BRANCHES", "CONSULTED", "CONTACT", "OPINIONS", "OTHER", "STUDIED", "UNIT", "a_round", "alone",
    "approved", "arrange", "ask", "cleared", "do", "fresh", "letter", "listed", "meet", "member_out", "ready",
    "report", "reported",
]  # fmt: skip
