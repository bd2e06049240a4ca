"""Many tasks, written by SQL alone: ours and Viewflow's the same number, spread over the same units and people."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from guardian.models import UserObjectPermission

from benchmarks.plain.models import Place
from permissions.models import User

LAPS = 10
"""Tasks of each process: nine finished, one open."""

PROCESSES = """
    INSERT INTO engine_process (flow_class, status, created, number, title, unit_id)
    SELECT 'star_rating/flow.RatingFlow', 'NEW', now(), 'M-' || (%(first)s + n), '第' || n || '件',
           (%(units)s::bigint[])[1 + n %% cardinality(%(units)s::bigint[])]
    FROM generate_series(1, %(number)s) n
    RETURNING id
"""
TASKS = """
    INSERT INTO engine_task (flow_task, flow_task_type, status, created, finished, token, process_id, unit_id,
                             "right", kind, due_on, returned, unattended, verb)
    SELECT 'star_rating/flow.RatingFlow.scoring', 'HUMAN', CASE WHEN lap < %(laps)s THEN 'DONE' ELSE 'NEW' END, now(),
           CASE WHEN lap < %(laps)s THEN now() END, 'start', p.id, p.unit_id,
           'review', 'star_rating', current_date + (p.id %% 60)::int - 30, false, false, ''
    FROM engine_process p, generate_series(1, %(laps)s) lap
    WHERE p.number LIKE 'M-%%' AND p.id > %(after)s
"""
PLAIN_PROCESSES = """
    INSERT INTO viewflow_process (flow_class, status, created, data)
    SELECT 'plain/flows.PlainFlow', 'NEW', now(), '{}' FROM generate_series(1, %(number)s)
"""
PLAIN_TASKS = """
    INSERT INTO viewflow_task (flow_task, flow_task_type, status, created, finished, token, process_id, data,
                               owner_permission, owner_permission_content_type_id, owner_permission_obj_pk)
    SELECT 'plain/flows.PlainFlow.score', 'HUMAN', CASE WHEN lap < %(laps)s THEN 'DONE' ELSE 'NEW' END, now(),
           CASE WHEN lap < %(laps)s THEN now() END, 'start', p.id, '{}',
           'plain.review', %(type)s, (%(places)s::bigint[])[1 + p.id %% cardinality(%(places)s::bigint[])]
    FROM viewflow_process p, generate_series(1, %(laps)s) lap
    WHERE p.flow_class = 'plain/flows.PlainFlow'
"""


def fill(units: Sequence[int], tasks: int) -> None:
    """Write so many of our tasks, one in ten of them open, spread evenly over units."""
    number = tasks // LAPS
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), coalesce(max(id), 0) FROM engine_process")
        first, after = cursor.fetchone()
        cursor.execute(PROCESSES, {"number": number, "units": list(units), "first": first})
        cursor.execute("VACUUM ANALYZE engine_process")  # or foreign keys are checked as in a small table
        cursor.execute(TASKS, {"laps": LAPS, "after": after})
        cursor.execute("VACUUM ANALYZE engine_task")


def fill_plain(user: User, places: int, tasks: int) -> None:
    """Write as many of Viewflow's, and guardian's generic rows that let the person see them."""
    made = Place.objects.bulk_create(Place(name=f"第{n}单位") for n in range(places))
    content_type = ContentType.objects.get_for_model(Place)
    permission = Permission.objects.get(content_type=content_type, codename="review")
    UserObjectPermission.objects.bulk_create(
        UserObjectPermission(user=user, permission=permission, content_type=content_type, object_pk=str(place.pk))
        for place in made
    )
    user.user_permissions.add(Permission.objects.get(content_type__app_label="viewflow", codename="view_process"))
    given: dict[str, Any] = {"number": tasks // LAPS, "laps": LAPS, "type": content_type.pk}
    with connection.cursor() as cursor:
        cursor.execute(PLAIN_PROCESSES, given)
        cursor.execute("VACUUM ANALYZE viewflow_process")
        cursor.execute(PLAIN_TASKS, given | {"places": [place.pk for place in made]})
        cursor.execute("VACUUM ANALYZE viewflow_task")
