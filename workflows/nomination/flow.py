"""The desks of 先进推荐: whose turn it is in each state."""

from collections.abc import Sequence

from permissions import access, routing
from permissions.models import Appointment
from permissions.roles import Right
from workflows.engine.deadlines import in_time, stays_in
from workflows.engine.flow import Desk, Final, ProcessFlow
from workflows.engine.objections import upheld_kind
from workflows.engine.offices import RoundOffice
from workflows.engine.registry import EventKind, MenuItem, ProcessSpec
from workflows.nomination import actions, queries, views
from workflows.nomination.actions.avoiding import aside, revocation_aside
from workflows.nomination.forms.consultations import ClearForm, ObjectForm
from workflows.nomination.forms.lists import ApproveForm, ReportForm
from workflows.nomination.forms.publicising import PublicityForm
from workflows.nomination.forms.revocations import RevokeForm, TakeBackForm
from workflows.nomination.models import Consultation, Nomination, NominationList, Revocation
from workflows.nomination.queries import rounds
from workflows.nomination.queries.agreeing import changed_honours, honours_out_of_step
from workflows.nomination.queries.burden import burden
from workflows.nomination.queries.document_kinds import KINDS
from workflows.nomination.queries.in_step import out_of_step
from workflows.nomination.queries.nominations import off_path
from workflows.nomination.queries.publicised import no_open_objection, publicised
from workflows.nomination.states import ConsultationState, RevocationState
from workflows.nomination.states import ListState as L
from workflows.nomination.states import NominationState as S
from workflows.nomination.views.consultations import consultation_details
from workflows.nomination.views.list_page import list_details
from workflows.nomination.views.revocations import revocation_details
from workflows.nomination.views.round_door import next_step


class NominationFlow(ProcessFlow):
    """先进推荐"""

    model = Nomination
    key = queries.KEY
    label = "先进推荐"
    short = "推荐"
    page = "nomination/nomination.html"
    actions = {
        "submit": actions.submit,
        "discard": actions.discard,
        "forward": actions.forward,
        "send_back": actions.send_back,
        "reject": actions.reject,
        "withdraw": actions.withdraw,
    }
    needs = {
        "submit": (in_time,),
        "withdraw": (stays_in,),
        "settle": (no_open_objection,),
        "recommend": (no_open_objection,),
        "award": (no_open_objection,),
    }
    details = views.nomination_details
    off_path = off_path
    aside = aside

    # 党支部，或者由单位自己提名
    drafting = Desk(S.DRAFTING, routing.own, Right.PROPOSE, days=10)
    # 党总支、单位党组织
    general_reviewing = Desk(S.GENERAL_REVIEWING, routing.general_branch, Right.REVIEW, days=3)
    committee_reviewing = Desk(S.COMMITTEE_REVIEWING, routing.reporting_unit, Right.REVIEW, days=5)
    # 在推荐名单中：随名单办理，不单独进入待办
    listed = Desk(S.LISTED, routing.reporting_unit)
    verifying = Desk(S.VERIFYING, routing.host)
    deciding = Desk(S.DECIDING, routing.host)
    announcing = Desk(S.ANNOUNCING, routing.host)
    publicising = Desk(S.PUBLICISING, routing.host)
    conferring = Desk(S.CONFERRING, routing.host)
    recommended = Desk(S.RECOMMENDED, routing.host)
    awarded = Final(S.AWARDED)
    not_awarded = Final(S.NOT_AWARDED)
    not_forwarded = Final(S.NOT_FORWARDED)
    rejected = Final(S.REJECTED)
    called_off = Final(S.CALLED_OFF)


