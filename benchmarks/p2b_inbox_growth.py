"""P2b: the first page of 待办 at 10,000 and at 1,000,000 tasks; the reader has 500 open desks in both."""

from django.conf import settings
from django.db import connections

from benchmarks.measure import Figure, in_turn, ms
from benchmarks.million import LAPS, fill
from benchmarks.organisation import appoint, person, units
from permissions.models import User
from permissions.roles import Role, UnitKind
from workflows.engine import inbox

TARGET = "≤ 1.3 × the time"
OWN = 500
SMALL, LARGE = 10_000, 1_000_000


def run() -> Figure:
    """Read the page in a small database and in its grown copy, in turn."""
    reader = person("growth-reader")
    own, *others = units(UnitKind.ORG_COMMITTEE, 300, None)
    appoint(reader, Role.OC_STAFF, [own])
    fill([own.pk], OWN * LAPS)
    fill([other.pk for other in others], SMALL - OWN * LAPS)
    _copy_to("small")
    fill([other.pk for other in others], LARGE - SMALL)
    small, large = in_turn([(lambda: _read(reader, "small"), lambda: _read(reader, "large"))] * 40, skip=5)
    words = f"{ms(small)} at {SMALL:,} tasks, {ms(large)} at {LARGE:,}"
    return Figure(large / small, TARGET, large / small <= 1.3, words)


def _copy_to(alias: str) -> None:
    """Keep the database as it is now under another alias."""
    large = connections["default"]
    name = f"{large.settings_dict['NAME']}_{alias}"
    large.close()
    with large._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{large.settings_dict["NAME"]}"')
    settings.DATABASES[alias] = {**large.settings_dict, "NAME": name}
    connections.settings[alias] = settings.DATABASES[alias]
    connections["large"] = large


def _read(reader: User, alias: str) -> None:
    """Read the page from one of the two databases: the default one is exchanged for it."""
    connections["default"] = connections[alias]
    page = inbox.todo(reader, inbox.Filters())
    assert (len(page.rows), page.total) == (inbox.PER_PAGE, OWN)
    connections["default"] = connections["large"]
