"""Which copies of records somebody may read by now, and to whom a record was sent to read. Reads only."""

from django.db.models import Prefetch, Q, QuerySet

from permissions import access
from permissions.models import User
from workflows.engine.models import Circulation, Copy

ARRIVED = Q(arrived_at__isnull=False, recalled_at__isnull=True)


def standing(user: User) -> QuerySet[Copy]:
    """The copies by which a person reads records now: arrived, not taken back, and a post held there still."""
    found: QuerySet[Copy] = Copy.objects.filter(ARRIVED, access.unit_seen(user), reader=user)
    return found


def of_record(process: int) -> list[Circulation]:
    """The sendings of a record with everybody's copy. Two statements."""
    copies = Copy.objects.select_related("reader__person", "post__unit").order_by("position")
    rows = Circulation.objects.filter(process=process).select_related("sent_by__person", "post__unit")
    return list(rows.prefetch_related(Prefetch("copies", copies)).order_by("-pk"))
