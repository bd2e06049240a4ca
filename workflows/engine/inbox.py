"""One query for every list of work: 待办, 委托给我的, 已办, 我发起, 抄送, and the counts of the menu; all processes.

A desk is somebody's when a grant of his that is in force names its unit and its right, and the post it comes from is
not limited to other processes; a desk that has an owner, named or by 转办, is nobody else's. Finished tasks are never
read for it: the partial index `task_inbox` holds the open ones alone, and all that 待办 sorts, filters and counts by.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, LiteralString

from django.db import connection
from django.db.models import CharField, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value
from django.utils import timezone

from permissions import access
from permissions.models import Appointment, OrgClosure, User
from workflows.engine import calendar, copies
from workflows.engine.models import AuditEntry, Copy, Process, Task

PER_PAGE = 25
COUNTED = 1000
"""Counting stops here; more is shown as 999+."""
BY_DAY = (F("due_on").asc(nulls_last=True), F("pk").asc())
"""The order of 待办."""
SHOWN = ("process__unit", "unit", "sender__person", "owner__person")


@dataclass(frozen=True)
class Filters:
    """What a person narrows a list by; `unit` takes in what lies below it, `post` is an appointment's key.

    `whose`: desks that are his alone, or that others may act on too. `delegated`: what he may act on for somebody else.
    """

    kind: str = ""
    q: str = ""
    due: Literal["", "late", "soon"] = ""
    returned: bool = False
    unit: int | None = None
    post: int | None = None
    whose: Literal["", "mine", "free"] = ""
    delegated: bool = False
    unread: bool = False


@dataclass(frozen=True)
class Page:
    """Up to 25 tasks with process, units, sender and owner; `total` is exact below 1000.

    `copies`: of what was sent to the person to read, each one's copy, in the same order.
    """

    rows: list[Task]
    total: int
    number: int
    copies: Sequence[Copy] = ()

    @property
    def has_next(self) -> bool:
        """Whether there is a page after this one."""
        return self.total > self.number * PER_PAGE


@dataclass(frozen=True)
class Counts:
    """How many desks wait for a person, how many are late, how many of each process, how many are his alone.

    `unread`: copies (抄送, 传阅) that he has not read.
    """

    todo: int
    late: int
    by_kind: dict[str, int]
    mine: int = 0
    unread: int = 0


def todo(user: User, filters: Filters, page: int = 1) -> Page:
    """待办: what waits for the person, the nearest deadline first. Three statements, constant in finished tasks."""
    desks = _waiting(user, filters)
    if filters == Filters() and connection.vendor == "postgresql":
        return _rows(_probe(user, max(page, 1)), _count(desks), page)
    return _page(desks, BY_DAY, page)


def following(user: User, filters: Filters, task: Task) -> Task | None:
    """What comes in 待办 after a desk that was settled, in the same order; from its end on, what comes first.

    None when nothing is left. Two statements at most.
    """
    later = Q(due_on=task.due_on, pk__gt=task.pk)
    if task.due_on is not None:
        later |= Q(due_on__gt=task.due_on) | Q(due_on__isnull=True)
    rows = _waiting(user, filters).select_related("process").order_by(*BY_DAY)
    return rows.filter(later).first() or rows.first()


def done(user: User, filters: Filters, page: int = 1) -> Page:
    """已办: what the person settled, the latest first."""
    settled = Task.objects.filter(owner=user, finished__isnull=False)
    return _page(_narrow(settled, filters), (F("finished").desc(), F("pk").desc()), page)


def mine(user: User, filters: Filters, page: int = 1) -> Page:
    """我发起: the processes the person started or handed in, each by the desk it is on now or by its end.

    What a delegate handed in for him is his, too.
    """
    handed_in = Task.objects.filter(owner=user, finished__isnull=False, came_from__isnull=True).values("process")
    started = Process.objects.filter(starter=user).values("pk")
    last = Task.objects.filter(Q(finished__isnull=True) | Q(flow_task_type="END"))
    rows = last.filter(Q(process__in=handed_in) | Q(process__in=started) | Q(process__in=_handed_in_for(user)))
    return _page(_narrow(rows, filters), (F("process_id").desc(),), page)


def _handed_in_for(user: User) -> QuerySet[Any]:
    """The processes that a delegate handed in for the person: found among the desks that his delegates settled."""
    delegates = Appointment.every.filter(principal=user).values("user")
    his = AuditEntry.objects.filter(process=OuterRef("process"), task=OuterRef("pk"), appointment__principal=user)
    settled = Task.objects.filter(owner__in=delegates, finished__isnull=False, came_from__isnull=True)
    found: QuerySet[Any] = settled.filter(Exists(his)).values("process")
    return found


def copied(user: User, filters: Filters, page: int = 1) -> Page:
    """抄送我的: what was sent to the person to read, by the task it is on now or ended with, the latest first.

    Three statements.
    """
    found = _narrow_copies(copies.standing(user), filters).order_by("-arrived_at", "-pk")
    start = (max(page, 1) - 1) * PER_PAGE
    rows = list(found.select_related("circulation__sent_by__person")[start : start + PER_PAGE])
    last = Task.objects.filter(Q(finished__isnull=True) | Q(flow_task_type="END"))
    tasks = last.filter(process__in=[row.process_id for row in rows]).select_related(*SHOWN)
    now = {task.process_id: task for task in tasks}
    return Page([now[row.process_id] for row in rows], found.order_by()[:COUNTED].count(), max(page, 1), rows)


def _narrow_copies(rows: QuerySet[Copy], filters: Filters) -> QuerySet[Copy]:
    if filters.unread:
        rows = rows.filter(read_at__isnull=True)
    words = filters.q.strip()
    return rows.filter(_said(words, "circulation__sent_by")) if words else rows


def counts(user: User) -> Counts:
    """What the menu shows. One statement; what waits is read from the index alone."""
    late = Count("pk", filter=Q(due_on__lt=timezone.localdate()))
    mine = Count("pk", filter=Q(owner=user))
    desks = _desks(user, Filters()).order_by().values_list("kind").annotate(all=Count("pk"), late=late, mine=mine)
    rows = list(desks.union(_unread(user), all=True))
    by_kind = {kind: number for kind, number, _, _ in rows if kind}
    unread = sum(row[1] for row in rows if not row[0])
    return Counts(sum(by_kind.values()), sum(row[2] for row in rows), by_kind, sum(row[3] for row in rows), unread)


def _unread(user: User) -> QuerySet[Any]:
    """How many copies are unread, as one row more of the counts, which belongs to no process."""
    nothing = Value(0, output_field=IntegerField())
    rows = copies.standing(user).filter(read_at__isnull=True).order_by()
    kind = rows.annotate(no_kind=Value("", output_field=CharField())).values_list("no_kind")
    return kind.annotate(all=Count("pk"), late=nothing, mine=nothing)


def shown(number: int) -> str:
    """A count as people read it."""
    return str(number) if number < COUNTED else f"{COUNTED - 1}+"


def _desks(user: User, filters: Filters) -> QuerySet[Task]:
    """The open desks that are the person's."""
    mine = access.grants(user).filter(content_object=OuterRef("unit"), right=OuterRef("right"))
    if filters.post is not None:
        mine = mine.filter(appointment=filters.post)
    if filters.delegated:
        mine = mine.filter(principal__isnull=False)
    limits = mine.filter(Q(process="") | Q(process=OuterRef("kind")))
    # The first says nothing new, but lets PostgreSQL begin with the grants, one probe of the index for each.
    open_to_him = Q(owner__isnull=True) | Q(owner=user)
    desks: QuerySet[Task] = Task.objects.filter(open_to_him, Exists(mine), Exists(limits), finished__isnull=True)
    return desks


