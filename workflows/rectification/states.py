"""The states of a problem and of what hangs on it; never renamed, only retired."""

from django.db.models import TextChoices


class ProblemState(TextChoices):
    """Where a problem is."""

    REGISTERING = "registering", "登记待交办"
    SIGNING = "signing", "待签收"
    PLANNING = "planning", "制定方案"
    PLAN_REVIEWING = "plan_reviewing", "方案审核"
    PLAN_CONFIRMING = "plan_confirming", "方案审定"
    RECTIFYING = "rectifying", "整改中"
    SUSTAINING = "sustaining", "持续整改"
    WITHIN_CHECKING = "within_checking", "单位自查"
    COMMITTEE_CHECKING = "committee_checking", "机关党委核验"
    HOST_CHECKING = "host_checking", "主办单位核验"
    CLOSED = "closed", "已销号"
    VOID = "void", "已撤销登记"
    CALLED_OFF = "called_off", "已终止"


class ClosesAt(TextChoices):
    """The stage at which a problem may be closed; what comes before it only verifies."""

    WITHIN = ProblemState.WITHIN_CHECKING.value, "责任单位自查"
    COMMITTEE = ProblemState.COMMITTEE_CHECKING.value, "机关党委核验"
    HOST = ProblemState.HOST_CHECKING.value, "主办单位核验"


class MeasureState(TextChoices):
    """Where one measure of a plan is."""

    DRAFTED = "drafted", "拟定中"
    WORKING = "working", "落实中"
    FINISHED = "finished", "已落实"
    CLOSED = "closed", "已办结"
    DROPPED = "dropped", "已取消"


class PostponementState(TextChoices):
    """Where a request for more time is."""

    COMMITTEE_REVIEWING = "committee_reviewing", "机关党委审核"
    DECIDING = "deciding", "主办单位审批"
    GRANTED = "granted", "已同意延期"
    REFUSED = "refused", "不同意延期"
    DROPPED = "dropped", "不再需要"


class AcceptanceState(TextChoices):
    """Where the acceptance asked of one body is."""

    ASKED = "asked", "待验收"
    ACCEPTED = "accepted", "验收通过"
    REJECTED = "rejected", "验收不通过"
    DROPPED = "dropped", "不再验收"


class LetterState(TextChoices):
    """Where a letter of supervision is."""

    DRAFTED = "drafted", "待签发"
    ANSWERING = "answering", "待签收回复"
    REPLIED = "replied", "已回复"
    DROPPED = "dropped", "不予发出"


class LookBackState(TextChoices):
    """Where the second look at a closed problem is."""

    CHECKING = "checking", "待核查"
    SOUND = "sound", "未发现反弹"
    RELAPSED = "relapsed", "发现反弹"
    DROPPED = "dropped", "不再核查"
