"""Tests of the ledger: one chain, sealed and proven like those of records."""

import pytest

from permissions.models import OrgUnit
from tests.world import World
from workflows.engine import audit, ledger
from workflows.engine.models import AuditEntry

pytestmark = pytest.mark.django_db


def rename(unit: OrgUnit, old: str, new: str) -> ledger.Change:
    """A change as an action makes it."""
    return ledger.Change("unit_edit", "修改组织", ledger.subject_of(unit), unit.name, fields={"简称": [old, new]})


@pytest.fixture
def renamed(world: World) -> list[AuditEntry]:
    """Return three entries of two units, sealed."""
    first, second = world.units["甲一支部"], world.units["甲二支部"]
    made = ledger.enter([rename(first, "甲一", "甲壹"), rename(second, "甲二", "甲贰")], by=world.clerk)
    made += ledger.enter([rename(first, "甲壹", "甲一")], by=world.clerk)
    audit.seal()
    return made


def test_changes_form_one_chain_in_order(renamed: list[AuditEntry]) -> None:
    assert [entry.seq for entry in renamed] == [1, 2, 3]
    assert [entry.prev_hash for entry in renamed] == ["", renamed[0].hash, renamed[1].hash]
    assert list(audit.verify()) == []


def test_an_entry_says_who_did_it_in_which_post_and_what_differs(world: World, renamed: list[AuditEntry]) -> None:
    entry = renamed[0]

    assert (entry.actor_name, entry.post, entry.label) == ("郑思远", "工委 组织部经办人", "修改组织")
    assert entry.data == {"name": "中共甲一支部", "fields": {"简称": ["甲一", "甲壹"]}}


def test_what_was_done_to_one_row_is_found_the_latest_first(world: World, renamed: list[AuditEntry]) -> None:
    assert [entry.seq for entry in ledger.of(world.units["甲一支部"])] == [3, 1]


def test_an_edited_entry_is_named(renamed: list[AuditEntry]) -> None:
    AuditEntry.objects.filter(pk=renamed[1].pk).update(actor_name="别人")

    assert [sentence[:14] for sentence in audit.verify()] == ["组织人员变动第2条记录与链不"]


def test_a_changed_subject_is_named(world: World, renamed: list[AuditEntry]) -> None:
    AuditEntry.objects.filter(pk=renamed[1].pk).update(subject=ledger.subject_of(world.units["甲一支部"]))

    assert [sentence[:14] for sentence in audit.verify()] == ["组织人员变动第2条记录与链不"]


def test_an_end_that_was_cut_off_after_the_seal_is_named(renamed: list[AuditEntry]) -> None:
    AuditEntry.objects.filter(pk=renamed[2].pk).delete()

    assert list(audit.verify()) == ["组织人员变动的记录被截断：封存时有3条，现只有2条。"]
