"""The states of a nomination, of the list it travels in, of a 会审 and of a revocation; never renamed, only retired."""

from django.db.models import TextChoices


class NominationState(TextChoices):
    """Where a nomination is."""

    DRAFTING = "drafting", "提名填报"
    GENERAL_REVIEWING = "general_reviewing", "党总支审核"
    COMMITTEE_REVIEWING = "committee_reviewing", "单位党组织审核"
    LISTED = "listed", "列入推荐名单"
    VERIFYING = "verifying", "初审会审"
    DECIDING = "deciding", "工委审定"
    ANNOUNCING = "announcing", "待公示"
    PUBLICISING = "publicising", "公示中"
    CONFERRING = "conferring", "待授予或上报"
    RECOMMENDED = "recommended", "已推荐上报"
    AWARDED = "awarded", "已授予"
    NOT_AWARDED = "not_awarded", "上级未授予"
    NOT_FORWARDED = "not_forwarded", "未推荐上报"
    REJECTED = "rejected", "不予推荐"
    CALLED_OFF = "called_off", "已终止"


class ListState(TextChoices):
    """Where a unit's list is."""

    COMPILING = "compiling", "编报名单"
    PUBLICISING_WITHIN = "publicising_within", "单位内公示"
    STUDYING = "studying", "单位研究决定"
    VERIFYING = "verifying", "初审会审"
    DECIDING = "deciding", "工委审定"
    ANNOUNCING = "announcing", "待公示"
    PUBLICISING = "publicising", "公示中"
    CONFERRING = "conferring", "待授予或上报"
    CLOSED = "closed", "已办结"
    CALLED_OFF = "called_off", "已终止"


class ConsultationState(TextChoices):
    """Where the opinion asked of one body is."""

    ASKED = "asked", "征求意见中"
    CLEAR = "clear", "无不同意见"
    OBJECTED = "objected", "有不同意见"
    WAIVED = "waived", "逾期未复，已裁定"
    DROPPED = "dropped", "不再征求"


class RevocationState(TextChoices):
    """Where the revocation of an honour is."""

    DECIDING = "deciding", "研究撤销"
    RETURNING = "returning", "收回牌匾证书"
    REVOKED = "revoked", "已撤销"
    KEPT = "kept", "不予撤销"
