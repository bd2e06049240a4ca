"""The desks of 问题整改: whose turn it is in each state."""

from collections.abc import Sequence

from permissions import access, routing
from permissions.models import Appointment
from permissions.roles import Right
from workflows.engine.flow import Desk, Final, ProcessFlow
from workflows.engine.offices import RoundOffice
from workflows.engine.registry import Alert, FactKind, MenuItem, ProcessSpec
from workflows.rectification import actions, queries
from workflows.rectification.actions.standing import OPEN, OVERDUE
from workflows.rectification.forms.beside import AnswerForm, ConfirmForm, FinishForm, IssueForm, RelapseForm
from workflows.rectification.forms.problems import ApplyForm, SendBackForm, SustainForm
from workflows.rectification.models import Acceptance, Letter, LookBack, Measure, Postponement, Problem
from workflows.rectification.queries import rounds
from workflows.rectification.queries.agreeing import out_of_step
from workflows.rectification.queries.burden import burden
from workflows.rectification.queries.closing import evidence_kinds, lacks_to_end
from workflows.rectification.queries.document_kinds import KINDS
from workflows.rectification.queries.measures import plan_lacks
from workflows.rectification.queries.stages import off_path
from workflows.rectification.rules import ready, ready_codes
from workflows.rectification.states import AcceptanceState as A
from workflows.rectification.states import LetterState as L
from workflows.rectification.states import LookBackState as B
from workflows.rectification.states import MeasureState as M
from workflows.rectification.states import PostponementState as P
from workflows.rectification.states import ProblemState as S
from workflows.rectification.views.children import (
    acceptance_details,
    letter_details,
    look_back_details,
    postponement_details,
)
from workflows.rectification.views.measures import measure_details
from workflows.rectification.views.problem import problem_details
from workflows.rectification.views.round_door import next_step


class ProblemFlow(ProcessFlow):
    """问题整改"""

    model = Problem
    key = queries.KEY
    label = "问题整改"
    short = "整改"
    actions = {
        "assign": actions.assign,
        "sign": actions.sign,
        "submit_plan": actions.submit_plan,
        "approve_plan": actions.approve_plan,
        "apply": actions.apply,
        "verify": actions.verify,
        "close": actions.close,
        "sustain": actions.sustain,
        "send_back": actions.send_back,
        "withdraw": actions.withdraw,
        "recall": actions.recall,
        "void": actions.void,
    }
    needs = {
        "submit_plan": (plan_lacks,),
        "approve_plan": (plan_lacks,),
        "close": (lacks_to_end,),
        "sustain": (lacks_to_end,),
    }
    forms = {"apply": ApplyForm, "send_back": SendBackForm, "sustain": SustainForm}
    page = "rectification/problem.html"
    details = problem_details
    file_kinds = evidence_kinds
    off_path = off_path

    # 主办单位
    registering = Desk(S.REGISTERING, routing.host, Right.REVIEW, days=5)
    # 责任单位
    signing = Desk(S.SIGNING, routing.own, Right.PROPOSE, days=2)
    planning = Desk(S.PLANNING, routing.own, Right.PROPOSE, days=10)
    # 机关党委、主办单位
    plan_reviewing = Desk(S.PLAN_REVIEWING, routing.superior, Right.REVIEW, days=5)
    plan_confirming = Desk(S.PLAN_CONFIRMING, routing.host, Right.REVIEW, days=5, apart=True)
    # 责任单位
    rectifying = Desk(S.RECTIFYING, routing.own, Right.PROPOSE)
    sustaining = Desk(S.SUSTAINING, routing.own, Right.PROPOSE)
    within_checking = Desk(S.WITHIN_CHECKING, routing.own, Right.DECIDE, days=3)
    # 机关党委、主办单位
    committee_checking = Desk(S.COMMITTEE_CHECKING, routing.committee_between, Right.REVIEW, days=5)
    host_checking = Desk(S.HOST_CHECKING, routing.host, Right.REVIEW, days=10, apart=True)
    closed = Final(S.CLOSED)
    void = Final(S.VOID)
    called_off = Final(S.CALLED_OFF)


class MeasureFlow(ProcessFlow):
    """整改措施"""

    model = Measure
    key = queries.KEY
    label = "整改措施"
    short = "措施"
    actions = {"finish": actions.measure_finish}
    forms = {"finish": FinishForm}
    page = "rectification/measure.html"
    details = measure_details
    file_kinds = evidence_kinds

    # 随问题的方案办理，不单独进入待办
    drafted = Desk(M.DRAFTED, routing.own)
    # 责任单位或者参与单位
    working = Desk(M.WORKING, routing.own, Right.PROPOSE)
    finished = Desk(M.FINISHED, routing.own)
    closed = Final(M.CLOSED)
    dropped = Final(M.DROPPED)


