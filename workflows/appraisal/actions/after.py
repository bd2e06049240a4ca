"""What is entered beside the steps after a grade: the talk with a member, an appeal and what came of it."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from permissions import access
from permissions.actor import Actor
from permissions.roles import Right
from workflows.appraisal.actions.disposals import OWN
from workflows.appraisal.models import Appeal, Appraisal, Disposal, Talk
from workflows.appraisal.queries import KEY
from workflows.appraisal.queries.plans import plan_of
from workflows.appraisal.rules import After
from workflows.appraisal.states import TOLD
from workflows.appraisal.states import DisposalState as D
from workflows.engine import writing
from workflows.engine.errors import Incomplete, NotAllowed, Refused

"""From when on a grade stands, so that it can be talked about."""
ASKS_TALK = (After.GUIDANCE, After.DISPOSAL)


@transaction.atomic
def talk_enter(appraisal: Appraisal, on: date, talkers: str, minutes: str, *, by: Actor) -> Talk:
    """Keep a talk with a member about a grade that asks for one. 依据: domain 4.1 [P01].

    Raises NotAllowed for who does not fill in for the branch and for the member, Refused where no talk is asked for,
    Incomplete for a day before the meeting or after today.
    """
    rows = Appraisal.objects.select_for_update(no_key=True, of=("self",))
    locked = rows.select_related("round", "unit", "submission").get(pk=appraisal.pk)
    _check(locked, by)
    grade = plan_of(locked.round).grade_by_code.get(locked.grade_code)
    if locked.state not in TOLD or grade is None or grade.after not in ASKS_TALK:
        raise Refused("评定为需要谈话的等次、上级审批备案以后，才登记谈话。")
    first = locked.submission.held_on or timezone.localdate()
    if not first <= on <= timezone.localdate():
        raise Incomplete([f"谈话日期应在评议会议{first}到今天之间，现为{on}。"])
    writing.note(locked, by, writing.REMARK, "登记评定后谈话", f"{on}，谈话人：{talkers.strip()}")
    return Talk.objects.create(
        appraisal=locked, on=on, talkers=talkers.strip(), minutes=minutes.strip(), by=by.user,  # type: ignore[misc]
        at=timezone.now(),
    )  # fmt: skip


def _check(record: Appraisal | Disposal, by: Actor) -> None:
    if not access.may(by, Right.PROPOSE, record.unit, KEY):
        raise NotAllowed(f"{by.post or by.name}不能为{record.unit.short_name}登记，可能是任职已变动或身份选择有误。")
    if by.user is not None and by.user.person_id == record.person_id:
        raise NotAllowed(OWN)


@transaction.atomic
def appeal_enter(disposal: Disposal, on: date, text: str, answer: str = "", *, by: Actor) -> Appeal:
    """Keep what a member says against a decision, and what came of it. The decision stands until another one is taken.

    Raises NotAllowed as `talk_enter`, Refused before a decision, Incomplete for a day before it or after today.
    """
    rows = Disposal.objects.select_for_update(no_key=True, of=("self",)).select_related("unit")
    locked = rows.get(pk=disposal.pk)
    _check(locked, by)
    if locked.state != D.DISPOSED:
        raise Refused("作出处置以后才有申诉；此前本人的意见写在“本人申辩”里。")
    first = date.fromisoformat(locked.done["approve"])
    if not first <= on <= timezone.localdate():
        raise Incomplete([f"申诉日期应在批准日期{first}到今天之间，现为{on}。"])
    writing.note(locked, by, writing.REMARK, "登记本人申诉", f"{on}：{text.strip()}")
    return Appeal.objects.create(
        disposal=locked, on=on, text=text.strip(), answer=answer.strip(), by=by.user,  # type: ignore[misc]
        at=timezone.now(),
    )  # fmt: skip
