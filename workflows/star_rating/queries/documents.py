"""What the documents of a round say: 汇总表, 公示名单, 通报; values under the names that templates use."""

from collections import Counter as Tally
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils import timezone

from permissions.models import User
from workflows.engine.models import Publicity, Round
from workflows.engine.opinions import day_words
from workflows.engine.publicising import decided_words
from workflows.star_rating.models import Rating
from workflows.star_rating.queries.lists import bodies
from workflows.star_rating.queries.publicised import ON_NOTICE, deciders
from workflows.star_rating.queries.ranking import ranks_at
from workflows.star_rating.queries.rounds import EARLY, ratings
from workflows.star_rating.queries.sheets import scheme_of
from workflows.star_rating.queries.stars import ChangedStar, changed_stars
from workflows.star_rating.rules import QuotaNode
from workflows.star_rating.states import RatingState

Values = dict[str, Any]
Now = Mapping[int, ChangedStar]
"""By unit: the star that stands in place of the published one."""
NOTHING_CHANGED: Now = {}


def _round(round_: Round) -> Values:
    return {
        "批次": round_.title,
        "年度": round_.year,
        "主办单位": round_.unit.name,
        "方案": scheme_of(round_).name,
        "依据": round_.basis,
        "日期": day_words(timezone.localdate()),
    }


def _rows(rows: Sequence[Rating], now: Now) -> list[Values]:
    return [_row(n, rating) | _standing(rating, now.get(rating.unit_id)) for n, rating in enumerate(rows, 1)]


def _standing(rating: Rating, star: ChangedStar | None) -> Values:
    """What stands now in place of what was published."""
    return {"变更": star.note, "得分": _score(rating, star.score), "星级": star.words} if star else {}


def _score(rating: Rating, score: Decimal | None) -> Decimal | None:
    """A score with the places that the scheme gives it."""
    return None if score is None else round(score, scheme_of(rating.round).decimals)


def _tier(rating: Rating, now: Now) -> int | None:
    star = now.get(rating.unit_id)
    return star.tier if star else rating.tier


def _row(number: int, rating: Rating) -> Values:
    """A branch as a line; what the committee has not handed in yet is its draft and stays out.

    排序 is the place in the list of its unit; where the whole round is ranked that in the round, or none.
    """
    own, decided = rating.self_result.get("score"), rating.state not in EARLY
    listed = rating.submission
    return {
        "序号": number,
        "单位": listed.unit.short_name if listed else "",
        "党支部": rating.unit.short_name,
        "党支部全称": rating.unit.name,
        "自评分": Decimal(own) if own else None,
        "自评星级": "" if rating.proposed_tier is None else scheme_of(rating.round).level_name(rating.proposed_tier),
        "得分": _score(rating, rating.score) if decided else None,
        "星级": rating.result.get("tier_name", "") if decided else "",
        "变更": "",
        "排序": _place(rating),
        "上年星级": rating.history.get("words", ""),
        "状态": rating.get_state_display(),
        "编号": rating.process.number,
    }


def _place(rating: Rating) -> int | None:
    """Its place, and never one of its list beside those of the round; who stands outside the ranking has none."""
    return (rating.place or None) if ranks_at(scheme_of(rating.round), QuotaNode.ROOT) else rating.rank


def _in_order(rows: Any) -> list[Rating]:
    found = rows.select_related("unit", "process", "submission__unit", "round")
    return list(found.order_by("submission__unit__position", "submission__unit__code", "unit__position", "unit__code"))


def _spread(rows: Sequence[Rating], round_: Round, now: Now) -> list[Values]:
    """How many have each star, from the highest, each with its branches."""
    found = Tally(_tier(rating, now) for rating in rows)
    total = sum(found.values())
    return [
        {
            "星级": tier.name,
            "个数": found[tier.level],
            "比例": f"{found[tier.level] * 100 / total:.1f}%" if total else "0%",
            "名单": _rows([rating for rating in rows if _tier(rating, now) == tier.level], now),
            "结果运用": tier.use,
        }
        for tier in reversed(scheme_of(round_).ladder)
    ]


def summary(user: User, round_: Round) -> Values:
    """The 汇总表, as far as the person may see the round, with the stars that stand now. Two statements."""
    seen = ratings(user).filter(round=round_)
    rows, now = _in_order(seen), changed_stars(seen, round_)
    graded = [rating for rating in rows if rating.state not in EARLY and _tier(rating, now) is not None]
    return _round(round_) | {"支部": _rows(rows, now), "总数": len(rows), "分布": _spread(graded, round_, now)}


def publicities(round_: Round) -> list[Publicity]:
    """The public notices of a round, the first to begin first. One statement."""
    return list(Publicity.objects.filter(round=round_).order_by("starts_on"))


def next_notice(round_: Round) -> Publicity | None:
    """The notice to print where none is named: none yet while decided ratings wait for theirs, else the latest.

    Two statements.
    """
    waiting = Rating.objects.filter(round=round_, state=RatingState.ANNOUNCING).exists()
    found = publicities(round_)
    return found[-1] if found and not waiting else None


def notice(round_: Round, publicity: Publicity | None) -> Values:
    """The 公示名单 of one public notice, with its own members and days; without one, of what waits for a notice.

    The stars are those that were on notice, whatever was decided since. One statement, two with filed lists.
    """
    waiting = Q(round=round_, state=RatingState.ANNOUNCING)
    members = Q(submission__publicity=publicity, state__in=ON_NOTICE) if publicity else waiting
    rows = _in_order(Rating.objects.filter(members))
    said = {"审定情况": decided_words(round_.unit.name, list(deciders(rows).values()), bodies(round_))}
    return _round(round_) | _days(publicity) | said | {"支部": _rows(rows, NOTHING_CHANGED), "总数": len(rows)}


def _days(publicity: Publicity | None) -> Values:
    if publicity is None:
        return {"公示期": "待定", "公示开始": "", "公示结束": "", "公示天数": "", "反映渠道": ""}
    first, last = day_words(publicity.starts_on), day_words(publicity.ends_on)
    return {
        "公示期": f"{first}至{last}（{publicity.days_text}）",
        "公示开始": first,
        "公示结束": last,
        "公示天数": publicity.days_text,
        "反映渠道": publicity.contact,
    }


def announcement(round_: Round) -> Values:
    """The 通报: the published stars as they stand now, by star; who lost his is not in it. Two statements."""
    published = Rating.objects.filter(round=round_, state=RatingState.PUBLISHED)
    now = changed_stars(published, round_)
    rows = [rating for rating in _in_order(published) if _tier(rating, now) is not None]
    return _round(round_) | {"支部": _rows(rows, now), "总数": len(rows), "分布": _spread(rows, round_, now)}
