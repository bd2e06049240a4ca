"""The desks of 民主评议: whose turn it is in each state."""

from collections.abc import Sequence

from permissions import access, routing
from permissions.models import Appointment
from permissions.roles import Duty, Right
from workflows.appraisal import actions, queries
from workflows.appraisal.actions.disposals import disposal_aside
from workflows.appraisal.forms.corrections import ConcludeForm, ExtendForm
from workflows.appraisal.forms.disposals import (
    ApproveForm,
    ForwardForm,
    ProposeForm,
    ReceiveForm,
    ResolveForm,
    TalkForm,
    VerifyForm,
)
from workflows.appraisal.forms.meetings import DecideForm
from workflows.appraisal.models import Appraisal, Correction, Disposal, Meeting
from workflows.appraisal.queries import rounds
from workflows.appraisal.queries.ballots import sealed_first
from workflows.appraisal.queries.burden import burden
from workflows.appraisal.queries.disposals import lacks_evidence, still_listed
from workflows.appraisal.queries.document_kinds import KINDS
from workflows.appraisal.states import AppraisalState as A
from workflows.appraisal.states import CorrectionState as C
from workflows.appraisal.states import DisposalState as D
from workflows.appraisal.states import MeetingState as M
from workflows.appraisal.views.after import correction_details, disposal_details
from workflows.appraisal.views.meeting import meeting_details
from workflows.appraisal.views.own import appraisal_details
from workflows.appraisal.views.round_door import next_step
from workflows.engine.flow import Desk, Final, ProcessFlow
from workflows.engine.offices import RoundOffice
from workflows.engine.registry import Alert, EventKind, FactKind, MenuItem, ProcessSpec


class MeetingFlow(ProcessFlow):
    """民主评议会议"""

    model = Meeting
    key = queries.KEY
    label = "民主评议会议"
    copied = False
    short = "评议"
    actions = {
        "freeze": actions.freeze,
        "thaw": actions.thaw,
        "open_ballot": actions.open_ballot,
        "close_ballot": actions.ballot_close,
        "confirm": actions.ballot_confirm,
        "decide": actions.decide,
        "accept": actions.accept,
        "send_back": actions.send_back,
        "withdraw": actions.withdraw,
        "close": actions.close,
        "void": actions.void,
    }
    forms = {"decide": DecideForm}
    page = "appraisal/meeting.html"
    details = meeting_details
    needs = {"close_ballot": (sealed_first,)}

    # 党支部
    preparing = Desk(M.PREPARING, routing.own, Right.PROPOSE, days=20)
    checking_in = Desk(M.CHECKING_IN, routing.own, Right.PROPOSE, days=10)
    balloting = Desk(M.BALLOTING, routing.own, Right.PROPOSE, days=3)
    counting = Desk(M.COUNTING, routing.own, Right.PROPOSE, days=3)
    grading = Desk(M.GRADING, routing.own, Right.PROPOSE, days=10)
    # 机关党委；没有机关党委的，主办单位
    reviewing = Desk(M.REVIEWING, routing.superior, Right.REVIEW, days=5)
    # 党支部
    feeding_back = Desk(M.FEEDING_BACK, routing.own, Right.PROPOSE, days=10)
    closed = Final(M.CLOSED)
    void = Final(M.VOID)
    called_off = Final(M.CALLED_OFF)


class AppraisalFlow(ProcessFlow):
    """党员民主评议"""

    model = Appraisal
    key = queries.KEY
    label = "党员民主评议"
    copied = False
    short = "党员"
    page = "appraisal/appraisal.html"
    details = appraisal_details

    # 随会议办理，不单独进入待办；自评和反馈由本人登录办理，或由支部代录
    self_assessing = Desk(A.SELF_ASSESSING, routing.own)
    discussing = Desk(A.DISCUSSING, routing.own)
    balloting = Desk(A.BALLOTING, routing.own)
    grading = Desk(A.GRADING, routing.own)
    reviewing = Desk(A.REVIEWING, routing.superior)
    feeding_back = Desk(A.FEEDING_BACK, routing.own)
    graded = Final(A.GRADED)
    not_graded = Final(A.NOT_GRADED)
    called_off = Final(A.CALLED_OFF)


