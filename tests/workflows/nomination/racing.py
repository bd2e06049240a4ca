"""Two people at one record at once: what both saw, what either may do, and the rows put back between tries."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.apps import apps
from django.db import connection, transaction

from tests.workflows.engine.steps import all_is_well
from tests.workflows.engine.test_races import Elsewhere, race
from tests.workflows.nomination.cast import Cast
from tests.workflows.nomination.places import UNIT
from workflows.engine.models import Objection, Quota, Record, Round
from workflows.engine.transitions import Seen, seen_of
from workflows.nomination import actions
from workflows.nomination.models import AwardDocument, Consultation, ConsultationLine, Revocation

WHY = {"comment": "按会议意见办理。"}
PLACES = "unit:places.member"


@dataclass
class Look:
    """What one person has on the screen: the records as they are now, and what may be checked of them later.

    `document`: the number of the document, empty where there is none.
    """

    cast: Cast
    records: dict[str, Any] = field(default_factory=dict)
    document: str = ""
    seen: dict[str, Seen] = field(default_factory=dict)


Verb = Callable[[Look], Any]
Verbs = dict[str, Verb]


def look(cast: Cast) -> Look:
    """Look at 张三's nomination and all that hangs together with it."""
    found: dict[str, Any] = {
        "nomination": cast.nomination("张三"),
        "list": cast.list_in(UNIT),
        "consultation": Consultation.objects.select_related("unit", "round", "process").last(),
        "line": ConsultationLine.objects.last(),
        "revocation": Revocation.objects.select_related("unit", "round", "process").last(),
        "objection": Objection.objects.select_related("unit", "round", "process").last(),
        "document": AwardDocument.objects.select_related("round__unit").last(),
        "round": Round.objects.select_related("unit").latest("pk"),
        "quota": Quota.objects.filter(unit=cast.units[UNIT], key=PLACES).last(),
    }
    document = found["document"].number if found["document"] else ""
    return Look(cast, found, document, {name: seen_of(row) for name, row in found.items() if isinstance(row, Record)})


def on(what: str, verb: str, who: str, *others: str, **more: Any) -> Verb:
    """A verb on one of the records, of others beside it, as that person saw it."""

    def act(seen: Look) -> Any:
        rows = [seen.records[name] for name in (what, *others)]
        return getattr(actions, verb)(*rows, by=getattr(seen.cast, who), seen=seen.seen[what], **more)

    return act


def of_round(verb: str, who: str, *given: Any, of: str = "round", **more: Any) -> Verb:
    """A verb that is not about what was seen of a record."""

    def act(seen: Look) -> Any:
        return getattr(actions, verb)(seen.records[of], *given, by=getattr(seen.cast, who), **more)

    return act


class Kept:
    """The rows of the process as they stood, to be put back in one go: far quicker than to play the way there again."""

    def __init__(self, process: str = "nomination") -> None:
        used = [*apps.get_app_config(process).get_models(), *apps.get_app_config("engine").get_models()]
        self.tables = [model._meta.db_table for model in used] + ["django_tasks_database_dbtaskresult"]
        self._run("CREATE TEMP TABLE kept_{0} AS TABLE {0}")

    def put_back(self) -> None:
        """Forget all that came of the last try."""
        self._run("DELETE FROM {0}; INSERT INTO {0} TABLE kept_{0}")

    def forget(self) -> None:
        """Drop the copies."""
        self._run("DROP TABLE kept_{0}")

    def _run(self, statement: str) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("; ".join(statement.format(table) for table in self.tables))


def answers(
    cast: Cast, elsewhere: Elsewhere, verbs: Verbs, pairs: Iterable[tuple[str, str]]
) -> dict[str, BaseException | None]:
    """What the second of each pair was answered; both looked before either acted, and the rows agree after each."""
    kept, found = Kept(), {}
    for first, second in pairs:
        kept.put_back()
        one, other = look(cast), look(cast)
        name = f"{first}, then {second}"
        found[name] = race(elsewhere, partial(verbs[first], one), partial(verbs[second], other))
        assert all_is_well(), name
    kept.forget()
    return found
