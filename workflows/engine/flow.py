"""Desks: a thin skin over Viewflow that derives a process's graph from the arrows of its record.

A flow class declares one Desk per state in the order a record lives them, and one Final per closing state. It holds
no condition and no arrow of its own: the edges are read off the model, so chart and BPMN show the true process.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar

from django.forms import Form
from django.http import HttpRequest
from django.utils import timezone
from django_fsm import GET_STATE, Transition
from viewflow.workflow.activation import Activation
from viewflow.workflow.base import Edge, Flow, Node
from viewflow.workflow.nodes import End, View
from viewflow.workflow.status import PROCESS, STATUS
from viewflow.workflow.token import Token

from permissions import routing
from permissions.models import User
from permissions.roles import Right
from permissions.routing import Path, Place
from workflows.engine.arrows import Arrow, Doer, arrow_of
from workflows.engine.models import Process, Record, Task

if TYPE_CHECKING:
    from workflows.engine.record_page import History

Need = Callable[[Sequence[Any]], dict[int, str]]
"""A condition in its bulk form: given records, a sentence for each key that does not meet it."""


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
                came_from=prev_activation.task if prev_activation.task.pk else None,
                unit_id=opening.unit_id,
                right=opening.right,
                due_on=opening.due_on,
                returned=opening.returned,
                unattended=opening.unattended,
                sender_id=opening.sender_id,
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
                came_from=prev_activation.task,
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
    to records travelling in a list: it is in nobody's inbox and only verbs of the list move it.
    """

    activation_class = DeskActivation
    shape: ClassVar = {"width": 112, "height": 64, "text-align": "middle", "svg": ""}

    def __init__(
        self, state: str, place: Callable[[Path], Place | None], right: str = "", days: int | None = None
    ) -> None:
        super().__init__(None)
        self.state = state
        self.place = place
        self.right = right
        self.days = days

    @property
    def filled_in_by_its_unit(self) -> bool:
        """Whether a unit fills in its own record here; where it has no account, a superior does it for it: 代填."""
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


class ProcessFlow(Flow):
    """One process's table of contents: its record, its desks in order, the action behind each verb."""

    process_class = Process
    task_class = Task
    model: type[Record]
    key: str
    label: str
    short: str
    """One or two characters for the tag in lists: 星级."""
    actions: ClassVar[dict[str, Callable[..., Any]]] = {}
    """What each verb of a person does: it and its consequences, ending in `fire`."""
    needs: ClassVar[dict[str, tuple[Need, ...]]] = {}
    """Conditions of a verb that ask the database, in bulk form."""
    page: str = "workflows/record.html"
    """Template of the record's page."""
    details: ClassVar[Callable[[Any, "History", HttpRequest], dict[str, Any]] | None] = None
    """What that template shows beyond the generic page, from the record and its history, which was read already."""
    forms: ClassVar[dict[str, type[Form]]] = {}
    """What a verb needs beyond an opinion, the record in its `initial`; the cleaned values go to its action by name."""

    # A class that is once declared never changes, so what every step asks of the graph is worked out once.
    @classmethod
    @cache
    def nodes_in_order(cls) -> tuple[Desk | Final, ...]:
        """Desks and ends as declared."""
        return tuple(node for node in vars(cls).values() if isinstance(node, Desk | Final))

    @classmethod
    def desks(cls) -> list[Desk]:
        """Desks in the order a record lives them."""
        return [node for node in cls.nodes_in_order() if isinstance(node, Desk)]

    @classmethod
    @cache
    def node_of(cls, state: str) -> "Desk | Final":
        """The desk or the end of a state."""
        return next(node for node in cls.nodes_in_order() if node.state == state)

    @classmethod
    @cache
    def order(cls, state: str) -> int:
        """Position of a state's desk; ends come after all desks."""
        return next(i for i, node in enumerate(cls.nodes_in_order()) if node.state == state)

    @classmethod
    @cache
    def first_state(cls) -> str:
        """The state a record is made with."""
        return str(cls.state_field().get_default())

    @classmethod
    def state_field(cls) -> Any:
        """The field that holds the state."""
        model: Any = cls.model
        return model._meta.get_field("state")

    @classmethod
    def labels(cls) -> dict[str, str]:
        """Each state in the office's words."""
        return {str(value): str(label) for value, label in cls.state_field().flatchoices}

    @classmethod
    def transitions(cls) -> list[Transition]:
        """Every arrow of the record."""
        return list(cls.state_field().get_all_transitions(cls.model))

    @classmethod
    @cache
    def transitions_from(cls, state: str) -> tuple[Transition, ...]:
        """The arrows that leave a state."""
        return tuple(item for item in cls.transitions() if item.source == state)

    @classmethod
    @cache
    def transition(cls, state: str, verb: str) -> Transition | None:
        """The arrow of a verb in a state, or None."""
        return next((item for item in cls.transitions_from(state) if item.name == verb), None)

    @classmethod
    def targets(cls, state: str, verb: str) -> tuple[str, ...]:
        """The states that a verb may lead to from a state; none when there is no such arrow."""
        item = cls.transition(state, verb)
        return targets_of(item) if item else ()

    @classmethod
    def arrow(cls, state: str, verb: str) -> Arrow | None:
        """What the arrow of a verb in a state says of itself, or None when there is no such arrow."""
        item = cls.transition(state, verb)
        return arrow_of(item) if item else None

    @classmethod
    @cache
    def rights_at(cls, desk: Desk) -> frozenset[str]:
        """The rights that somebody must hold for the record to leave this desk forward."""
        arrows = [arrow_of(item) for item in cls.transitions_from(desk.state)]
        forward = {a.right or desk.right for a in arrows if a.doer == Doer.HOLDER and not a.back and a.tone == "ok"}
        return frozenset(forward | {desk.right})

    @classmethod
    @cache
    def bars_submitter(cls, desk: Desk) -> bool:
        """Whether the way forward from a desk is closed to whoever submitted the record."""
        arrows = [arrow_of(item) for item in cls.transitions_from(desk.state)]
        return any(a.own_forbidden and not a.back and a.tone == "ok" for a in arrows)

    @classmethod
    def begin_activation(cls, process: Process) -> BeginActivation:
        """The activation that opens a new process's first desk."""
        task = Task(process=process, flow_task=cls.begin, token=Token("start"), status=STATUS.DONE)
        return BeginActivation(task)

    begin = Begin()
