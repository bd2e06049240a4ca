"""What must be done at a desk before one of its verbs may be taken, and what that verb's own form asks for."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

from permissions import grants
from permissions.actor import Actor
from permissions.models import Appointment, Person, User
from permissions.roles import Role
from tests.world import LONG_AGO, scheme_c
from workflows.appraisal import actions as appraisals
from workflows.appraisal.actions import DecisionInput
from workflows.engine import attachments
from workflows.engine.transitions import seen_of
from workflows.nomination import actions as awards
from workflows.nomination.queries import lists as award_lists
from workflows.star_rating import actions as ratings
from workflows.star_rating import queries as stars
from workflows.star_rating.models import ReviewSheet
from workflows.star_rating.queries import evaluations
from workflows.star_rating.states import Sheet

Prepare = Callable[[Any, Actor], Any]
Given = dict[str, Any]
TODAY, LATER = date(2026, 11, 23), date(2026, 12, 23)


# --- before -----------------------------------------------------------------------------------------------------------


def _scored(record: Any, by: Actor) -> None:
    """The committee's sheet is filled in."""
    vetoes = {veto.code: False for veto in scheme_c().vetoes}
    given = ratings.SheetInput(lines=(), vetoes=vetoes, figures={"appraisal": ratings.Figure(Decimal(95))})
    ratings.save_sheet(record, Sheet.REVIEW, given, by=by, seen=seen_of(record))


def _ranked(record: Any, by: Actor) -> None:
    """The list is ranked, and the unit's meeting agreed to it."""
    placings = [ratings.Placing(row.pk, n, row.capped) for n, row in enumerate(stars.members(record), 1)]
    ratings.list_arrange(record, placings, by=by, seen=seen_of(record))
    _met(fresh(record), by, "机关党委会议")


def _met(record: Any, by: Actor, body: str = "工委会议") -> None:
    meeting = {"body": body, "held_on": TODAY, "minutes": "同意。"}
    ratings.list_record_meeting(record, meeting, by=by, seen=seen_of(record))


def _marked(record: Any, by: Actor) -> None:
    """Whoever is to score has handed in the sheet."""
    for sheet in ReviewSheet.objects.filter(evaluation=record).select_related("evaluation", "unit", "round", "process"):
        post = Appointment.objects.select_related("unit").filter(user=sheet.reviewer).first()
        of = Actor(sheet.reviewer, post)
        given = {line.rating_id: ratings.Marks([Decimal(9)], "") for line in evaluations.sheet_lines(sheet)}
        ratings.marks_save(sheet, given, by=of, seen=seen_of(sheet))
        ratings.marks_submit(kept := fresh(sheet), by=of, seen=seen_of(kept))


def _emptied(record: Any, by: Actor) -> None:
    """Nobody is left on the list."""
    for row in award_lists.members(record):
        now = fresh(record)
        awards.list_strike(now, nomination=row, by=by, seen=seen_of(now), comment="本人放弃。")


def _agreed(record: Any, by: Actor) -> None:
    """The unit's meeting agreed to the list."""
    meeting = {"body": "机关党委会议", "held_on": TODAY, "minutes": "同意。"}
    awards.list_record_meeting(record, meeting=meeting, by=by, seen=seen_of(record))


def _sat(record: Any, by: Actor) -> None:
    """The sitting that gives the grades is registered anew."""
    given = {"body": "支部党员大会", "held_on": TODAY, "due": 5, "present": 5, "minutes": "逐人表决。"}
    appraisals.sitting_record(record, given=given, by=by, seen=seen_of(record))


def _answered(record: Any, by: Actor) -> None:
    """The letter of the body that was asked is there."""
    assert by.appointment is not None
    file = attachments.upload(by.appointment.unit, BytesIO(b"1"), by, "letter.txt")
    attachments.cite(record.process, file)


PREPARE: dict[str, Prepare] = {
    "RatingFlow scoring forward": _scored,
    "RatingListFlow compiling report": _ranked,
    "RatingListFlow deciding approve": _met,
    "EvaluationFlow evaluating close": _marked,
    "NominationListFlow compiling report": _agreed,
    "NominationListFlow compiling abstain": _emptied,
    "MeetingFlow grading decide": _sat,
    "ConsultationFlow asked clear": _answered,
    "ConsultationFlow asked object": _answered,
}
"""By flow, state and verb: what its holder does first, on a record as it now is."""


# --- in its form ------------------------------------------------------------------------------------------------------


def _stars_behind(record: Any) -> Given:
    return {"unreported": [row.process.number for row in stars.unreported(record)]}


def _behind(record: Any) -> Given:
    return {"unreported": list(award_lists.left_behind(record))}


def _against(record: Any) -> Given:
    return {"number": "4号", "against": {line.pk: "有信访正在核查。" for line in record.lines.all()}}


MORE: dict[str, Given | Callable[[Any], Given]] = {
    "RatingListFlow report": _stars_behind,
    "RatingListFlow publicise": {"starts_on": TODAY, "days": 5},
    "NominationListFlow report": _behind,
    "NominationListFlow publicise": {"starts_on": TODAY, "days": 5, "contact": "电话0531-00000000"},
    "StarChangeFlow approve": {"body": "工委会议", "held_on": TODAY, "number": "7号", "minutes": "同意。"},
    "ConsultationFlow clear": {"number": "3号"},
    "ConsultationFlow object": _against,
    "RevocationFlow revoke": {"approved_by": "市直机关工委", "document": "20号", "revoked_on": LATER},
    "RevocationFlow take_back": {"plaque_back_on": LATER},
    "LetterFlow issue": {"number": "督〔2026〕1号"},
    "LookBackFlow confirm": {"found": "未反弹。"},
    "LookBackFlow relapse": {"found": "又出现了。", "limit": "dated", "due_on": LATER},
    "ProblemFlow apply": lambda record: {"result": record.result, "checked": record.checked},
    "DisposalFlow propose": {"held_on": TODAY, "minutes": "同意启动。"},
    "DisposalFlow verify": {"on": TODAY, "investigators": "李慧、吴江", "findings": "情况属实。"},
    "DisposalFlow receive": {"on": TODAY},
    "DisposalFlow forward": {"on": TODAY},
    "DisposalFlow approve": {"decision": DecisionInput(TODAY, "甲党发〔2026〕5号", tasks="按时参加组织生活。")},
}
"""What verbs with a form of their own ask for besides an opinion, as of the day on which the table is tried."""


def given(name: str, record: Any) -> Given:
    """What a verb is given besides an opinion, in the words of its form."""
    found = MORE.get(name, {})
    return found(record) if callable(found) else found


# --- somebody else ----------------------------------------------------------------------------------------------------


def colleague(of: Actor, *, with_post: bool) -> User:
    """Somebody new beside the holder of a desk: in the same post as he, or with an account alone."""
    assert of.appointment is not None
    person = Person.objects.create(staff_no="P9999", name="钱新")
    user = User.objects.create(username="colleague", person=person, must_change_password=False)
    if with_post:
        grants.appoint(user, Role(of.appointment.role), of.appointment.unit, LONG_AGO, None)
    return user


def fresh(record: Any) -> Any:
    """A record as it now is."""
    return type(record).objects.select_related("unit", "round", "process").get(pk=record.pk)
