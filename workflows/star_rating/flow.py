"""The desks of star rating: whose turn it is in each state."""

from permissions import routing
from permissions.roles import Right
from workflows.engine.flow import Desk, Final, ProcessFlow
from workflows.engine.objections import upheld_kind
from workflows.engine.offices import RoundOffice
from workflows.engine.registry import EventKind, FactKind, MenuItem, ProcessSpec
from workflows.star_rating import actions, queries, views
from workflows.star_rating.forms import ChangeMeetingForm, ClearanceForm, MinimaForm, PublicityForm, ReportForm
from workflows.star_rating.models import Clearance, Evaluation, Rating, RatingList, ReviewSheet, StarChange
from workflows.star_rating.queries.checkups import burden
from workflows.star_rating.queries.document_kinds import KINDS
from workflows.star_rating.queries.figures import SATISFACTION_FACT
from workflows.star_rating.queries.publicised import publicised
from workflows.star_rating.queries.rounds import seen
from workflows.star_rating.rules import read_star
from workflows.star_rating.rules.circumstances import FactOf
from workflows.star_rating.states import ChangeState, ClearanceState
from workflows.star_rating.states import ListState as L
from workflows.star_rating.states import RatingState as S
from workflows.star_rating.views.round_door import next_step


class RatingFlow(ProcessFlow):
    """党支部星级评定"""

    model = Rating
    key = "star_rating"
    label = "党支部星级评定"
    short = "星级"
    page = "star_rating/rating.html"
    actions = {
        "submit": actions.submit,
        "forward": actions.forward,
        "send_back": actions.send_back,
        "reject": actions.reject,
        "withdraw": actions.withdraw,
    }
    needs = {
        "submit": (queries.in_time, queries.scan_is_there),
        "withdraw": (queries.stays_in,),
        "publish": (queries.no_open_objection,),
    }
    details = views.rating_details
    file_words = queries.file_words
    off_path = queries.off_path

    # 党支部
    self_assessing = Desk(S.SELF_ASSESSING, routing.own, Right.PROPOSE, days=10)
    # 党总支、机关党委
    general_reviewing = Desk(S.GENERAL_REVIEWING, routing.general_branch, Right.REVIEW, days=3)
    scoring = Desk(S.SCORING, routing.reporting_unit, Right.REVIEW, days=5)
    # 在呈报批中：随批办理，不单独进入待办
    listed = Desk(S.LISTED, routing.reporting_unit)
    verifying = Desk(S.VERIFYING, routing.root)
    deciding = Desk(S.DECIDING, routing.root)
    filing = Desk(S.FILING, routing.root)
    announcing = Desk(S.ANNOUNCING, routing.root)
    publicising = Desk(S.PUBLICISING, routing.root)
    published = Final(S.PUBLISHED)
    rejected = Final(S.REJECTED)
    called_off = Final(S.CALLED_OFF)


class RatingListFlow(ProcessFlow):
    """星级呈报批"""

    model = RatingList
    key = "star_rating"
    label = "星级呈报批"
    short = "呈报"
    page = "star_rating/list.html"
    actions = {
        "report": actions.list_report,
        "forward": actions.list_forward,
        "approve": actions.list_approve,
        "receive": actions.list_receive,
        "publicise": actions.list_publicise,
        "send_back": actions.list_send_back,
        "withdraw": actions.list_withdraw,
    }
    needs = {
        "report": (queries.in_time, queries.scan_is_there),
        "withdraw": (queries.stays_in,),
        "forward": (queries.no_open_pick,),
        "receive": (queries.no_open_pick,),
        "publicise": (queries.all_filed,),
    }
    forms = {"report": ReportForm, "approve": MinimaForm, "receive": MinimaForm, "publicise": PublicityForm}
    details = views.list_details
    file_words = queries.file_words
    off_path = queries.off_path

    # 机关党委
    compiling = Desk(L.COMPILING, routing.own, Right.REVIEW, days=20)
    # 工委
    verifying = Desk(L.VERIFYING, routing.root, Right.REVIEW, days=5)
    deciding = Desk(L.DECIDING, routing.root, Right.DECIDE, days=10)
    filing = Desk(L.FILING, routing.root, Right.REVIEW, days=5)
    announcing = Desk(L.ANNOUNCING, routing.root, Right.REVIEW, days=3)
    publicising = Desk(L.PUBLICISING, routing.root)
    closed = Final(L.CLOSED)
    called_off = Final(L.CALLED_OFF)


