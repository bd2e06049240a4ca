"""会签 with every other verb at every deciding desk: one truth, no lost desk, nothing stuck, the trail whole."""

import logging
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
import time_machine

from tests.workflows.engine.combinations import Row, short, table
from tests.workflows.engine.combining import try_rows, undone
from tests.workflows.engine.reached_desks import REACH, deciding_desks
from tests.workflows.engine.signing import ask
from tests.workflows.engine.steps import UNIT
from tests.world import World, make_world
from workflows.engine.errors import Refused
from workflows.engine.flow import Desk, ProcessFlow
from workflows.engine.models import Signing
from workflows.star_rating.models import StarChange

log = logging.getLogger(__name__)
TABLE = table()
MONDAY = datetime.fromisoformat("2026-11-23T09:00:00+08:00")


@pytest.fixture
def clock() -> Iterator[Any]:
    """Stop the clock on a Monday morning; it goes on when shifted."""
    with time_machine.travel(MONDAY, tick=False) as stopped:
        yield stopped


@pytest.fixture
def world(clock: Any, db: None) -> World:
    """Return the cast."""
    return make_world()


def outcomes(world: World, clock: Any, rows: list[Row]) -> Counter[str]:
    """Try rows desk by desk; how many came to what."""
    found: Counter[str] = Counter()
    stuck: list[str] = []
    for flow, desk in deciding_desks():
        name = f"{flow.__name__} {desk.state}"
        clock.move_to(MONDAY)
        with undone():
            record = brought_to(world, clock, flow, desk)
            for came, wrong in try_rows(record, [row for row in rows if row.desk == name]):
                found[came] += 1
                stuck += [wrong] if wrong else []
    assert stuck == []
    return found


def brought_to(world: World, clock: Any, flow: type[ProcessFlow], desk: Desk) -> Any:
    """The record on a desk to which most has happened, that of 甲局 where it is the same."""
    REACH[f"{flow.__name__} {desk.state}"](world, clock)
    model: Any = flow.model
    rows = model.objects.select_related("unit", "round", "process").filter(state=desk.state)
    return max(rows, key=lambda record: (record.audit_seq, record.unit.short_name == UNIT, record.pk))


def test_every_deciding_desk_of_the_registry_is_in_the_table() -> None:
    assert sorted(REACH) == sorted(f"{flow.__name__} {desk.state}" for flow, desk in deciding_desks())


@pytest.mark.once
def test_every_two_factors_meet_and_the_record_goes_the_way_it_should(world: World, clock: Any) -> None:
    rows = short(TABLE)
    found = outcomes(world, clock, rows)
    log.info("%s of %s combinations at %s desks: %s", len(rows), len(TABLE), len(REACH), dict(found))

    assert {pair for row in TABLE for pair in row.pairs()} == {pair for row in rows for pair in row.pairs()}
    assert found.total() == len(rows)
    assert found["waits"] > 0
    assert found["moved"] > 0


@pytest.mark.soak
def test_every_combination_goes_the_way_it_should(world: World, clock: Any) -> None:
    found = outcomes(world, clock, TABLE)
    log.info("%s combinations at %s desks: %s", len(TABLE), len(REACH), dict(found))

    assert found.total() == len(TABLE)


def test_what_the_holder_may_not_do_he_cannot_choose_before(world: World, clock: Any) -> None:
    """撤销 of a 星级变更 is the department's, who proposed it; the leader decides."""
    REACH["StarChangeFlow deciding"](world, clock)

    with pytest.raises(Refused, match="不能等会签以后自动办理"):
        ask(world, StarChange.objects.get(), "leader", "deputy", verb="drop", comment="不再提请。")
    assert not Signing.objects.exists()
