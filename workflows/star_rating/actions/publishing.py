"""公示 and 公布: a list goes public, and what nobody objected to becomes a star. 依据: domain 3.7, 6.6."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from permissions.actor import SYSTEM, Actor
from workflows.engine import calendar, facts, objections, running
from workflows.engine.errors import Refused
from workflows.engine.models import Publicity
from workflows.engine.transitions import Seen, fire, fire_many
from workflows.star_rating import queries
from workflows.star_rating.actions.consequences import raise_low_results
from workflows.star_rating.actions.lists import carry_to, let_go, lock_list, note_out
from workflows.star_rating.models import Rating, RatingList
from workflows.star_rating.states import ListState, RatingState

UPHELD = "公示异议核查属实。"


@transaction.atomic
def list_publicise(
    submission: RatingList, *, by: Actor, seen: Seen, starts_on: date, days: int, working: bool = True,
    start_counts: bool = False, contact: str = "", comment: str = "",
) -> RatingList:  # fmt: skip
    """Put the list under a public notice of so many days, working or calendar, that begins on `starts_on`.

    `start_counts`: whether that day is the first of them. Lists of one round that start on one day share the notice.
    """
    if starts_on < timezone.localdate():
        raise Refused("公示开始日期已过，请选择今天或以后的日期。")
    if not calendar.within_a_year(starts_on):
        raise Refused("公示开始日期须在一年之内，请核对年份。")
    locked = lock_list(submission)
    ends_on = calendar.public_until(
        calendar.around(starts_on), starts_on, days, working=working, start_counts=start_counts
    )
    publicity, made = Publicity.objects.get_or_create(
        round=locked.round,
        starts_on=starts_on,
        defaults={
            "title": f"关于{locked.round.title}拟定星级的公示",
            "ends_on": ends_on,
            "days_text": f"{days}个{'工作日' if working else '自然日'}",
            "contact": contact,
        },
    )
    if not made and (publicity.ends_on, publicity.contact) != (ends_on, contact):
        raise Refused(_differs(publicity))
    moved = fire(locked, "publicise", by=by, seen=seen, comment=comment, publicity=publicity)
    carry_to(moved, queries.members(moved), by)
    return moved


def _differs(publicity: Publicity) -> str:
    """Why a list may not join a notice under other terms, and what these are."""
    span = f"{publicity.starts_on:%Y年%m月%d日}至{publicity.ends_on:%Y年%m月%d日}"
    return (
        f"本批次已有同日开始的公示（{span}，反映渠道：{publicity.contact}）。"
        "请把公示天数和反映渠道改成与之一致，或者另选开始日期。"
    )


def publish_due(today: date) -> int:
    """Publish what the 公示 that ended before `today` left unchallenged, list by list. Returns stars published."""
    due = RatingList.objects.filter(state=ListState.PUBLICISING, publicity__ends_on__lt=today)
    return sum(_publish_or_wait(pk) for pk in due.values_list("pk", flat=True))


def _publish_or_wait(pk: int) -> int:
    try:
        return _publish(pk)
    except Refused:  # an objection came in this very moment; the next run holds that member alone
        return 0


@transaction.atomic
def _publish(pk: int) -> int:
    submission = RatingList.objects.select_for_update(no_key=True, skip_locked=True).filter(pk=pk).first()
    if submission is None or submission.state != ListState.PUBLICISING or not running.goes_on(submission.round):
        return 0
    rows = [row for row in queries.members(submission) if row.state == RatingState.PUBLICISING]
    upheld = objections.upheld_against([row.process_id for row in rows])
    struck = [row for row in rows if row.process_id in upheld]
    fire_many(struck, "strike", by=SYSTEM, via=submission, comment=UPHELD)
    let_go(struck)
    for row in struck:
        note_out(submission, row, "strike", "划去", by=SYSTEM, comment=UPHELD)
    held = queries.no_open_objection(rows)
    ready = fire_many([row for row in rows if row.pk not in held], "publish", by=SYSTEM)
    _record_stars(ready)
    raise_low_results([(row, row.tier) for row in ready])
    if len(ready) + len(struck) == len(rows):
        fire(submission, "close", by=SYSTEM, seen=None)
    return len(ready)


def _record_stars(ratings: Sequence[Rating]) -> None:
    rated = [rating for rating in ratings if rating.tier is not None]
    facts.record(
        [
            facts.NewFact(
                key=queries.STAR_FACT,
                year=rating.round.year,
                unit_id=rating.unit_id,
                value={"tier": rating.tier, "score": rating.result["score"]},
                words=rating.result["tier_name"],
                source=f"{rating.round.title}（{rating.process.number}）",
                valid_from=timezone.localdate(),
                process_id=rating.process_id,
            )
            for rating in rated
        ]
    )
