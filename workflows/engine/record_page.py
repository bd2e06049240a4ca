"""What the generic record page shows: steps, timeline, materials, deadline. Reads only, in constant statements."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone

from permissions.roles import Right
from workflows.engine import calendar, circulating, circulation_section, copies, desk_card, remarks, signing_section
from workflows.engine.arrows import Arrow, Doer
from workflows.engine.decisions import brings_verbs, decision, standing_aside, withdrawal
from workflows.engine.flow import Desk, ProcessFlow
from workflows.engine.models import AuditEntry, Circulation, Citation, Look, Record, Signature, Signing, Task
from workflows.engine.writing import ASK, COPY, NOTES, SIGN

TONES = {"ok": "green", "back": "yellow", "no": "red"}
LINES = {"ok": "agreed", "back": "returned", "no": "refused"}
SAID = {"会签不同意": "no", "会签未获同意": "no", "会签不表态": "back", "会签后未能自动办理": "back"}
"""How notes of 会签 are coloured that are no plain agreement."""


class History:
    """A record's tasks and audit entries, read once for the whole page. Two statements.

    `looked`: whether this user (a key) has opened it on its open desk, as it now is.
    """

    def __init__(self, record: Record, user: int | None = None) -> None:
        self.process = record.process_id
        self.number = record.process.number
        looks = Look.objects.filter(task=OuterRef("pk"), user=user, version=record.version)
        tasks = Task.objects.filter(process=record.process_id).annotate(looked=Exists(looks)).order_by("pk")
        self.tasks: list[Task] = list(tasks.select_related("unit", "owner__person", "sender__person"))
        self.entries: list[AuditEntry] = list(
            AuditEntry.objects.filter(process=record.process_id).select_related("appointment").order_by("seq")
        )
        self.open: Task | None = next((task for task in self.tasks if task.finished is None), None)
        self.looked = bool(getattr(self.open, "looked", False))

    @cached_property
    def citations(self) -> list[Citation]:
        """The files that the record cites, by item. One statement, read once."""
        rows = Citation.objects.filter(process=self.process).select_related("attachment__uploaded_by__person")
        return list(rows.order_by("pk"))

    @cached_property
    def signings(self) -> list[Signing]:
        """Whom the holders of its desks asked to sign. Two statements; none where nobody was asked."""
        if all(entry.verb != ASK for entry in self.entries):
            return []
        asked = Signature.objects.select_related("signer__person", "post__unit", "process").order_by("pk")
        rows = Signing.objects.filter(process=self.process).select_related("asked_by__person", "post__unit", "process")
        return list(rows.prefetch_related(Prefetch("signatures", asked)).order_by("pk"))

    @cached_property
    def circulations(self) -> list[Circulation]:
        """To whom it was sent to read. Two statements; none where it was sent to nobody."""
        return copies.of_record(self.process) if any(entry.verb == COPY for entry in self.entries) else []

    @property
    def signing(self) -> Signing | None:
        """The request that closes the way forward from the open desk."""
        return next((made for made in self.signings if made.status in Signing.CLOSES and self._is_open(made)), None)

    def _is_open(self, made: Signing) -> bool:
        return self.open is not None and made.task_id == self.open.pk

    def waits_with(self, arrow: Arrow) -> bool:
        """Whether a verb waits for others to sign."""
        return arrow.waits and self.signing is not None

    def last_of(self, state: str) -> Task | None:
        """The last stay on the desk of a state."""
        stays = [task for task in self.tasks if getattr(task.flow_task, "state", "") == state]
        return stays[-1] if stays else None

    def last_step(self) -> AuditEntry | None:
        """The last entry that a person made."""
        steps = (entry for entry in reversed(self.entries) if entry.actor_id is not None and entry.verb not in NOTES)
        return next(steps, None)

    def seen(self, record: Record) -> str:
        """The open desk and the version that this page shows."""
        return f"{self.open.pk if self.open else 0}.{record.version}"


def context(flow: type[ProcessFlow], record: Any, request: HttpRequest, **more: Any) -> dict[str, Any]:
    """Everything the record page and its process's template show. `more` wins: a refused form comes back this way."""
    history = History(record, request.user.pk)
    if not history.looked and brings_verbs(flow, record, history, request):
        desk_card.look(history.open, request.user, record.version)  # type: ignore[arg-type]
    if history.circulations:
        circulating.opened(record, request.user.pk)  # type: ignore[arg-type]
    given = flow.details(record, history, request) if flow.details else {}
    found = {
        "flow": flow,
        "record": record,
        "heading": record.title(),
        "number": record.process.number,
        "subline": record.unit.name,
        "state_label": record.get_state_display(),
        "state_tone": state_tone(flow, record),
        "lap": record.lap,
        "due": due(history),
        "steps": steps(flow, record, history),
        "timeline": timeline(flow, history),
        "returned": last_return(history),
        "materials": materials(history, flow.file_words(record) if flow.file_words else {}),
        "file_kinds": flow.file_kinds(record) if flow.file_kinds else (),
        "decision": decision(flow, record, history, request),
        "aside": standing_aside(flow, record, history, request),
        "withdraw": withdrawal(flow, record, history, request),
        "whose": desk_card.card(flow, record, history.open, history.seen(record), request),
        "seen": history.seen(record),
        "chart_url": reverse("chart", args=[record.process.number]),
        "remark_url": remarks.url(flow, record, history, request),
        **signing_section.context(flow, record, history, request),
        **circulation_section.context(flow, record, history, request),
    }
    return found | given | more


