"""P2: the first page of 待办 with its total, rights on 300 units, a million tasks of which 100,000 are open.

Against Viewflow's own queue over equal rows with guardian's generic permissions, which is all it can read. Ours joins
unit and sender to each row; Viewflow's rows carry the process alone.
"""

from viewflow.workflow.models import Task

from benchmarks.measure import Figure, in_turn, ms, statements
from benchmarks.million import fill, fill_plain
from benchmarks.organisation import appoint, person, units
from benchmarks.plain.flows import PlainFlow
from permissions.models import User
from permissions.roles import Role, UnitKind
from workflows.engine import inbox

TARGET = "≤ 4 statements, ≤ 0.06 × the time"
UNITS = 300
TASKS = 1_000_000


def run() -> Figure:
    """Read both pages in turn."""
    reader = person("inbox-reader")
    places = units(UnitKind.ORG_COMMITTEE, UNITS, None)
    appoint(reader, Role.OC_STAFF, places)
    fill([place.pk for place in places], TASKS)
    fill_plain(reader, UNITS, TASKS)

    def ours() -> None:
        page = inbox.todo(reader, inbox.Filters())
        assert len(page.rows) == inbox.PER_PAGE, len(page.rows)

    def theirs() -> None:
        queue = Task.objects.queue([PlainFlow], User.objects.get(pk=reader.pk))
        assert queue.count() >= TASKS // 10, queue.count()
        assert len(queue[: inbox.PER_PAGE]) == inbox.PER_PAGE

    number, their_number = statements(ours), statements(theirs)
    mine, plain = in_turn([(ours, theirs)] * 12)
    words = f"{number} statements in {ms(mine)}; Viewflow {their_number} in {ms(plain)}"
    return Figure(mine / plain, TARGET, number <= 4 and mine / plain <= 0.06, words)