class NominationListFlow(ProcessFlow):
    """推荐名单"""

    model = NominationList
    key = queries.KEY
    label = "推荐名单"
    short = "名单"
    actions = {
        "report": actions.list_report,
        "abstain": actions.list_abstain,
        "forward": actions.list_forward,
        "approve": actions.list_approve,
        "publicise": actions.list_publicise,
        "send_back": actions.list_send_back,
        "withdraw": actions.list_withdraw,
    }
    needs = {"report": (in_time,), "withdraw": (stays_in,)}
    forms = {"report": ReportForm, "approve": ApproveForm, "publicise": PublicityForm}
    page = "nomination/list.html"
    details = list_details
    off_path = off_path

    # 推荐单位
    compiling = Desk(L.COMPILING, routing.own, Right.REVIEW, days=20)
    publicising_within = Desk(L.PUBLICISING_WITHIN, routing.own)
    studying = Desk(L.STUDYING, routing.own, Right.DECIDE, days=10)
    # 主办单位
    verifying = Desk(L.VERIFYING, routing.host, Right.REVIEW, days=10, apart=True)
    deciding = Desk(L.DECIDING, routing.host, Right.DECIDE, days=10)
    announcing = Desk(L.ANNOUNCING, routing.host, Right.REVIEW, days=3)
    publicising = Desk(L.PUBLICISING, routing.host)
    conferring = Desk(L.CONFERRING, routing.host, Right.REVIEW, days=20)
    closed = Final(L.CLOSED)
    called_off = Final(L.CALLED_OFF)


class ConsultationFlow(ProcessFlow):
    """会审意见"""

    model = Consultation
    key = queries.KEY
    label = "会审意见"
    short = "会审"
    copied = False
    actions = {"clear": actions.consultation_clear, "object": actions.consultation_object}
    forms = {"clear": ClearForm, "object": ObjectForm}
    page = "nomination/consultation.html"
    details = consultation_details

    # 内设部门自行回复；外单位的来函由主办单位登记
    asked = Desk(ConsultationState.ASKED, routing.own, Right.REVIEW, days=5)
    clear = Final(ConsultationState.CLEAR)
    objected = Final(ConsultationState.OBJECTED)
    waived = Final(ConsultationState.WAIVED)
    dropped = Final(ConsultationState.DROPPED)


class RevocationFlow(ProcessFlow):
    """荣誉撤销"""

    model = Revocation
    key = queries.KEY
    label = "荣誉撤销"
    short = "撤销"
    page = "nomination/revocation.html"
    actions = {
        "revoke": actions.revocation_revoke,
        "keep": actions.revocation_keep,
        "take_back": actions.revocation_take_back,
    }
    forms = {"revoke": RevokeForm, "take_back": TakeBackForm}
    details = revocation_details
    aside = revocation_aside

    # 主办单位
    deciding = Desk(RevocationState.DECIDING, routing.host, Right.DECIDE, days=10)
    returning = Desk(RevocationState.RETURNING, routing.host, Right.REVIEW, days=20)
    revoked = Final(RevocationState.REVOKED)
    kept = Final(RevocationState.KEPT)


def menu(posts: Sequence[Appointment]) -> list[MenuItem]:
    """The register of honours, for whoever sees records at all."""
    sees = any(access.brings(post, Right.INSPECT, queries.KEY) for post in posts)
    return [MenuItem("nomination:honours", "荣誉台账", "workspace_premium")] if sees else []


PROCESS = ProcessSpec(
    key=queries.KEY,
    label="先进推荐",
    icon="military_tech",
    urls="workflows.nomination.urls",
    flows=(NominationFlow, NominationListFlow, ConsultationFlow, RevocationFlow),
    events=(EventKind(upheld_kind(queries.KEY), "先进推荐公示异议成立"),),
    due=(actions.end_within_due, actions.settle_due, actions.close_due, actions.cancel_due),
    agrees=(out_of_step, honours_out_of_step),
    recompute=(changed_honours,),
    publicised=publicised,
    publicised_as=("姓名或名称", "类别"),
    office=RoundOffice(
        sees=rounds.rounds,
        opening=rounds.opening,
        extended=actions.EXTENDED,
        next_step=next_step,
        not_yours="批次由主办单位管理，您可以查看。",
        rights=rounds.running_rights,
        joining=rounds.taking_part,
    ),
    burden=burden,
    menu=menu,
    documents=KINDS,
    unit_pages=(MenuItem("nomination:unit_honours", "历年荣誉", "workspace_premium"),),
)
