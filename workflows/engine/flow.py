"""Flows: a thin skin over Viewflow that derives a process's graph from the arrows of its record.

A flow class declares one Desk per state in the order a record lives them, and one Final per closing state. It holds
no condition and no arrow of its own: the edges are read off the model, so chart and BPMN show the true process.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar

from django.forms import Form
from django.http import HttpRequest
from django_fsm import Transition
from viewflow.workflow.base import Flow
from viewflow.workflow.status import STATUS
from viewflow.workflow.token import Token

from permissions.actor import Actor
from permissions.roles import Right
from workflows.engine.arrows import Arrow, Doer, arrow_of
from workflows.engine.desks import Begin, BeginActivation, Desk, Final, Opening, targets_of
from workflows.engine.errors import OWN
from workflows.engine.models import Process, Record, Round, Task

if TYPE_CHECKING:
    from workflows.engine.record_page import History

__all__ = ["Desk", "Final", "Need", "Opening", "ProcessFlow", "targets_of"]

Need = Callable[[Sequence[Any]], dict[int, str]]
"""A condition in its bulk form: given records, a sentence for each key that does not meet it."""


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
    file_words: ClassVar[Callable[[Any], Mapping[str, str]] | None] = None
    """What a file shows that is cited for an item of this record, by the item's code; its page says it at the file."""
    file_kinds: ClassVar[Callable[[Any], Sequence[str]] | None] = None
    """The kinds of files that count for this record, by suffix; its page offers these and the door takes no other."""
    off_path: ClassVar[Callable[[Any], Collection[str]] | None] = None
    """Stages that are not on this record's way, told from the record; its page leaves them out."""
    copied: ClassVar[bool] = True
    """Whether a record may be sent to others to read (抄送, 传阅); never what names one person."""
    aside: ClassVar[Callable[[Any, Any], str] | None] = None
    """Why a person must stand aside from a record whatever his post (回避), told from both; empty: he need not."""
    forms: ClassVar[dict[str, type[Form]]] = {}
    """What a verb needs beyond an opinion, the record in its `initial`; the cleaned values go to its action by name."""

    # A class that is once declared never changes, so what every step asks of the graph is worked out once.
    @classmethod
    def is_shown_around(cls) -> bool:
        """Whether others than those who act on its records are told of them: by copies, and superiors when late."""
        return cls.copied and not cls.model.NAMED and bool(cls.model.UNIT_SEES)

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
    def way_forward(cls, state: str) -> Arrow | None:
        """What the holder of a state's desk decides forward; None where it goes on by other hands."""
        arrows = [arrow_of(item) for item in cls.transitions_from(state)]
        return next((arrow for arrow in arrows if arrow.waits and arrow.tone == "ok"), None)

    @classmethod
    @cache
    def rights_at(cls, desk: Desk) -> frozenset[str]:
        """The rights that somebody must hold for the record to leave this desk forward."""
        arrows = [arrow_of(item) for item in cls.transitions_from(desk.state)]
        forward = {a.right or desk.right for a in arrows if a.doer == Doer.HOLDER and not a.back and a.tone == "ok"}
        return frozenset(forward | {desk.right})

    @classmethod
    def rights_of(cls, task: Task) -> frozenset[str]:
        """The rights that somebody must hold to settle an open desk alone; who stands in for a unit needs no other."""
        return frozenset({task.right}) if task.right == Right.STAND_IN else cls.rights_at(task.flow_task)

    @classmethod
    @cache
    def bars_submitter(cls, desk: Desk) -> bool:
        """Whether the way forward from a desk is closed to whoever submitted the record."""
        arrows = [arrow_of(item) for item in cls.transitions_from(desk.state)]
        return any(a.own_forbidden and not a.back and a.tone == "ok" for a in arrows)

    @classmethod
    def why_aside(cls, record: Record, by: Actor) -> str:
        """Why the actor, or whoever he acts for, stands aside from a record; empty where neither must."""
        if cls.aside is None:
            return ""
        said = (cls.aside(record, each) for each in (by.user, by.principal) if each is not None)
        return next((why for why in said if why), "")

    @classmethod
    def why_called_off(cls, record: Record) -> str:
        """Why nobody acts on a record any more that ends with its round; what the public objected is answered still."""
        ends = record.round.status == Round.Status.CANCELLED and record.round.process_key == cls.key
        return f"批次“{record.round.title}”已取消，不能再办理。" if ends else ""

    @classmethod
    def why_closed(cls, record: Record, desk: Desk, by: Actor) -> str:
        """Why a desk is closed to an actor, who holds its right; empty where he may decide on it."""
        own = OWN if cls.bars_submitter(desk) and record.submitted_by(by) else ""
        return cls.why_called_off(record) or cls.why_aside(record, by) or own

    @classmethod
    def begin_activation(cls, process: Process) -> BeginActivation:
        """The activation that opens a new process's first desk."""
        task = Task(process=process, flow_task=cls.begin, token=Token("start"), status=STATUS.DONE)
        return BeginActivation(task)

    begin = Begin()
