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
    ANNOUNCING = "announcing", "待公示"
    PUBLICISING = "publicising", "公示中"
    PUBLISHED = "published", "已公布"
    REJECTED = "rejected", "不予评定"


class ListState(TextChoices):
    """Where a unit's list is."""

    COMPILING = "compiling", "编报名单"
    VERIFYING = "verifying", "工委复核"
    DECIDING = "deciding", "工委审定"
    ANNOUNCING = "announcing", "待公示"
    PUBLICISING = "publicising", "公示中"
    CLOSED = "closed", "已办结"


class Sheet(TextChoices):
    """Whose score it is."""

    SELF = "self", "自评"
    REVIEW = "review", "初评"
