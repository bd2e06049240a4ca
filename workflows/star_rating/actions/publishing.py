"""公示 and 公布: a list goes public, and what nobody objected to becomes a star. 依据: domain 3.7, 6.6."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.db import transaction
from django.utils import timezone

from permissions.actor import SYSTEM, Actor
from workflows.engine import facts, publicising, running
from workflows.engine.errors import Incomplete, Refused
from workflows.engine.transitions import Seen, fire, fire_many
from workflows.star_rating import queries
from workflows.star_rating.actions.consequences import raise_findings, raise_low_results
from workflows.star_rating.actions.lists import carry_to, let_go, lock_list, note_out
from workflows.star_rating.actions.minima import hold, judged
from workflows.star_rating.models import Rating, RatingList
from workflows.star_rating.states import ListState, RatingState

UPHELD = "公示异议核查属实。"
STARRED = "该支部本年度已由“{}”定为{}，不再公布另一个星级；需要改变的，请用星级变更办理。"


@transaction.atomic
def list_publicise(
    submission: RatingList, *, by: Actor, seen: Seen, starts_on: date, days: int, working: bool = True,
    start_counts: bool = False, contact: str = "", comment: str = "", shortfall: str = "",
) -> RatingList:  # fmt: skip
    """Put the list under a public notice of so many days, working or calendar, that begins on `starts_on`.

    `start_counts`: whether that day is the first of them. Lists of one round that start on one day share the notice.
    A list after which nobody can make up a least number answers for it; `shortfall`: why one that may be missed is.
    Raises Incomplete, also for a notice that ends sooner than the scheme says, without a `comment` that says why.
    """
    locked = lock_list(submission)
    missed = judged(locked.round, locked.members.all()) if locked.state == ListState.ANNOUNCING else []
    why = _why(locked, shortfall) if missed else ""
    terms = publicising.Terms(starts_on, days, working, start_counts, contact)
    publicity = publicising.post(locked.round, f"关于{locked.round.title}拟定星级的公示", terms)
    moved = fire(locked, "publicise", by=by, seen=seen, comment=comment, publicity=publicity, shortfall=why)
    problems = [each.words for each in missed if each.hard or not why] + _shortened(locked, terms, comment)
    if problems:  # told after the right was checked
        raise Incomplete(problems)
    carry_to(moved, queries.members(moved), by)
    return moved


def _shortened(submission: RatingList, terms: publicising.Terms, reason: str) -> list[str]:
    """That a notice ends before the day that the scheme asks for and nobody says why. 依据: domain 3.7, 6.6."""
    rule = queries.scheme_of(submission.round).publicity
    if rule is None or reason.strip():
        return []
    due = replace(terms, days=rule.days, working=rule.working, start_counts=rule.start_counts).ends_on()
    if (ends := terms.ends_on()) >= due:
        return []
    return [
        f"方案规定公示{rule.words}，应到{due:%Y年%m月%d日}，现在只到{ends:%Y年%m月%d日}。确需缩短的，请在意见中写明理由。"
    ]


def _why(submission: RatingList, given: str) -> str:
    """The reason that is given now, else the one that this list or another one has."""
    return given.strip() or submission.shortfall or queries.reason_kept(submission)


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
    """Publish those of one list that nobody objects to; not while a hard least number waits for a ruling."""
    submission = RatingList.objects.select_for_update(no_key=True, skip_locked=True).filter(pk=pk).first()
    if submission is None or submission.state != ListState.PUBLICISING or not running.goes_on(submission.round):
        return 0
    rows = [row for row in queries.members(submission) if row.state == RatingState.PUBLICISING]
    struck = _strike_upheld(submission, rows)
    struck += _strike_starred(submission, [row for row in rows if row not in struck])
    if hold(submission, rows):
        return 0
    left = [row for row in rows if row not in struck]
    held = queries.no_open_objection(left)
    ready = fire_many([row for row in left if row.pk not in held], "publish", by=SYSTEM)
    _record_stars(ready)
    raise_low_results([(row, row.tier) for row in ready if queries.was_rated(row)])
    raise_findings(ready)
    if len(ready) == len(left):
        fire(submission, "close", by=SYSTEM, seen=None)
    return len(ready)


def _strike_upheld(submission: RatingList, rows: Sequence[Rating]) -> list[Rating]:
    """Strike off whom an objection was upheld against, and free the places. Returns who was."""
    upheld = queries.upheld(rows)
    struck = [row for row in rows if row.process_id in upheld]
    _strike(submission, struck, UPHELD)
    return struck


def _strike_starred(submission: RatingList, rows: Sequence[Rating]) -> list[Rating]:
    """Strike off who got the star of the year in another round: what was decided there stands. Returns who was."""
    stars = queries.elsewhere(submission.round, [row.unit_id for row in rows])
    struck = [row for row in rows if row.unit_id in stars]
    for row in struck:
        star = stars[row.unit_id]
        _strike(submission, [row], STARRED.format(star.source, star.words))
    return struck


def _strike(submission: RatingList, struck: Sequence[Rating], comment: str) -> None:
    """End the ratings of these members and free their places; the list's own trail says why."""
    fire_many(struck, "strike", by=SYSTEM, via=submission, comment=comment)
    let_go(struck)
    for row in struck:
        note_out(submission, row, "strike", "划去", by=SYSTEM, comment=comment)


def _record_stars(ratings: Sequence[Rating]) -> None:
    """Keep each branch's star of the year; whom the scheme does not rate yet (新建不参评) has none to keep."""
    rated = [rating for rating in ratings if queries.was_rated(rating)]
    facts.record(
        [
            facts.NewFact(
                key=queries.STAR_FACT,
                year=rating.round.year,
                unit_id=rating.unit_id,
                value={"tier": queries.star_level(rating.tier), "score": rating.result["score"]},
                words=rating.result["tier_name"],
                source=f"{rating.round.title}（{rating.process.number}）",
                valid_from=timezone.localdate(),
                process_id=rating.process_id,
            )
            for rating in rated
        ]
    )
