"""纪检意见: asking for it, giving it, and dropping what was asked when the member leaves its list."""

from collections.abc import Sequence

from django.db import transaction

from permissions.actor import SYSTEM, Actor
from workflows.engine import writing
from workflows.engine.editing import edit
from workflows.engine.errors import Incomplete, Refused
from workflows.engine.models import Citation
from workflows.engine.transitions import Seen, fire, fire_many, open_many
from workflows.star_rating import queries
from workflows.star_rating.models import Clearance, Rating, RatingList
from workflows.star_rating.queries import clearances
from workflows.star_rating.states import ClearanceState, ListState

LEFT = "该支部已离开呈报名单。"
CODE = "clearance"
"""Under which a list cites the letters of its opinions."""


@transaction.atomic
def clearances_ask(submission: RatingList, *, by: Actor, seen: Seen) -> list[Clearance]:
    """Ask for the 纪检意见 of every member whose star needs one and that has none. Raises Refused when there is none.

    It goes to the unit's 机关纪委, or to the unit itself, which registers the letter. 依据: domain 2.5 [S05].
    """
    locked = edit(submission, by=by, seen=seen, state=ListState.COMPILING)
    members = queries.members(locked)
    given = clearances.latest([row.process_id for row in members])
    rows = clearances.to_ask(queries.scheme_of(locked.round), members, given)
    if not rows:
        raise Refused("没有需要征求纪检意见的支部。")
    unit = clearances.answering_unit(locked.unit)
    asked = [Clearance(parent=row.process, submission=locked, unit=unit, round=locked.round) for row in rows]
    opened = open_many(asked, by=by)
    names = "、".join(row.unit.short_name for row in rows)
    writing.note(locked, by, "clearances_ask", "征求纪检意见", f"向{unit.short_name}征求{names}的纪检意见。")
    return opened


def clearance_clear(clearance: Clearance, *, by: Actor, seen: Seen, comment: str = "", number: str = "") -> Clearance:
    """Say that nothing stands against the branch. A unit that registers a letter must have its number and its file."""
    return _answer(clearance, "clear", by, seen, comment, number)


def clearance_object(clearance: Clearance, *, by: Actor, seen: Seen, comment: str, number: str = "") -> Clearance:
    """Say what stands against the branch; its list does not go with this star."""
    return _answer(clearance, "object", by, seen, comment, number)


@transaction.atomic
def _answer(clearance: Clearance, verb: str, by: Actor, seen: Seen, comment: str, number: str) -> Clearance:
    problems = _lacking(clearance, number) if clearance.state == ClearanceState.ASKED else []
    moved = fire(clearance, verb, by=by, seen=seen, comment=comment, number=number.strip(), words=comment.strip())
    if problems:  # told after the right was checked
        raise Incomplete(problems)
    _show_files(moved)
    return moved


def _show_files(clearance: Clearance) -> None:
    """What the opinion cites is cited by the list too, for those who read the list and not the opinion's own page."""
    files = Citation.objects.filter(process=clearance.process_id).values_list("attachment_id", flat=True)
    Citation.objects.bulk_create(
        (Citation(process_id=clearance.submission.process_id, attachment_id=file, code=CODE) for file in files),
        ignore_conflicts=True,
    )


def _lacking(clearance: Clearance, number: str) -> list[str]:
    """What a registered letter lacks; an opinion that the 机关纪委 gives itself needs no letter."""
    if not clearance.by_letter:
        return []
    problems = [] if number.strip() else ["请填写纪检意见的文号。"]
    if not Citation.objects.filter(process=clearance.process_id).exists():
        problems.append("请先上传纪检意见的扫描件。")
    return problems


def drop_clearances(rows: Sequence[Rating]) -> None:
    """End what was asked for these ratings and not answered yet; their parents are locked by the caller."""
    asked = Clearance.objects.filter(parent__in=[row.process_id for row in rows], state=ClearanceState.ASKED)
    # Locked as they are looked for: one that is being answered just now stays answered.
    fire_many(list(asked.select_for_update(no_key=True).order_by("pk")), "drop", by=SYSTEM, comment=LEFT)