class DisposalFlow(ProcessFlow):
    """组织处置"""

    model = Disposal
    key = queries.KEY
    label = "组织处置"
    copied = False
    short = "处置"
    actions = {
        "propose": actions.disposal_propose,
        "receive": actions.disposal_receive,
        "verify": actions.disposal_verify,
        "talk": actions.disposal_talk,
        "forward": actions.disposal_forward,
        "resolve": actions.disposal_resolve,
        "approve": actions.disposal_approve,
        "end": actions.disposal_end,
        "send_back": actions.disposal_send_back,
    }
    needs = {"verify": (lacks_evidence,)}
    forms = {
        "propose": ProposeForm,
        "receive": ReceiveForm,
        "verify": VerifyForm,
        "talk": TalkForm,
        "forward": ForwardForm,
        "resolve": ResolveForm,
        "approve": ApproveForm,
    }
    aside = disposal_aside
    page = "appraisal/disposal.html"
    details = disposal_details

    # 支委会提出，基层党委备案
    proposing = Desk(D.PROPOSING, routing.own, Right.PROPOSE, days=10)
    filing = Desk(D.FILING, routing.superior, Right.REVIEW, days=5)
    investigating = Desk(D.INVESTIGATING, routing.own, Right.PROPOSE, days=30)
    talking = Desk(D.TALKING, routing.own, Right.PROPOSE, days=10, apart=True)
    pre_reviewing = Desk(D.PRE_REVIEWING, routing.superior, Right.REVIEW, days=10)
    voting = Desk(D.VOTING, routing.own, Right.PROPOSE, days=20)
    approving = Desk(D.APPROVING, routing.superior, Right.DECIDE, days=10)
    disposed = Final(D.DISPOSED)
    not_disposed = Final(D.NOT_DISPOSED)
    called_off = Final(D.CALLED_OFF)


class CorrectionFlow(ProcessFlow):
    """限期改正"""

    model = Correction
    key = queries.KEY
    label = "限期改正"
    copied = False
    short = "改正"
    actions = {
        "lift": actions.correction_lift,
        "extend": actions.correction_extend,
        "turn": actions.correction_turn,
        "stop": actions.correction_stop,
    }
    forms = {"lift": ConcludeForm, "extend": ExtendForm, "turn": ConcludeForm}
    aside = disposal_aside
    page = "appraisal/correction.html"
    details = correction_details

    # 到期前在支部名下，期满后由支部复评
    correcting = Desk(C.CORRECTING, routing.own, Right.PROPOSE)
    reassessing = Desk(C.REASSESSING, routing.own, Right.PROPOSE, days=10)
    lifted = Final(C.LIFTED)
    turned = Final(C.TURNED)
    dropped = Final(C.DROPPED)


def menu(posts: Sequence[Appointment]) -> list[MenuItem]:
    """What follows the grades, for whoever sees records at all."""
    sees = any(access.brings(post, Right.INSPECT, queries.KEY) for post in posts)
    return [MenuItem("appraisal:following", "评定后续", "rule")] if sees else []


def alerts(posts: Sequence[Appointment]) -> list[Alert]:
    """Members whose 处置 ended their membership and whom the register still has, for those who keep it."""
    keeping = [post.unit_id for post in posts if access.bears(post, Duty.ORGANISATION)]
    number = still_listed(keeping) if keeping else 0
    text = f"{number}名党员的劝其退党、党内除名已生效，请在人员名册登记党籍状态。"
    return [Alert(text, "organisation:people", "查看人员名册")] if number else []


PROCESS = ProcessSpec(
    key=queries.KEY,
    label="民主评议",
    icon="how_to_vote",
    urls="workflows.appraisal.urls",
    flows=(MeetingFlow, AppraisalFlow, DisposalFlow, CorrectionFlow),
    booth="workflows.appraisal.views.booth",
    facts=(
        FactKind(queries.SATISFACTION_FACT, "群众满意度"),
        FactKind(queries.BARRED_FACT, "不得重新入党", of_person=True),
    ),
    events=(EventKind(queries.FINDING, "民主评议查摆的问题"),),
    due=(
        actions.open_due,
        actions.cancel_due,
        actions.corrections_remind,
        actions.corrections_fall_due,
        actions.boxes_clear,
    ),
    office=RoundOffice(
        sees=rounds.rounds,
        opening=rounds.opening,
        extended=actions.EXTENDED,
        next_step=next_step,
        not_yours="批次由主办单位管理，您可以查看。",
        rights=rounds.running_rights,
    ),
    burden=burden,
    documents=KINDS,
    menu=menu,
    alerts=alerts,
)
