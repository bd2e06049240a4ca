"""What the inbox page shows: boxes, filters, rows with their lights. All processes together."""

from typing import Any

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone

from permissions import access
from permissions.models import Appointment, User
from permissions.roles import Right
from workflows.engine import agreeing, calendar, inbox, inbox_address, registry
from workflows.engine.inbox_address import TO_DO
from workflows.engine.models import AuditEntry, Copy, Task

BOXES = {
    "todo": ("待办", inbox.todo),
    "delegated": ("委托给我的", inbox.todo),
    "done": ("已办", inbox.done),
    "mine": ("我发起的", inbox.mine),
    "copies": ("抄送我的", inbox.copied),
}

ORDERS = {"done": "按办理时间排序", "mine": "按发起先后排序", "copies": "按送达先后排序"}


def context(request: HttpRequest) -> dict[str, Any]:
    """Everything the inbox page shows; the box and the filters are in the address."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101 - login_required stands in front
    boxes = _boxes(request)
    box = request.GET.get("box", "todo")
    box = box if box in boxes else "todo"
    filters = inbox_address.filters_of(request.GET)
    counts = inbox.counts(user)
    found = BOXES[box][1](user, filters, _page_number(request.GET))
    rows = _rows(request, box, found)
    if box in TO_DO:
        rows = _marked(request, found.rows, rows, inbox_address.kept(request.GET, box))
    return {
        "box": box,
        "boxes": [_box(key, BOXES[key][0], box, counts) for key in boxes],
        "to_do": box in TO_DO,
        "picks": box in (*TO_DO, "done"),
        "kept": inbox_address.kept(request.GET, box),
        "mine": inbox.shown(counts.mine) if counts.mine else "",
        "kinds": _kinds(request.GET, filters.kind, counts) if box == "todo" else [],
        "filters": filters,
        "rows": rows,
        "page": _pager(request.GET, found, box),
        "alerts": registry.alerts(request.posts),  # type: ignore[attr-defined]
    }


def _rows(request: HttpRequest, box: str, found: inbox.Page) -> list[dict[str, Any]]:
    if box == "copies":
        return [_copied(task, copy) for task, copy in zip(found.rows, found.copies, strict=True)]
    return _done(found.rows) if box == "done" else _waiting(request, found.rows)


def _copied(task: Task, copy: Copy) -> dict[str, Any]:
    """A row of 抄送我的: who sent it how and when, whether it was read, and where the record is now."""
    made = copy.circulation
    sent = {"how": made.get_kind_display(), "sender": str(made.sent_by), "words": made.words, "at": copy.arrived_at}
    return _row(task) | sent | {"stage": stage(task), "read_at": copy.read_at, "asks": made.asks}


def _boxes(request: HttpRequest) -> list[str]:
    """The boxes of a person: 委托给我的 only while somebody delegates to him."""
    posts = request.posts  # type: ignore[attr-defined]
    return [key for key in BOXES if key != "delegated" or any(post.giver_id for post in posts)]


def _marked(request: HttpRequest, tasks: list[Task], rows: list[dict[str, Any]], kept: str) -> list[dict[str, Any]]:
    """Rows of what waits: what is unread, what is the person's alone, why it is not agreed to with others.

    Two more statements. `kept`: the box and the filters, which the address of a record remembers.
    """
    user, posts = request.user, request.posts  # type: ignore[attr-defined]
    items = agreeing.survey(user, posts, tasks)  # type: ignore[arg-type]
    return [
        row
        | {"task": task.pk, "unread": item.unread, "alone": task.owner_id == user.pk}
        | {"hold": item.why, "url": f"{row['url']}?{kept}"}
        for task, row, item in zip(tasks, rows, items, strict=True)
    ]


def _page_number(query: QueryDict) -> int:
    given = query.get("page", "1")
    return max(1, int(given)) if given.isascii() and given.isdecimal() and len(given) < 6 else 1


def _box(key: str, label: str, current: str, counts: inbox.Counts) -> dict[str, Any]:
    number = {"todo": counts.todo, "copies": counts.unread}.get(key, 0)
    count = inbox.shown(number) if number else ""
    return {"label": label, "count": count, "hot": key == "todo", "url": f"?box={key}", "current": key == current}


def _kinds(query: QueryDict, current: str, counts: inbox.Counts) -> list[dict[str, Any]]:
    rows = [_kind(query, "", "全部", counts.todo, current)]
    for spec in registry.every():
        if spec.key in counts.by_kind or spec.key == current:
            rows.append(_kind(query, spec.key, spec.label, counts.by_kind.get(spec.key, 0), current))
    return rows


def _kind(query: QueryDict, key: str, label: str, count: int, current: str) -> dict[str, Any]:
    return {"label": label, "count": inbox.shown(count), "url": _url(query, kind=key), "current": key == current}


def _url(query: QueryDict, **changed: str) -> str:
    given = query.copy()
    given.pop("page", None)
    for name, value in changed.items():
        given[name] = value
    return f"?{given.urlencode()}"


def _pager(query: QueryDict, found: inbox.Page, box: str) -> dict[str, Any]:
    order = ORDERS.get(box, "按办理时限排序")
    return {
        "total_text": f"共{inbox.shown(found.total)}项，每页{inbox.PER_PAGE}项，{order}",
        "number": found.number,
        "previous_url": _url(query, page=str(found.number - 1)) if found.number > 1 else "",
        "next_url": _url(query, page=str(found.number + 1)) if found.has_next else "",
    }


def _row(task: Task) -> dict[str, Any]:
    process = task.process
    return {
        "title": process.title,
        "url": reverse("record", args=[process.number]),
        "kind": task.flow_task.flow_class.short,
        "number": process.number,
        "unit": process.unit.short_name,
        "stage": stage(task),
        "returned": task.returned,
        "mark": "代填" if task.right == Right.STAND_IN else "",
    }


def stage(task: Task) -> str:
    """The stage of a task in the office's words."""
    labels: dict[str, str] = task.flow_task.flow_class.labels()
    return labels[task.flow_task.state]


