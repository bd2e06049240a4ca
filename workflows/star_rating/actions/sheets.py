"""The score sheets: 支部自评, 党总支审核, 机关党委初评."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from permissions import routing
from permissions.actor import Actor
from permissions.models import OrgUnit
from workflows.engine.editing import edit
from workflows.engine.errors import Incomplete, Refused
from workflows.engine.transitions import Seen, fire, open_many, seen_of
from workflows.star_rating import queries
from workflows.star_rating.actions.clearances import drop_clearances
from workflows.star_rating.actions.figures import Figure, with_figures
from workflows.star_rating.actions.quotas import open_missing_quotas
from workflows.star_rating.models import Rating, RatingList, SheetLine, VetoFinding
from workflows.star_rating.rules import Deduction
from workflows.star_rating.states import ListState, RatingState, Sheet


@dataclass(frozen=True)
class SheetInput:
    """A score sheet as typed or uploaded, already checked: figures by line, vetoes, and what the stage adds."""

    lines: tuple[Deduction, ...]
    vetoes: Mapping[str, bool]
    proposed_tier: int | None = None
    figures: Mapping[str, Figure] = field(default_factory=dict)


@transaction.atomic
def save_sheet(rating: Rating, sheet: Sheet, given: SheetInput, *, by: Actor, seen: Seen) -> Rating:
    """Keep a draft of the own score or of the committee's; the whole sheet is replaced by what was given."""
    state = RatingState.SELF_ASSESSING if sheet == Sheet.SELF else RatingState.SCORING
    locked = edit(rating, by=by, seen=seen, state=state)
    if sheet == Sheet.SELF and _differs(locked, given):
        locked.changed_at = timezone.now()
    _replace_lines(locked, sheet, given.lines)
    _replace_findings(locked, sheet, given.vetoes)
    if sheet == Sheet.SELF:
        locked.proposed_tier = given.proposed_tier
        locked.save(update_fields=["proposed_tier", "changed_at"])
    else:
        locked.figures = with_figures(locked.figures, given.figures)
        locked.save(update_fields=["figures"])
    return locked


def _differs(rating: Rating, given: SheetInput) -> bool:
    """Whether the own sheet that was given says anything else than the stored one. Two statements."""
    lines = queries.deductions([rating.pk], Sheet.SELF).get(rating.pk, [])
    found = queries.findings([rating.pk], Sheet.SELF).get(rating.pk, {})
    was = (set(lines), found, rating.proposed_tier)
    return was != (set(given.lines), dict(given.vetoes), given.proposed_tier)


def _replace_lines(rating: Rating, sheet: str, lines: Sequence[Deduction]) -> None:
    rating.lines.filter(sheet=sheet).delete()
    SheetLine.objects.bulk_create(
        SheetLine(rating=rating, sheet=sheet, code=line.code, points=line.points, reason=line.reason) for line in lines
    )


def _replace_findings(rating: Rating, sheet: str, vetoes: Mapping[str, bool]) -> None:
    rating.findings.filter(sheet=sheet).delete()
    VetoFinding.objects.bulk_create(
        VetoFinding(rating=rating, sheet=sheet, code=code, found=found) for code, found in vetoes.items()
    )


def submit(rating: Rating, *, by: Actor, seen: Seen, comment: str = "") -> Rating:
    """The secretary signs the own score. The committee's sheet starts as a copy of it."""
    problems = [text for _, text in queries.lacking(rating, Sheet.SELF)]
    result = queries.results([rating], Sheet.SELF)[rating.pk].to_data()
    with transaction.atomic():
        locked = Rating.objects.select_for_update(no_key=True).get(pk=rating.pk)
        moved = fire(
            locked, "submit", by=by, seen=seen, comment=comment, result=result, proposed_tier=rating.proposed_tier
        )
        if locked.state == RatingState.SELF_ASSESSING:  # the second of two clicks finds it copied
            _copy_lines(moved)
        _check_complete(problems)
        return moved


def _check_complete(problems: list[str]) -> None:
    """What a sheet lacks is told after `fire` has checked the right: a draft is nobody else's business."""
    if problems:
        raise Incomplete(problems)


def _copy_lines(rating: Rating) -> None:
    """初评 begins where 自评 ended; the lines that the committee gave a reason for in an earlier lap stay."""
    written = [line for line in queries.deductions([rating.pk], Sheet.REVIEW).get(rating.pk, []) if line.reason]
    kept = {line.code for line in written}
    own = queries.deductions([rating.pk], Sheet.SELF).get(rating.pk, [])
    copied = [Deduction(line.code, line.points, "") for line in own if line.code not in kept]
    _replace_lines(rating, Sheet.REVIEW, written + copied)


def forward(rating: Rating, *, by: Actor, seen: Seen, comment: str = "") -> Rating:
    """A reviewer agrees; 初评 leaves with its score, its star and its reasons, and enters the unit's list."""
    if rating.state != RatingState.SCORING or seen.task != seen_of(rating).task:  # the second of two clicks
        return fire(rating, "forward", by=by, seen=seen, comment=comment)
    problems = [text for _, text in queries.lacking(rating, Sheet.REVIEW)]
    rating.told = queries.now_told(rating)
    result = queries.results([rating], Sheet.REVIEW)[rating.pk]
    with transaction.atomic():
        submission = _open_list_for(rating, by)
        moved = fire(
            rating, "forward", by=by, seen=seen, comment=comment, result=result.to_data(), score=result.score,
            tier=result.tier, submission=submission, told=rating.told,
        )  # fmt: skip
        _check_complete(problems)
        _list_changed(submission.pk)
        return moved


def _list_changed(key: int) -> None:
    """Somebody joined or left a list: a scan of it from before is of another list."""
    RatingList.objects.filter(pk=key).update(changed_at=timezone.now())


def _open_list_for(rating: Rating, by: Actor) -> RatingList:
    """The unit's list that is still being compiled; a new batch when the last one has gone."""
    place = routing.reporting_unit(routing.paths([rating.unit_id])[rating.unit_id])
    if place is None:
        raise Refused("该支部没有呈报单位，请联系工委调整组织关系。")
    open_missing_quotas(rating, place.id)
    lists = RatingList.objects.filter(round=rating.round_id, unit=place.id).order_by("-batch")
    # First the lock, then the look: whoever waited would not see the batch that was made meanwhile.
    lists.select_for_update(no_key=True).first()
    last = lists.first()
    if last is not None and last.state == ListState.COMPILING:
        return last
    batch = last.batch + 1 if last else 1
    unit = OrgUnit.objects.get(pk=place.id)
    return open_many([RatingList(round=rating.round, unit=unit, batch=batch)], by=by)[0]


def send_back(rating: Rating, *, by: Actor, seen: Seen, comment: str, to: str) -> Rating:
    """Return a rating to a desk it has been on; how it comes back is the round's rule."""
    return fire(rating, "send_back", by=by, seen=seen, comment=comment, to=to)


def reject(rating: Rating, *, by: Actor, seen: Seen, comment: str) -> Rating:
    """End a rating."""
    return fire(rating, "reject", by=by, seen=seen, comment=comment)


def withdraw(rating: Rating, *, by: Actor, seen: Seen, comment: str = "") -> Rating:
    """Take back what one sent, before the next person acted and before the list went."""
    with transaction.atomic():
        left = RatingList.objects.select_for_update(no_key=True).filter(pk=rating.submission_id or 0).first()
        moved = fire(rating, "withdraw", by=by, seen=seen, comment=comment)
        if left is not None:
            _list_changed(left.pk)
        drop_clearances([moved])
        return moved