def _waiting(user: User, filters: Filters) -> QuerySet[Task]:
    desks = _narrow(_desks(user, filters), filters)
    return desks.filter(owner=user if filters.whose == "mine" else None) if filters.whose else desks


def _narrow(tasks: QuerySet[Task], filters: Filters) -> QuerySet[Task]:
    """Apply the filters that are set; the search stays within what the list holds."""
    if filters.kind:
        tasks = tasks.filter(kind=filters.kind)
    if filters.due:
        tasks = tasks.filter(_due(filters.due))
    if filters.returned:
        tasks = tasks.filter(returned=True)
    if filters.unit is not None:
        below = OrgClosure.objects.filter(ancestor=filters.unit).values("descendant")
        tasks = tasks.filter(process__unit__in=below)
    if words := filters.q.strip():
        tasks = tasks.filter(_said(words, "sender"))
    return tasks


def _said(words: str, sender: str) -> Q:
    """What a search finds: number, title, unit as it stands in the row or in full, and who sent it."""
    places = ("number", "title", "unit__name", "unit__short_name")
    found = Q(**{f"{sender}__person__name__icontains": words})
    for place in places:
        found |= Q(**{f"process__{place}__icontains": words})
    return found


def _due(which: str) -> Q:
    today = timezone.localdate()
    if which == "late":
        return Q(due_on__lt=today)
    return Q(due_on__range=(today, calendar.around(today).after(today, calendar.SOON)))


def _page(tasks: QuerySet[Task], order: tuple[Any, ...], number: int) -> Page:
    """Count, find the keys of one page, then read its rows by key."""
    start = (max(number, 1) - 1) * PER_PAGE
    keys = tasks.order_by(*order).values_list("pk", flat=True)[start : start + PER_PAGE]
    return _rows(list(keys), _count(tasks), number)


def _count(tasks: QuerySet[Task]) -> int:
    return tasks.order_by().values("pk")[:COUNTED].count()


def _rows(keys: list[int], total: int, number: int) -> Page:
    rows = Task.objects.select_related(*SHOWN).in_bulk(keys)
    return Page([rows[key] for key in keys], total, max(number, 1))


# The ORM cannot say LATERAL: from each grant only as many desks as the page could show, read off the index alone.
# With 100,000 desks of one's own that is a tenth of the work; otherwise the two ways cost the same.
PROBE: LiteralString = """
    SELECT desk.id
    FROM (SELECT DISTINCT unit_id, "right", process FROM permissions_grant
          WHERE user_id = %s AND starts_on <= %s AND (ends_on IS NULL OR ends_on >= %s)) mine
    CROSS JOIN LATERAL (SELECT id, due_on FROM engine_task
                        WHERE unit_id = mine.unit_id AND "right" = mine."right" AND finished IS NULL
                          AND mine.process IN ('', kind) AND (owner_id IS NULL OR owner_id = %s)
                        ORDER BY due_on, id LIMIT %s) desk
    GROUP BY desk.id, desk.due_on
    ORDER BY desk.due_on, desk.id
    LIMIT %s OFFSET %s
"""


def _probe(user: User, number: int) -> list[int]:
    """The keys of a page of 待办 without filters."""
    today = timezone.localdate()
    with connection.cursor() as cursor:
        cursor.execute(PROBE, [user.pk, today, today, user.pk, number * PER_PAGE, PER_PAGE, (number - 1) * PER_PAGE])
        return [key for (key,) in cursor.fetchall()]
