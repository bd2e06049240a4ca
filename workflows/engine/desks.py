"""Desks and ends as nodes of Viewflow's graph: each knows the state it serves and derives its edges from the arrows."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django.utils import timezone
from django_fsm import GET_STATE, Transition
from viewflow.workflow.activation import Activation
from viewflow.workflow.base import Edge, Node
from viewflow.workflow.nodes import End, View
from viewflow.workflow.status import PROCESS, STATUS

from permissions import routing
from permissions.models import User
from permissions.roles import Right
from permissions.routing import Path, Place
from workflows.engine.arrows import arrow_of
from workflows.engine.models import Task


@dataclass(frozen=True)
class Opening:
    """What a door hands over to the desk that it opens."""

    state: str
    unit_id: int | None = None
    right: str = ""
    due_on: date | None = None
    returned: bool = False
    unattended: bool = False
    sender_id: int | None = None
    owner_id: int | None = None
    """The one person whose desk it is; None: whoever holds the right."""


class DeskActivation(Activation):
    """The life of a task: NEW until a verb settles it. The doors write what this builds, many at once."""

    opening: Opening

    @classmethod
    def create(
        cls, flow_task: "Desk", prev_activation: Any, token: Any, data: Any = None, seed: Any = None
    ) -> "DeskActivation":
        """Build the next desk's task from the opening that the door left on the previous activation."""
        opening: Opening = prev_activation.opening
        return cls(
            Task(
                process=prev_activation.process,
                flow_task=flow_task,
                flow_task_type=flow_task.task_type,
                kind=flow_task.flow_class.key,
                token=token,
                came_from_id=prev_activation.task.pk,
                unit_id=opening.unit_id,
                right=opening.right,
                due_on=opening.due_on,
                returned=opening.returned,
                unattended=opening.unattended,
                sender_id=opening.sender_id,
                owner_id=opening.owner_id,
            )
        )

    @Activation.status.transition(source=STATUS.NEW, target=STATUS.DONE)  # type: ignore[untyped-decorator]
    def settle(self, user: User | None, verb: str) -> None:
        """The verb was carried out by this person (None: by the system)."""
        self.task.owner = user
        self.task.verb = verb
        self.task.unattended = False
        self.task.started = self.task.finished = timezone.now()

    @Activation.status.transition(source=STATUS.DONE)  # type: ignore[untyped-decorator]
    def create_next(self) -> Iterator[Activation]:
        """The desk, or the end, of the state that the record now has."""
        node = self.flow_task.flow_class.node_of(self.opening.state)
        yield node._create(self, self.task.token)


class FinalActivation(Activation):
    """The end of a process: one finished task, and the process done."""

    @classmethod
    def create(
        cls, flow_task: "Final", prev_activation: Any, token: Any, data: Any = None, seed: Any = None
    ) -> "FinalActivation":
        """Build the closing task and mark the process done; the door writes both."""
        now = timezone.now()
        process = prev_activation.process
        process.status, process.finished = PROCESS.DONE, now
        return cls(
            Task(
                process=process,
                flow_task=flow_task,
                flow_task_type=flow_task.task_type,
                kind=flow_task.flow_class.key,
                token=token,
                came_from_id=prev_activation.task.pk,
                status=STATUS.DONE,
                started=now,
                finished=now,
            )
        )


class BeginActivation(Activation):
    """The opening of a process; leaves no task of its own."""

    opening: Opening

    @Activation.status.transition(source=STATUS.DONE)  # type: ignore[untyped-decorator]
    def create_next(self) -> Iterator[Activation]:
        """The desk of the first state."""
        node = self.flow_task.flow_class.node_of(self.opening.state)
        yield node._create(self, self.task.token)


class Begin(Node):
    """Where a record starts: an edge to the desk of the model's default state."""

    task_type = "START"
    activation_class = BeginActivation
    bpmn_element = "startEvent"
    shape: ClassVar = {"width": 50, "height": 50, "svg": '<circle class="event" cx="25" cy="25" r="25"/>'}

    def _outgoing(self) -> Iterator[Edge]:
        flow = self.flow_class
        if flow.desks():  # the abstract flow has none
            yield Edge(src=self, dst=flow.node_of(flow.first_state()), edge_class="next")


class Desk(View):
    """The desk of one state: where it stands, the right it asks for, and how many working days it may take.

    `place` finds the unit on the record's path (None: the level does not exist here). A desk without a right belongs
    to records travelling in a list: it is in nobody's inbox and only verbs of the list move it. `apart`: its work is a
    work of its own, not passed on where the last desk was the same unit's with the same right.
    """

    activation_class = DeskActivation
    shape: ClassVar = {"width": 112, "height": 64, "text-align": "middle", "svg": ""}

    def __init__(
        self,
        state: str,
        place: Callable[[Path], Place | None],
        right: str = "",
        days: int | None = None,
        *,
        apart: bool = False,
    ) -> None:
        super().__init__(None)
        self.state = state
        self.place = place
        self.right = right
        self.days = days
        self.apart = apart

    @property
    def filled_in_by_its_unit(self) -> bool:
        """Whether a unit fills in its own record here; where nobody of it can sign in, a superior does it: 代填."""
        return self.place is routing.own and self.right == Right.PROPOSE

    def _outgoing(self) -> Iterator[Edge]:
        labels: dict[str, list[str]] = {}
        for item in self.flow_class.transitions_from(self.state):
            for target in targets_of(item):
                labels.setdefault(target, []).append(arrow_of(item).label)
        for target, verbs in labels.items():
            yield Edge(src=self, dst=self.flow_class.node_of(target), edge_class="next", label="、".join(verbs))


class Final(End):
    """The end that a closing state leads to."""

    activation_class = FinalActivation

    def __init__(self, state: str) -> None:
        super().__init__()
        self.state = state


def targets_of(item: Transition) -> tuple[str, ...]:
    """The states a transition may lead to."""
    if isinstance(item.target, GET_STATE):
        return tuple(str(state) for state in item.target.allowed_states)
    return (str(item.target),)