def _waiting(request: HttpRequest, tasks: list[Task]) -> list[dict[str, Any]]:
    """Rows of 待办 and 我发起: what stage, since when, until when, and in which of several posts."""
    days = calendar.around(timezone.localdate())
    posts = request.posts  # type: ignore[attr-defined]
    several = posts if len(posts) > 1 else []
    return [
        _row(task)
        | _lit(task, days)
        | {"sender": str(task.sender or ""), "arrived": task.created, "post": _post(task, several)}
        for task in tasks
    ]


def _post(task: Task, posts: list[Appointment]) -> str:
    """In which of several posts a desk is the person's: an own one, else that of whom he acts for."""
    able = (post for post in posts if post.unit_id == task.unit_id and access.brings(post, task.right, task.kind))
    return str(next(able, ""))


def _lit(task: Task, days: calendar.WorkCalendar) -> dict[str, Any]:
    light = calendar.light(days, task.due_on, timezone.localdate()) if task.right else None
    return {"due_on": task.due_on, "level": light.level, "left": light.text} if light else {}


def _done(tasks: list[Task]) -> list[dict[str, Any]]:
    """Rows of 已办: what the person did and when, for whom, and where the record is now. Two more statements."""
    last = Task.objects.filter(process__in=[task.process_id for task in tasks]).order_by("pk")
    now = {item.process_id: item for item in last.only("process_id", "flow_task", "finished")}
    for_whom = _for_whom(tasks)
    return [
        _row(task)
        | {"task": task.pk, "verb": _did(task), "acted_at": task.finished, "stage": stage(now[task.process_id])}
        | {"principal": for_whom.get(task.pk, "")}
        for task in tasks
    ]


def _for_whom(tasks: list[Task]) -> dict[int | None, str]:
    """For whom these desks were settled by delegation, by desk."""
    entries = AuditEntry.objects.filter(process__in=[task.process_id for task in tasks])
    entries = entries.filter(task__in=[task.pk for task in tasks], appointment__principal__isnull=False)
    rows = entries.select_related("appointment__principal__person").defer("data")
    return {entry.task_id: str(entry.appointment.principal) for entry in rows if entry.appointment}


def _did(task: Task) -> str:
    arrow = task.flow_task.flow_class.arrow(task.flow_task.state, task.verb)
    return arrow.done if arrow else ""
