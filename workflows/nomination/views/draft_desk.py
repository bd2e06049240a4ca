"""A nomination as one request finds it: on whose desk it lies, and what this person may do with its draft."""

from django.http import Http404, HttpRequest

from permissions.actor import Actor
from permissions.models import Appointment
from workflows.engine import pages
from workflows.engine.decisions import acting, capacities
from workflows.engine.flow import ProcessFlow
from workflows.engine.models import Task
from workflows.engine.transitions import Seen
from workflows.nomination.models import Nomination
from workflows.nomination.queries.rounds import KEY
from workflows.nomination.states import NominationState as S


class DraftDesk:
    """A nomination, its open desk, and the posts in which this person fills it in."""

    def __init__(
        self, request: HttpRequest, flow: type[ProcessFlow], nomination: Nomination, task: Task | None
    ) -> None:
        self.request, self.flow, self.nomination, self.task = request, flow, nomination, task
        mine = task is not None and task.owner_id in (None, request.user.pk)
        drafting = mine and nomination.state == S.DRAFTING
        self.posts = self._able(task.right) if task is not None and drafting else []

    @classmethod
    def find(cls, request: HttpRequest, number: str) -> "DraftDesk":
        """The desk of a nomination by number. Raises Http404 unless the person may see such a nomination."""
        flow, nomination = pages.find(request, number)
        if not isinstance(nomination, Nomination):
            raise Http404
        open_ = Task.objects.filter(process=nomination.process_id, finished__isnull=True)
        return cls(request, flow, nomination, open_.select_related("unit").first())

    def _able(self, right: str, unit: int | None = None) -> list[Appointment]:
        on = unit or (self.task.unit_id if self.task else None)
        return capacities(self.request, right, on, KEY)

    @property
    def editable(self) -> bool:
        """Whether this person may fill it in now."""
        return bool(self.posts)

    @property
    def seen(self) -> Seen:
        """What a page made from this desk shows."""
        return Seen(self.task.pk if self.task else 0, self.nomination.version)

    def actor(self, posts: list[Appointment] | None = None) -> Actor:
        """The person in the post that brings the right; in the chosen one where none does."""
        able = self.posts if posts is None else posts
        chosen: Actor = self.request.actor  # type: ignore[attr-defined]
        return acting(self.request, able[0]) if able else chosen

    def signers(self) -> list[Appointment]:
        """The posts in which this person may hand it in: the secretary signs."""
        arrow = self.flow.arrow(self.nomination.state, "submit")
        return [] if arrow is None or self.task is None else self._able(arrow.needs(self.task.right))

    def left_behind(self, seen: Seen | None) -> bool:
        """Whether the person held the desk that an old page showed: then it is too late, not forbidden."""
        old = Task.objects.filter(pk=seen.task, process=self.nomination.process_id).first() if seen else None
        return old is not None and bool(self._able(old.right, old.unit_id))
