"""The states of a rating and of the list it travels in. Names are never changed once used, only retired."""

from django.db.models import TextChoices


class RatingState(TextChoices):
    """Where a branch's rating is."""

    SELF_ASSESSING = "self_assessing", "支部自评"
    GENERAL_REVIEWING = "general_reviewing", "党总支审核"
    SCORING = "scoring", "机关党委初评"
    LISTED = "listed", "列入呈报批"
    VERIFYING = "verifying", "工委复核"
    DECIDING = "deciding", "工委审定"
    FILING = "filing", "报工委备案"
    ANNOUNCING = "announcing", "待公示"
    PUBLICISING = "publicising", "公示中"
    PUBLISHED = "published", "已公布"
    REJECTED = "rejected", "不予评定"
    CALLED_OFF = "called_off", "已终止"


class ListState(TextChoices):
    """Where a unit's list is."""

    COMPILING = "compiling", "编报名单"
    VERIFYING = "verifying", "工委复核"
    DECIDING = "deciding", "工委审定"
    FILING = "filing", "报工委备案"
    ANNOUNCING = "announcing", "待公示"
    PUBLICISING = "publicising", "公示中"
    CLOSED = "closed", "已办结"
    CALLED_OFF = "called_off", "已终止"


class Sheet(TextChoices):
    """Whose score it is."""

    SELF = "self", "自评"
    REVIEW = "review", "初评"


class Track(TextChoices):
    """Where a list goes that its unit has decided: to the 工委's decision, or to be filed there."""

    DECIDE = "decide", "报工委审定"
    FILE = "file", "本单位审定、报备案"


class ClearanceState(TextChoices):
    """Where a 纪检意见 is."""

    ASKED = "asked", "征求意见中"
    CLEAR = "clear", "无意见"
    OBJECTED = "objected", "有意见"
    DROPPED = "dropped", "不再征求"


class ChangeState(TextChoices):
    """Where a change of a published star is."""

    DECIDING = "deciding", "工委审定"
    EFFECTIVE = "effective", "已生效"
    REFUSED = "refused", "不予变更"
    DROPPED = "dropped", "已撤销"
