"""The desks of star rating: whose turn it is in each state."""

from permissions import routing
from permissions.roles import Right
from workflows.engine.flow import Desk, Final, ProcessFlow
from workflows.engine.registry import FactKind, ProcessSpec
from workflows.star_rating import actions, queries, views
from workflows.star_rating.forms import PublicityForm, ReportForm
from workflows.star_rating.models import Rating, RatingList
from workflows.star_rating.queries.publicised import publicised
from workflows.star_rating.rules import read_star
from workflows.star_rating.states import ListState as L
from workflows.star_rating.states import RatingState as S


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
    needs = {"publish": (queries.no_open_objection,)}
    details = views.rating_details

    # 党支部
    self_assessing = Desk(S.SELF_ASSESSING, routing.own, Right.PROPOSE, days=10)
    # 党总支、机关党委
    general_reviewing = Desk(S.GENERAL_REVIEWING, routing.general_branch, Right.REVIEW, days=3)
    scoring = Desk(S.SCORING, routing.reporting_unit, Right.REVIEW, days=5)
    # 在呈报批中：随批办理，不单独进入待办
    listed = Desk(S.LISTED, routing.reporting_unit)
    verifying = Desk(S.VERIFYING, routing.root)
    deciding = Desk(S.DECIDING, routing.root)
    announcing = Desk(S.ANNOUNCING, routing.root)
    publicising = Desk(S.PUBLICISING, routing.root)
    published = Final(S.PUBLISHED)
    rejected = Final(S.REJECTED)


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
        "publicise": actions.list_publicise,
        "send_back": actions.list_send_back,
        "withdraw": actions.list_withdraw,
    }
    forms = {"report": ReportForm, "publicise": PublicityForm}
    details = views.list_details

    # 机关党委
    compiling = Desk(L.COMPILING, routing.own, Right.REVIEW, days=20)
    # 工委
    verifying = Desk(L.VERIFYING, routing.root, Right.REVIEW, days=5)
    deciding = Desk(L.DECIDING, routing.root, Right.DECIDE, days=10)
    announcing = Desk(L.ANNOUNCING, routing.root, Right.REVIEW, days=3)
    publicising = Desk(L.PUBLICISING, routing.root)
    closed = Final(L.CLOSED)


PROCESS = ProcessSpec(
    key="star_rating",
    label="星级评定",
    icon="star_outline",
    flows=(RatingFlow, RatingListFlow),
    urls="workflows.star_rating.urls",
    facts=(FactKind(queries.STAR_FACT, "支部星级", read=read_star),),
    due=(actions.dissolve_due, actions.publish_due, actions.close_due),
    agrees=(queries.out_of_step,),
    recompute=(queries.changed_results,),
    publicised=publicised,
)