class PostponementFlow(ProcessFlow):
    """延期申请"""

    model = Postponement
    key = queries.KEY
    label = "延期申请"
    short = "延期"
    actions = {
        "forward": actions.postponement_forward,
        "grant": actions.postponement_grant,
        "refuse": actions.postponement_refuse,
    }
    page = "rectification/child.html"
    details = postponement_details

    committee_reviewing = Desk(P.COMMITTEE_REVIEWING, routing.committee_between, Right.REVIEW, days=3)
    deciding = Desk(P.DECIDING, routing.host, Right.REVIEW, days=5)
    granted = Final(P.GRANTED)
    refused = Final(P.REFUSED)
    dropped = Final(P.DROPPED)


class AcceptanceFlow(ProcessFlow):
    """联合验收"""

    model = Acceptance
    key = queries.KEY
    label = "联合验收"
    short = "验收"
    actions = {"accept": actions.acceptance_accept, "reject": actions.acceptance_reject}
    page = "rectification/child.html"
    details = acceptance_details

    # 内设部门自行验收；外单位的意见由主办单位登记
    asked = Desk(A.ASKED, routing.own, Right.REVIEW, days=10)
    accepted = Final(A.ACCEPTED)
    rejected = Final(A.REJECTED)
    dropped = Final(A.DROPPED)


class LetterFlow(ProcessFlow):
    """督办函"""

    model = Letter
    key = queries.KEY
    label = "督办函"
    short = "督办"
    actions = {
        "issue": actions.letter_issue,
        "discard": actions.letter_discard,
        "answer": actions.letter_answer,
    }
    forms = {"issue": IssueForm, "answer": AnswerForm}
    page = "rectification/child.html"
    details = letter_details

    # 主办单位签发，责任单位签收回复
    drafted = Desk(L.DRAFTED, routing.host, Right.REVIEW, days=3)
    answering = Desk(L.ANSWERING, routing.own, Right.PROPOSE, days=5)
    replied = Final(L.REPLIED)
    dropped = Final(L.DROPPED)


class LookBackFlow(ProcessFlow):
    """回头看"""

    model = LookBack
    key = queries.KEY
    label = "回头看"
    short = "回看"
    actions = {"confirm": actions.look_back_confirm, "relapse": actions.look_back_relapse}
    forms = {"confirm": ConfirmForm, "relapse": RelapseForm}
    page = "rectification/child.html"
    details = look_back_details

    # 主办单位
    checking = Desk(B.CHECKING, routing.host, Right.REVIEW, days=20)
    sound = Final(B.SOUND)
    relapsed = Final(B.RELAPSED)
    dropped = Final(B.DROPPED)


def alerts(posts: Sequence[Appointment]) -> list[Alert]:
    """Problems whose lead was dissolved, for those who assign them anew. One statement for them."""
    hosts = [post.unit_id for post in posts if access.brings(post, Right.REVIEW, queries.KEY)]
    if not hosts:
        return []
    left = rounds.homeless(Problem.objects.filter(round__unit__in=hosts)).count()
    text = f"{left}个问题的责任单位已撤销，请收回并改派。"
    return [Alert(text, "rectification:index", "查看问题台账")] if left else []


def menu(posts: Sequence[Appointment]) -> list[MenuItem]:
    """The ledger, for whoever sees records at all."""
    sees = any(access.brings(post, Right.INSPECT, queries.KEY) for post in posts)
    return [MenuItem("rectification:ledger", "整改台账", "fact_check")] if sees else []


PROCESS = ProcessSpec(
    key=queries.KEY,
    label="问题整改",
    icon="assignment_late",
    urls="workflows.rectification.urls",
    flows=(ProblemFlow, MeasureFlow, PostponementFlow, AcceptanceFlow, LetterFlow, LookBackFlow),
    takes=tuple(kind for code in ready_codes() for each in ready(code).sources for kind in each.events),
    due=(
        actions.cancel_due,
        actions.take_up_due,
        actions.light_due,
        actions.remind_due,
        actions.publish_due,
        actions.remove_due,
    ),
    facts=(FactKind(OPEN, "未销号问题"), FactKind(OVERDUE, "逾期问题")),
    menu=menu,
    unit_pages=(MenuItem("rectification:unit_problems", "整改问题", "assignment_late"),),
    agrees=(out_of_step,),
    alerts=alerts,
    office=RoundOffice(
        sees=rounds.rounds,
        opening=rounds.never_opening,
        extended=actions.EXTENDED,
        next_step=next_step,
        not_yours="专项由主办单位管理，您可以查看。",
        rights=rounds.running_rights,
        joining=rounds.taking_part,
    ),
    burden=burden,
    documents=KINDS,
)
