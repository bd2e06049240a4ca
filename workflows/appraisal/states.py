"""The states of a 评议会议, a member's 评议, a 组织处置 and a 限期改正, never renamed; how it is voted and told."""

from django.db.models import TextChoices


class MeetingState(TextChoices):
    """Where the meeting of a branch is."""

    PREPARING = "preparing", "筹备会议"
    CHECKING_IN = "checking_in", "名册已定，签到"
    BALLOTING = "balloting", "民主测评"
    COUNTING = "counting", "清点核对票数"
    GRADING = "grading", "组织评定"
    REVIEWING = "reviewing", "上级审批备案"
    FEEDING_BACK = "feeding_back", "反馈本人"
    CLOSED = "closed", "已办结"
    VOID = "void", "会议作废"
    CALLED_OFF = "called_off", "已终止"


class AppraisalState(TextChoices):
    """Where the 评议 of one member is."""

    SELF_ASSESSING = "self_assessing", "个人自评"
    DISCUSSING = "discussing", "党员互评"
    BALLOTING = "balloting", "民主测评"
    GRADING = "grading", "组织评定"
    REVIEWING = "reviewing", "上级审批备案"
    FEEDING_BACK = "feeding_back", "反馈本人"
    GRADED = "graded", "已评定并反馈"
    NOT_GRADED = "not_graded", "参加评议，不评定等次"
    CALLED_OFF = "called_off", "已终止"


TOLD = (AppraisalState.FEEDING_BACK, AppraisalState.GRADED)
"""Where the grade of a member may be read by everybody who sees the meeting."""
REPORTED = (MeetingState.REVIEWING, MeetingState.FEEDING_BACK, MeetingState.CLOSED)
"""Where the counts of the 班子 and of the 群众 may be read by everybody who sees the meeting."""


class DisposalState(TextChoices):
    """Where the 组织处置 of one member is; the stages that a plan lacks are passed on."""

    PROPOSING = "proposing", "支委会提出启动意见"
    FILING = "filing", "事前备案"
    INVESTIGATING = "investigating", "调查核实"
    TALKING = "talking", "组织谈话"
    PRE_REVIEWING = "pre_reviewing", "上级预审"
    VOTING = "voting", "支部大会表决"
    APPROVING = "approving", "上级审批"
    DISPOSED = "disposed", "已作出处置"
    NOT_DISPOSED = "not_disposed", "不予处置"
    CALLED_OFF = "called_off", "已终止"


class CorrectionState(TextChoices):
    """Where a 限期改正 is."""

    CORRECTING = "correcting", "限期改正中"
    REASSESSING = "reassessing", "期满复评"
    LIFTED = "lifted", "已解除"
    TURNED = "turned", "已转劝其退党"
    DROPPED = "dropped", "不再执行"


class Voting(TextChoices):
    """How the ballots of a meeting are cast; only the first needs no box."""

    PAPER = "paper", "纸质票"
    SLIPS = "slips", "电子票（抽取纸条）"
    SCREEN = "screen", "电子票（登录后领取）"
    NAMED = "named", "保密记名"


class Acknowledged(TextChoices):
    """How somebody came to know the own result."""

    SIGNED_IN = "signed_in", "本人登录确认"
    ON_PAPER = "on_paper", "纸质签字"
    TOLD = "told", "当面告知，本人未签字"