def state_tone(flow: type[ProcessFlow], record: Any) -> str:
    """The chip's colour: in progress blue, closed green, refused red; the words say which."""
    if isinstance(flow.node_of(record.state), Desk):
        return "blue"
    last = [item for item in flow.transitions() if item.target == record.state]
    return TONES[last[-1].custom["arrow"].tone] if last else "green"


def due(history: History) -> dict[str, Any] | None:
    """The light of the open desk's last day; nothing for a desk that waits for its list."""
    if history.open is None or history.open.due_on is None or not history.open.right:
        return None
    today = timezone.localdate()
    light = calendar.light(calendar.around(today), history.open.due_on, today)
    return {"level": light.level, "text": light.text, "on": history.open.due_on} if light else None


def steps(flow: type[ProcessFlow], record: Any, history: History) -> list[dict[str, Any]]:
    """The stages in order with who acted and when; a stage passed over says why."""
    passed = {entry.source: entry.comment for entry in history.entries if entry.verb == "pass_on"}
    final = not isinstance(flow.node_of(record.state), Desk)
    now = flow.order(record.state)
    labels = flow.labels()
    left_out = flow.off_path(record) if flow.off_path else ()
    rows = []
    for index, desk in enumerate(flow.desks()):
        stay = history.last_of(desk.state)
        if stay is None and desk.state in left_out:
            continue
        row = {"title": labels[desk.state], "who": "", "when": "", "note": "", "state": "todo"}
        if desk.state == record.state:
            row |= {"state": "now", "who": _alone(history.open), "when": _arrived(history.open)}
        elif desk.state in passed and (stay is None or stay.finished is None):
            row |= {"state": "skipped", "note": passed[desk.state]}
        elif stay is not None and stay.finished:
            back = index > now and not final
            row |= {"state": "back" if back else "done", "who": _acted(stay, history), "when": _moment(stay.finished)}
        rows.append(row)
    return rows


def _alone(task: Task | None) -> str:
    if task is None or task.unit is None or not (task.unattended or task.right == Right.STAND_IN):
        return ""
    return "暂无人可办" if task.unattended else f"由{task.unit.short_name}代填"


def _arrived(task: Task | None) -> str:
    if task is None:
        return ""
    return f"{timezone.localtime(task.created):%m-%d}到达"


def _acted(task: Task, history: History) -> str:
    """Who settled a desk, as the trail names him: 李四 代 张三."""
    if task.owner is None:
        return "系统"
    entry = next((entry for entry in history.entries if entry.task_id == task.pk), None)
    name = entry.actor_name if entry and entry.actor_id == task.owner_id else str(task.owner)
    return f"{name}（代填）" if task.right == Right.STAND_IN else name


def _moment(at: Any) -> str:
    return f"{timezone.localtime(at):%m-%d %H:%M}"


def timeline(flow: type[ProcessFlow], history: History) -> list[dict[str, Any]]:
    """Opinions from the trail, newest first, and on top whoever the record waits for."""
    labels = flow.labels()
    rows = [_line(flow, entry, labels) for entry in reversed(history.entries)]
    if history.open is not None and history.open.right:
        stage = labels[history.open.flow_task.state]
        act = "代填" if history.open.right == Right.STAND_IN else "办理"
        who = "暂无人可办" if history.open.unattended else f"等待{history.open.owner or history.open.unit}{act}"
        if history.signing is not None and history.signing.status == Signing.Status.OPEN:
            who = "等待会签"
        rows.insert(0, {"tone": "waiting", "stage": stage, "actor": who, "at": history.open.created})
    return rows


def _line(flow: type[ProcessFlow], entry: AuditEntry, labels: dict[str, str]) -> dict[str, Any]:
    arrow = flow.arrow(entry.source, entry.verb) if entry.source else None
    tone = arrow.tone if arrow else SAID.get(entry.label, "ok")
    plain = entry.verb in NOTES and entry.verb != SIGN
    system = entry.actor_id is None or plain or (arrow is not None and arrow.doer == Doer.SYSTEM)
    return {
        "tone": "system" if system else LINES[tone],
        "stage": labels.get(entry.source, "发起") if entry.source else "发起",
        "actor": entry.actor_name,
        "post": entry.post,
        "label": entry.label,
        "chip_tone": "line" if system else TONES[tone],
        "at": entry.at,
        "comment": entry.comment,
    }


def materials(history: History, words: Mapping[str, str]) -> list[dict[str, Any]]:
    """The files that the record cites, each once with what it is cited for; `words` says so by the code of the item."""
    found: dict[int, dict[str, Any]] = {}
    for row in history.citations:
        file = row.attachment
        shown = found.setdefault(
            file.pk,
            {
                "name": file.name,
                "url": reverse("attachment", args=[file.pk]),
                "size": filesizeformat(file.size),
                "by": str(file.uploaded_by),
                "at": file.uploaded_at,
                "shows": [],
            },
        )
        shown["shows"] += [words[row.code]] if row.code in words else []
    return list(found.values())


def last_return(history: History) -> AuditEntry | None:
    """Why the record is back on its open desk: the entry that sent it back; None when it came by another way."""
    if history.open is None or not history.open.returned:
        return None
    return next((entry for entry in reversed(history.entries) if entry.verb in ("send_back", "pull")), None)
