"""Many rows written at once are those that single ones would be, on both databases."""

import pytest
from django.db import IntegrityError, transaction
from django.forms import model_to_dict
from django.utils import timezone

from tests.world import World
from workflows.engine.bulk import MANY, insert
from workflows.engine.models import AuditEntry, Counter, Seal

AWKWARD = ("制表\t换行\n反斜杠\\N", "", "“引号”与'单引号'", "\\.", '{}[],"')


def entries(number: int) -> list[AuditEntry]:
    at = timezone.now()
    return [
        AuditEntry(
            at=at, seq=n, verb="open", label="发起", actor_name="系统", hash=f"{n:064d}",
            comment=AWKWARD[n % 5], data={"text": AWKWARD[n % 5], "none": None},
        )
        for n in range(1_000_000, 1_000_000 + number)
    ]  # fmt: skip


@pytest.mark.parametrize("number", [1, MANY - 1, MANY, MANY + 1])
def test_rows_come_back_as_they_were_written(world: World, number: int) -> None:
    made = entries(number)
    insert(made)
    found = AuditEntry.objects.filter(seq__gte=1_000_000).order_by("seq")
    assert [model_to_dict(row) for row in found] == [model_to_dict(row) for row in made]
    assert [row.at for row in found] == [row.at for row in made]


def test_the_keys_are_set_and_not_given_out_again(world: World) -> None:
    made = entries(MANY)
    insert(made)
    later = AuditEntry.objects.create(at=timezone.now(), seq=2_000_000, verb="open", label="发起", hash="0" * 64)
    keys = [row.pk for row in [*made, later]]
    assert keys == sorted(set(keys))
    assert not any(row._state.adding for row in made)


def test_a_row_that_is_there_already_is_refused_and_none_of_them_is_written(world: World) -> None:
    Counter.objects.create(prefix="B50", year=2026)
    with pytest.raises(IntegrityError), transaction.atomic():
        insert([Counter(prefix=f"B{n}", year=2026) for n in range(MANY)])
    assert Counter.objects.filter(prefix__startswith="B").count() == 1


def test_nothing_is_nothing(world: World) -> None:
    insert([])
    assert Seal.objects.count() == 0
