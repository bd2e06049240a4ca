"""The door for pages: which records a person may see, and one of them by its number; all else is 404."""

from typing import Any, TypeVar

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest

from permissions import access
from permissions.models import GrantQuerySet, User
from workflows.engine.flow import ProcessFlow
from workflows.engine.models import Process, Record, Task
from workflows.engine.registry import flow_of

R = TypeVar("R", bound=Record)


def visible(rows: QuerySet[R], user: User) -> QuerySet[R]:
    """Of records of one kind, those the person may see.

    They are those of units the person is appointed to and of all below, and those that have been on a desk of such a
    unit: a former superior keeps what it acted on. Records hidden from the unit they concern say UNIT_SEES = False;
    only those who may act on such a desk see them; those that name somebody, only he, as long as he holds a post there.
    A post limited to other processes shows nothing.
    """
    key = flow_of(rows.model).key
    own = access.grants_in(user, key).filter(content_object=OuterRef("unit"))
    if named := rows.model.NAMED:
        return rows.filter(access.unit_seen(user, process=key), **{named: user})
    if not rows.model.UNIT_SEES:
        return rows.filter(Exists(_desks(own.filter(right=OuterRef("right")))))
    return rows.filter(access.unit_seen(user, process=key) | Exists(_desks(own)))


def _desks(own: GrantQuerySet) -> QuerySet[Task]:
    """The desks that the outer record has been on and that one of these grants fits."""
    found: QuerySet[Task] = Task.objects.filter(Exists(own), process=OuterRef("process"))
    return found


def find(request: HttpRequest, number: str) -> tuple[type[ProcessFlow], Any]:
    """The flow and the record of a number, if the person may see it. Raises Http404. Two statements."""
    process = Process.objects.filter(number=number).first()
    if process is None or process.flow_class is None or not isinstance(request.user, User):
        raise Http404
    flow: type[ProcessFlow] = process.flow_class
    rows = flow.model._default_manager.select_related("unit", "round").filter(process=process)
    record = visible(rows, request.user).first()
    if record is None:
        raise Http404
    record.process = process
    return flow, record


def supervises(user: User) -> bool:
    """Whether the person looks after the whole: 督办 on the 工委. One statement."""
    return bool(access.grants_in(user).filter(right="supervise").exists())


def key_of(text: str) -> int:
    """The key of a row as a form sends it; 0, which no row has, when it cannot be one."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else 0
