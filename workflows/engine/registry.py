"""Which processes the product runs: read once from `PROCESSES`, asked by everything that must not know them by name."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from typing import Any

from django.conf import settings

from permissions.actor import Actor
from permissions.models import Appointment
from workflows.engine.approval_kind import APPROVAL
from workflows.engine.burden import Burden
from workflows.engine.documents import DocumentKind
from workflows.engine.flow import ProcessFlow
from workflows.engine.models import Objection, Publicity, Record, Round
from workflows.engine.offices import RoundOffice


@dataclass(frozen=True)
class FactKind:
    """A fact that a process publishes: its key, what it is in words, and whether it is told of units or of people.

    `read` turns what a person writes in a workbook of past years into value and words; it raises ValueError with a
    sentence when it cannot. Without it the fact cannot be brought along from the past.
    """

    key: str
    label: str
    of_person: bool = False
    read: Callable[[str], tuple[Any, str]] | None = None


@dataclass(frozen=True)
class EventKind:
    """Something that a process tells others to take up: its key, and what it is in words."""

    key: str
    label: str


@dataclass(frozen=True)
class MenuItem:
    """One line of the menu: the name of its address, its words and its icon."""

    url_name: str
    label: str
    icon: str


@dataclass(frozen=True)
class Alert:
    """Something that the workbench must tell: a sentence, and where to see to it."""

    text: str
    url_name: str
    label: str


@dataclass(frozen=True)
class Hit:
    """One thing that a search found: its name, its number, a few words more, its page and further pages about it."""

    title: str
    number: str
    note: str
    url: str = ""
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Hits:
    """What a search found of one kind; `more`: there is more than is shown."""

    label: str
    rows: list[Hit]
    more: bool = False


@dataclass(frozen=True)
class Publicised:
    """One line of a notice: the reporting unit, who it is, and in which words; it says no more than the notice must.

    `level`: stars to show beside the words; 0 for none. `decided_by`: the body below the holder of the round that
    decided it, where the holder only has it on file; `filed_with`: who has it on file beside the holder.
    """

    record: Record
    unit: str
    name: str
    level: int
    words: str
    decided_by: str = ""
    filed_with: tuple[str, ...] = ()


@dataclass(frozen=True)
class ProcessSpec:
    """One process: its flows (the record's first), its pages, the facts it publishes."""

    key: str
    label: str
    icon: str
    flows: tuple[type[ProcessFlow], ...]
    urls: str = ""
    booth: str = ""
    """The module of its addresses in the booth, where nobody is signed in."""
    facts: tuple[FactKind, ...] = ()
    events: tuple[EventKind, ...] = ()
    reads: tuple[str, ...] = ()
    """Facts of others that its rules go by."""
    takes: tuple[str, ...] = ()
    """Events that its own documents, as shipped, take up; whoever declares them."""
    due: tuple[Callable[[date], int], ...] = ()
    """Work that a day brings, one transaction a record; each returns how many records it moved."""
    agrees: tuple[Callable[[], Iterator[str]], ...] = ()
    """What must hold between its own rows: a sentence for each that does not."""
    recompute: tuple[Callable[[], Iterator[str]], ...] = ()
    """Its stored results computed again: a sentence for each that differs."""
    publicised: Callable[[Publicity], Sequence[Publicised]] | None = None
    """The lines of a public notice of its rounds, in the order of the notice."""
    publicised_as: tuple[str, str] = ("名称", "拟定结果")
    """What a notice calls the name and the words of its lines."""
    judged_anew: Callable[[Objection, Actor], None] | None = None
    """Sends the member that an upheld objection is about back to be judged anew; None where it is only struck off."""
    menu: Callable[[Sequence[Appointment]], Sequence[MenuItem]] | None = None
    """What the posts of a person add to the menu under 管理."""
    unit_pages: tuple[MenuItem, ...] = ()
    """Pages that it has about one unit; their addresses take the unit's key."""
    alerts: Callable[[Sequence[Appointment]], Sequence[Alert]] | None = None
    """What the workbench must tell whoever holds these posts; no statement for those whom nothing of it concerns."""
    office: RoundOffice | None = None
    """How it keeps its rounds; None where nobody runs them on pages."""
    documents: tuple[DocumentKind, ...] = ()
    """Documents that it makes from templates, which the office may replace."""
    burden: Callable[[Round], Burden] | None = None
    """What a round of it asks of each unit that takes part."""
    search: Callable[[Actor, str], Hits] | None = None
    """What the search finds of its own beside records: those the actor may see, with these words."""
    holds: tuple[tuple[str, str], ...] = ()
    """Words under which a form might ask for what the system holds already, each with where it stands."""


_specs: dict[str, ProcessSpec] = {}
_flows: dict[type[Record], type[ProcessFlow]] = {}


def load() -> None:
    """Import `<process>.flow` of each process and take its `PROCESS`."""
    from workflows.engine.objections import PROCESS as OBJECTIONS
    from workflows.engine.signing_flow import PROCESS as SIGNATURES

    for spec in (OBJECTIONS, SIGNATURES, *(import_module(f"{name}.flow").PROCESS for name in settings.PROCESSES)):
        _specs[spec.key] = spec
        for flow in spec.flows:
            _flows[flow.model] = flow


def specs() -> list[ProcessSpec]:
    """The processes that have pages of their own, in the order of the settings."""
    return [spec for spec in _specs.values() if spec.urls]


def businesses() -> list[ProcessSpec]:
    """The processes that records run through, for the menu."""
    return [spec for spec in specs() if spec.flows]


def menu(posts: Sequence[Appointment]) -> list[MenuItem]:
    """What these posts of one person add to the menu under 管理."""
    return [item for spec in specs() if spec.menu for item in spec.menu(posts)]


def alerts(posts: Sequence[Appointment]) -> list[Alert]:
    """What the workbench must tell whoever holds these posts."""
    return [alert for spec in every() if spec.alerts for alert in spec.alerts(posts)]


def every() -> list[ProcessSpec]:
    """All processes, those without pages of their own included."""
    return list(_specs.values())


def publicised(publicity: Publicity) -> Sequence[Publicised]:
    """The lines of a public notice; none for a round of a process that publicises nothing."""
    read = _specs[publicity.round.process_key].publicised
    return read(publicity) if read else ()


def judged_anew(round_: Round) -> Callable[[Objection, Actor], None] | None:
    """What sends a publicised member of this round back to be judged anew, where its process does that."""
    return _specs[round_.process_key].judged_anew


def titles_of(publicity: Publicity) -> tuple[str, str]:
    """What a notice calls the name and the words of its lines."""
    return _specs[publicity.round.process_key].publicised_as


def burden(round_: Round) -> Burden | None:
    """What a round asks of each unit; None where its process does not say."""
    read = _specs[round_.process_key].burden
    return read(round_) if read else None


def office(key: str) -> RoundOffice:
    """How a process keeps its rounds."""
    found = _specs[key].office
    if found is None:
        raise LookupError(f"{key} keeps no rounds")
    return found


def held() -> dict[str, str]:
    """Words for what the system holds already, and where it stands."""
    return dict(pair for spec in every() for pair in spec.holds)


def flows() -> list[type[ProcessFlow]]:
    """Every flow of every process."""
    return list(_flows.values())


def flow_of(model: type[Record]) -> type[ProcessFlow]:
    """The flow of a record's class."""
    return _flows[model]


def fact_kinds() -> dict[str, FactKind]:
    """All declared facts by key."""
    return {fact.key: fact for spec in _specs.values() for fact in spec.facts}


def event_kinds() -> dict[str, EventKind]:
    """All declared events by key."""
    return {event.key: event for spec in _specs.values() for event in spec.events}


def unit_pages() -> list[MenuItem]:
    """The pages that processes have about one unit."""
    return [item for spec in every() for item in spec.unit_pages]


def documents() -> dict[str, DocumentKind]:
    """All documents made from templates, by key."""
    return {kind.key: kind for kind in (APPROVAL, *(kind for spec in every() for kind in spec.documents))}
