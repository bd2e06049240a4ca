"""备案: what a unit decided itself is also filed with the bodies that the round names beside the 工委 (双备案)."""

from datetime import date

from django.db import transaction

from permissions import access
from permissions.actor import Actor
from permissions.roles import Right
from workflows.engine import writing
from workflows.engine.errors import NotAllowed, Refused
from workflows.star_rating import queries
from workflows.star_rating.models import Filing, RatingList
from workflows.star_rating.states import ListState

OPEN = (ListState.FILING, ListState.ANNOUNCING)
"""Stages of a list at which its filings are registered."""


def open_filings(submission: RatingList) -> None:
    """A row for each further body that the round names; those that are there from an earlier lap are used again."""
    bodies = queries.bodies(submission.round)
    Filing.objects.bulk_create((Filing(submission=submission, body=body) for body in bodies), ignore_conflicts=True)


def reset_filings(submission: RatingList) -> None:
    """A list that came back is another list when it goes again; that the former one was received is in the trail."""
    Filing.objects.filter(submission=submission).update(sent_on=None, received_on=None, number="")


@transaction.atomic
def filing_register(
    filing: Filing, *, by: Actor, sent_on: date | None, received_on: date | None, number: str = ""
) -> Filing:
    """Enter when a list went to one body and when that body had it; the list's trail says who entered it.

    Open to the reporting unit and to the 工委's department. Raises NotAllowed, Refused.
    """
    rows = RatingList.objects.select_for_update(no_key=True, of=("self",)).select_related("unit", "round__unit")
    submission = rows.get(pk=filing.submission_id)
    if not may_register(submission, by):
        raise NotAllowed("备案情况由呈报单位或工委登记，您现在的身份不能办理。")
    if submission.state not in OPEN:
        raise Refused("这份呈报批现在不登记备案情况。")
    filing.sent_on, filing.received_on, filing.number = sent_on, received_on, number
    filing.save(update_fields=["sent_on", "received_on", "number"])
    writing.note(submission, by, "filing", "登记备案", _words(filing))
    return filing


def may_register(submission: RatingList, by: Actor) -> bool:
    """Whether the capacity the actor acts in brings 审核 on the reporting unit or on the 工委 today."""
    units = (submission.unit, submission.round.unit)
    return any(access.may(by, Right.REVIEW, unit, queries.KEY) for unit in units)


def _words(filing: Filing) -> str:
    days = (("报送", filing.sent_on), ("收到", filing.received_on))
    said = [f"{day:%Y年%m月%d日}{what}" for what, day in days if day]
    return f"{filing.body}：{'，'.join(said) or '尚未报送'}{f'（{filing.number}）' if filing.number else ''}。"