class ClearanceFlow(ProcessFlow):
    """纪检意见"""

    model = Clearance
    key = "star_rating"
    label = "纪检意见"
    short = "纪检"
    copied = False
    page = "star_rating/clearance.html"
    actions = {"clear": actions.clearance_clear, "object": actions.clearance_object}
    forms = {"clear": ClearanceForm, "object": ClearanceForm}

    # 机关纪委；没有机关纪委的，由呈报单位登记来函
    asked = Desk(ClearanceState.ASKED, routing.own, Right.REVIEW, days=5)
    clear = Final(ClearanceState.CLEAR)
    objected = Final(ClearanceState.OBJECTED)
    dropped = Final(ClearanceState.DROPPED)


class StarChangeFlow(ProcessFlow):
    """星级变更"""

    model = StarChange
    key = "star_rating"
    label = "星级变更"
    short = "变更"
    page = "star_rating/change.html"
    actions = {
        "approve": actions.change_approve,
        "reject": actions.change_reject,
        "drop": actions.change_drop,
    }
    forms = {"approve": ChangeMeetingForm}
    details = views.change_details

    # 工委
    deciding = Desk(ChangeState.DECIDING, routing.root, Right.DECIDE, days=10)
    effective = Final(ChangeState.EFFECTIVE)
    refused = Final(ChangeState.REFUSED)
    dropped = Final(ChangeState.DROPPED)


class EvaluationFlow(ProcessFlow):
    """评审"""

    model = Evaluation
    key = "star_rating"
    label = "评审"
    short = "评审"
    page = "star_rating/evaluation.html"
    actions = {
        "begin": actions.evaluation_begin,
        "close": actions.evaluation_close,
        "call_off": actions.evaluation_call_off,
    }
    details = views.evaluation_details

    # 组织评审的工委或机关党委
    preparing = Desk(Evaluation.State.PREPARING, routing.own, Right.REVIEW, days=10)
    evaluating = Desk(Evaluation.State.EVALUATING, routing.own, Right.REVIEW, days=10)
    evaluated = Final(Evaluation.State.EVALUATED)
    called_off = Final(Evaluation.State.CALLED_OFF)


class ReviewSheetFlow(ProcessFlow):
    """评审评分表"""

    model = ReviewSheet
    key = "star_rating"
    label = "评审评分表"
    short = "评分"
    page = "star_rating/review_sheet.html"
    actions = {"submit": actions.marks_submit, "withdraw": actions.marks_withdraw}
    details = views.sheet_details

    # 评委本人；任何职务都带有“查看”
    marking = Desk(ReviewSheet.State.MARKING, routing.own, Right.INSPECT, days=5)
    # 等待汇总：不在任何人的待办里
    marked = Desk(ReviewSheet.State.MARKED, routing.own)
    counted = Final(ReviewSheet.State.COUNTED)
    cancelled = Final(ReviewSheet.State.CANCELLED)


PROCESS = ProcessSpec(
    key="star_rating",
    label="星级评定",
    icon="star_outline",
    flows=(RatingFlow, RatingListFlow, ClearanceFlow, StarChangeFlow, EvaluationFlow, ReviewSheetFlow),
    urls="workflows.star_rating.urls",
    facts=(FactKind(queries.STAR_FACT, "支部星级", read=read_star),),
    reads=(*FactOf, SATISFACTION_FACT),
    events=(
        EventKind(queries.LOW_RESULT, "星级较低"),
        EventKind(queries.LOW_INDICATOR, "指标得分较低"),
        EventKind(queries.VETOED, "核实有否决情形"),
        EventKind(upheld_kind(queries.KEY), "星级评定公示异议成立"),
    ),
    unit_pages=(MenuItem("star_rating:unit_stars", "历年星级", "history"),),
    due=(actions.dissolve_due, actions.publish_due, actions.close_due, actions.cancel_due, actions.stop_due),
    agrees=(queries.out_of_step,),
    recompute=(queries.changed_results,),
    publicised=publicised,
    judged_anew=actions.judge_anew,
    publicised_as=("党支部", "拟定星级"),
    office=RoundOffice(
        sees=seen,
        opening=queries.opening,
        extended=actions.EXTENDED,
        next_step=next_step,
        not_yours="批次由工委组织部管理，您可以查看。",
    ),
    documents=KINDS,
    burden=burden,
    holds=(("上年星级", "上年的星级"), ("上年评定结果", "上年的星级"), ("上年度评星结果", "上年的星级")),
)
