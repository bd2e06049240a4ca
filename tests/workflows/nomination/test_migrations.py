"""Rounds open when tables came to be frozen keep for whom theirs was: slow, and a landed migration never changes."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests.workflows.nomination.award_rounds import drafted, fresh, start, work
from tests.workflows.nomination.cast import Cast, make_cast
from tests.workflows.nomination.places import OTHER, UNIT, categories
from workflows.engine.models import Round
from workflows.nomination import actions
from workflows.nomination.models import PlaceTable
from workflows.nomination.queries.allocation import Table, frozen_per, seen_of
from workflows.nomination.rules import Per

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.soak]
DIRECT = "丙办党支部"


def to_latest() -> None:
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


@pytest.fixture
def cast(transactional_db: None) -> Iterator[Cast]:
    """Return the cast; the tables are brought up to date again whatever happens."""
    yield make_cast()
    to_latest()


def begun(cast: Cast, title: str, units: list[str], places: dict[str, int]) -> Round:
    """A round for these units, whose table gives them so many places; none where it has no table."""
    more = {"categories": categories(member={"per_unit": 1}), "materials": []}
    round_ = drafted(cast, more=more, title=title, scope=[cast.units[name].pk for name in units])
    cells = {(cast.units[name].pk, "member"): number for name, number in places.items()}
    if cells:
        actions.allocation_save(round_, cells, by=cast.clerk, seen=seen_of(Table.of(round_).stored()))
    return round_


def opened(cast: Cast, title: str, units: list[str], places: dict[str, int]) -> Round:
    round_ = begun(cast, title, units, places)
    start(cast, round_)
    work()
    return fresh(round_)


def test_a_round_that_was_open_keeps_for_whom_its_table_is(cast: Cast) -> None:
    branches = opened(cast, "按支部", [DIRECT], {DIRECT: 2})
    units = opened(cast, "按单位", [UNIT, OTHER], {UNIT: 2, OTHER: 1})
    by_rule = opened(cast, "没有分配表", [UNIT, OTHER], {})
    prepared = begun(cast, "没有启动", [UNIT, OTHER], {UNIT: 1, OTHER: 1})
    MigrationExecutor(connection).migrate([("nomination", "0002_contests")])
    PlaceTable.objects.all().delete()
    to_latest()

    found = [frozen_per(each) for each in (branches, units, by_rule, prepared)]
    assert found == [Per.BRANCH, Per.UNIT, None, None]
    assert PlaceTable.objects.count() == 2
