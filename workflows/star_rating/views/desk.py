"""The desk a score sheet lies on: whose sheet it is now, and what this person may do with it."""

from typing import Any

from django.http import Http404, HttpRequest

from permissions import access
from permissions.actor import Actor
from permissions.models import Appointment
from permissions.roles import Right
from workflows.engine import pages
from workflows.engine.decisions import capacities, disinterested
from workflows.engine.flow import ProcessFlow
from workflows.engine.models import Record, Task
from workflows.engine.transitions import Seen
from workflows.star_rating import actions, queries
from workflows.star_rating.forms import SheetForm, sheet_form, stored
from workflows.star_rating.models import Rating
from workflows.star_rating.states import RatingState, Sheet

STAGES = {RatingState.SELF_ASSESSING: Sheet.SELF, RatingState.SCORING: Sheet.REVIEW}
SELF = RatingState.SELF_ASSESSING
VERBS = {Sheet.SELF: "submit", Sheet.REVIEW: "forward"}
HAND_IN = {Sheet.SELF: actions.submit, Sheet.REVIEW: actions.forward}


def open_desk(record: Record) -> Task | None:
    """The desk on which a record lies now. One statement."""
    found: Task | None = Task.objects.filter(process=record.process_id, finished__isnull=True).first()
    return found


class SheetDesk:
    """A rating as one request finds it."""

    def __init__(self, request: HttpRequest, flow: type[ProcessFlow], rating: Rating, task: Task | None) -> None:
        self.request, self.flow, self.rating, self.task = request, flow, rating, task
        self.sheet = STAGES.get(RatingState(rating.state))
        self.posts = self._unbarred() if self.task and self.sheet else []

    @classmethod
    def find(cls, request: HttpRequest, number: str) -> "SheetDesk":
        """The desk of a rating by number. Raises Http404 unless the person may see such a rating."""
        flow, rating = pages.find(request, number)
        if not isinstance(rating, Rating):
            raise Http404
        return cls(request, flow, rating, open_desk(rating))

    def _able(self, right: str, unit: int | None = None) -> list[Appointment]:
        task = self.task
        on = unit or (task.unit_id if task else None)
        return capacities(self.request, right, on, queries.KEY)

    @property
    def barred(self) -> bool:
        """Whether the desk is closed to this person because the rating is his own submission."""
        task = self.task
        if task is None or not self.flow.bars_submitter(task.flow_task):
            return False
        able = self._able(task.right)
        return bool(able) and not disinterested(self.rating, able, self.request)

    def _unbarred(self) -> list[Appointment]:
        """The posts in which this person may fill the sheet: not where the rating is his own submission."""
        if self.task is None or self.task.owner_id not in (None, self.request.user.pk):
            return []
        able = self._able(self.task.right)
        closed = self.flow.bars_submitter(self.task.flow_task)
        return disinterested(self.rating, able, self.request) if closed else able

    @property
    def editable(self) -> bool:
        """Whether this person may fill the sheet that lies here now."""
        return bool(self.posts)

    @property
    def seen(self) -> Seen:
        """What a page made from this desk shows."""
        return Seen(self.task.pk if self.task else 0, self.rating.version)

    def actor(self, posts: list[Appointment] | None = None) -> Actor:
        """The person in the post that brings the right; in the chosen one where that does."""
        able = self.posts if posts is None else posts
        chosen: Actor = self.request.actor  # type: ignore[attr-defined]
        return Actor(chosen.user, able[0]) if able else chosen

    def signers(self) -> list[Appointment]:
        """The posts in which this person may hand the sheet in; for 自评 only the secretary signs."""
        if self.task is None or self.sheet is None:
            return []
        arrow = self.flow.arrow(self.rating.state, VERBS[self.sheet])
        if arrow is None:
            return []
        able = self._able(arrow.needs(self.task.right))
        return disinterested(self.rating, able, self.request) if arrow.own_forbidden else able

    @property
    def stands_in(self) -> bool:
        """Whether the sheet lies on a superior's desk, because the branch has no account: 代填."""
        return self.task is not None and self.task.right == Right.STAND_IN

    def filled_in_by(self) -> str:
        """Who handed 自评 in for the branch, or is filling it in now; empty when the branch did. One statement."""
        task = self.task if self.sheet == Sheet.SELF else self._handed_in()
        if task is None or task.unit is None or task.right != Right.STAND_IN:
            return ""
        who = task.owner or (self.request.user if self.posts else "")
        return f"{who}（{task.unit.short_name}）" if who else task.unit.short_name

    def _handed_in(self) -> Task | None:
        """The desk on which 自评 was handed in the last time."""
        stays = Task.objects.filter(process=self.rating.process_id, flow_task=self.flow.node_of(SELF), verb="submit")
        last: Task | None = stays.select_related("owner__person", "unit").order_by("-pk").first()
        return last

    def left_behind(self, seen: Seen | None) -> bool:
        """Whether the person held the desk that an old page showed: then it is too late, not forbidden."""
        old = Task.objects.filter(pk=seen.task, process=self.rating.process_id).first() if seen else None
        return old is not None and bool(self._able(old.right, old.unit_id))

    def form(self, sheets: queries.Sheets, *args: Any, sheet: Sheet | None = None) -> SheetForm:
        """The form of the sheet on this desk: as stored, or as typed when `args` bring data."""
        chosen = sheet or self.sheet or Sheet.SELF
        own = {line.code: line.points for line in sheets.lines[Sheet.SELF]}
        beside = own if chosen == Sheet.REVIEW else None
        return sheet_form(chosen)(sheets.scheme, *args, own=beside, initial=self.stored(sheets, chosen))

    def stored(self, sheets: queries.Sheets, sheet: Sheet) -> dict[str, str]:
        """A sheet as it is stored, by field."""
        return stored(self.rating, sheets.lines[sheet], sheets.vetoes[sheet])

    def shows_review(self) -> bool:
        """Whether the committee's score may be seen: handed in by all, a draft by the committee and those above."""
        if self.sheet == Sheet.REVIEW and self.task and self.task.unit_id:
            seen = access.units(self.request.user, queries.KEY)  # type: ignore[arg-type]
            return seen.filter(pk=self.task.unit_id).exists()
        return bool(self.rating.result) and self.sheet is None
