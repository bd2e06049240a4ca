"""The door for pages: which records a person may see, and one of them by its number; all else is 404."""

from collections.abc import Collection
from typing import Any, TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse

from permissions import access
from permissions.models import GrantQuerySet, User
from workflows.engine import copies
from workflows.engine.flow import ProcessFlow
from workflows.engine.models import Process, Record, Signature, Task
from workflows.engine.registry import flow_of

R = TypeVar("R", bound=Record)


def visible(rows: QuerySet[R], user: User) -> QuerySet[R]:
    """Of records of one kind, those the person may see.

    They are those of units the person is appointed to and of all below, those in which such a unit takes part, and
    those that have been on a desk of such a unit: a former superior keeps what it acted on. Records hidden from the
    unit they concern say UNIT_SEES = False; only those who may act on such a desk see them. Those hidden from it until
    a condition holds are seen by the round's host before. What belongs to a record is seen with it, and the person
    whom it is about sees it. Those that name somebody, only he, as long as he holds a post there; else whoever is
    asked to sign, or signed, sees it as well. A post limited to other processes shows nothing.
    """
    key = flow_of(rows.model).key
    own = access.grants_in(user, key).filter(content_object=OuterRef("unit"))
    if named := rows.model.NAMED:
        return rows.filter(access.unit_seen(user, process=key), **{named: user})
    if not (since := rows.model.UNIT_SEES):
        return rows.filter(Q(Exists(_desks(own.filter(right=OuterRef("right"))))) | signs(user))
    sees = Q(access.unit_seen(user, process=key))
    if subject := rows.model.SUBJECT:
        sees |= Q(**{f"{subject}__user": user})
    if rows.model.TAKE_PART:
        sees |= Q(Exists(_parts(rows.model).filter(access.unit_seen(user, process=key))))
    if rows.model.SEEN_WITH:
        sees |= Q(Exists(visible(_belonging(rows.model), user)))
    if isinstance(since, Q):
        sees = sees & since | Q(access.unit_seen(user, "round__unit", key))
    return rows.filter(sees | Q(Exists(_desks(own))) | signs(user))


def signs(user: User) -> Q:
    """A condition on records: the person was asked to sign, is not let go again, and holds a post there still."""
    asked = Signature.objects.filter(signing__process=OuterRef("process"), signer=user)
    held = access.unit_seen(user, process=flow_of(Signature).key)
    return Q(Exists(asked.exclude(state=Signature.State.CANCELLED).filter(held)))


def _parts(model: type[Record]) -> QuerySet[Any]:
    """The rows of those who take part in the outer record."""
    related: Any = model._meta.get_field(model.TAKE_PART)
    found: QuerySet[Any] = related.related_model._default_manager.filter(**{related.field.name: OuterRef("pk")})
    return found


def _belonging(model: type[Record]) -> QuerySet[Any]:
    """The record that the outer one belongs to."""
    to: Any = model._meta.get_field(model.SEEN_WITH)
    found: QuerySet[Any] = to.related_model._default_manager.filter(pk=OuterRef(model.SEEN_WITH))
    return found


def _desks(own: GrantQuerySet) -> QuerySet[Task]:
    """The desks that the outer record has been on and that one of these grants fits."""
    found: QuerySet[Task] = Task.objects.filter(Exists(own), process=OuterRef("process"))
    return found


def copied(rows: QuerySet[R], user: User) -> QuerySet[R]:
    """Of records of one kind, those of which the person was given a copy that stands; see `copies.standing`.

    What is kept from its unit for a while is in this time kept from who has a copy, too.
    """
    since = rows.model.UNIT_SEES
    open_rows = rows.filter(since) if isinstance(since, Q) else rows
    return open_rows.filter(Exists(copies.standing(user).filter(process=OuterRef("process"))))


def find(request: HttpRequest, number: str) -> tuple[type[ProcessFlow], Any]:
    """The flow and the record of a number, if the person may see it. Raises Http404. Two statements."""
    flow, record, by_copy = find_to_read(request, number)
    if by_copy:
        raise Http404
    return flow, record


def find_to_read(request: HttpRequest, number: str) -> tuple[type[ProcessFlow], Any, bool]:
    """As `find`, also for who has a copy of the record, which the last value says: it opens this one page to him.

    Only pages that show the record itself and change nothing by themselves ask so. A third statement for a copy.
    """
    process = Process.objects.filter(number=number).first()
    if process is None or process.flow_class is None or not isinstance(request.user, User):
        raise Http404
    flow: type[ProcessFlow] = process.flow_class
    rows = flow.model._default_manager.select_related("unit", "round").filter(process=process)
    own = visible(rows, request.user).first()
    record = own or copied(rows, request.user).first()
    if record is None:
        raise Http404
    record.process = process
    return flow, record, own is None


def records_of(request: HttpRequest, processes: Collection[Process]) -> dict[int, Any]:
    """The records of these processes that the person may see, by process. One statement for each kind."""
    kinds: dict[type[ProcessFlow], dict[int, Process]] = {}
    for process in processes:
        kinds.setdefault(process.flow_class, {})[process.pk] = process
    found: dict[int, Any] = {}
    for flow, wanted in kinds.items():
        rows = flow.model._default_manager.select_related("unit", "round").filter(process__in=wanted)
        for record in visible(rows, request.user):  # type: ignore[arg-type]
            record.process = wanted[record.process_id]
            found[record.process_id] = record
    return found


def supervises(user: User) -> bool:
    """Whether the person looks after the whole: 督办 on the 工委. One statement."""
    return bool(access.grants_in(user).filter(right="supervise").exists())


def key_of(text: str) -> int:
    """The key of a row as a form sends it; 0, which no row has, when it cannot be one."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else 0


def notice_link(publicity: int, label: str = "公示页面") -> dict[str, str]:
    """A way from a record to the public notice that lists it, where it is read and objected to."""
    return {"label": label, "url": reverse("publicity", args=[publicity])}
