"""What was sealed stays as it was sealed: more ways to forge a trail, each found with the record's number."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import Field
from django.utils import timezone

from tests.workflows.engine.steps import BRANCH, all_is_well, do, rating_at
from tests.world import World
from workflows.engine import audit, due
from workflows.engine.models import AuditEntry, Notice, Process, Seal, Task
from workflows.star_rating import actions
from workflows.star_rating.models import Rating
from workflows.star_rating.states import RatingState as S

WHY = {"comment": "请补充材料。"}


@pytest.fixture
def rating(world: World) -> Rating:
    """Return a rating with a trail of three entries, sealed; all the others of the round are sealed beside it."""
    made = rating_at(world, S.SCORING)
    assert audit.seal() is not None
    return made


def entries(rating: Rating) -> Any:
    return AuditEntry.objects.filter(process=rating.process_id).order_by("seq")


def sql(statement: str, *values: str | int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def set_head(rating: Rating, seq: int) -> None:
    """Make the record believe that its trail ends with this entry."""
    end = entries(rating).filter(seq=seq).first()
    head = end.hash if end else ""
    sql("UPDATE star_rating_rating SET audit_seq = %s, audit_head = %s WHERE id = %s", seq, head, rating.pk)


def another(field: "Field[Any, Any]", value: Any, rating: Rating) -> Any:
    """A value that a forger might put in the place of this one."""
    if field.is_relation:
        return field.related_model._default_manager.exclude(pk=value).order_by("-pk")[0].pk  # type: ignore[union-attr]
    kind = field.get_internal_type()
    if kind == "DateTimeField":
        return value + timedelta(microseconds=1)
    if kind == "JSONField":
        return value | {"tier": 9}
    return value + 90 if isinstance(value, int) else f"{value}。"[-field.max_length :] if field.max_length else "同意。"


COLUMNS = [field for field in AuditEntry._meta.concrete_fields if not field.primary_key]


@pytest.mark.parametrize("field", COLUMNS, ids=lambda field: field.name)
def test_no_column_of_an_entry_can_be_changed_unseen(rating: Rating, field: "Field[Any, Any]") -> None:
    entry = entries(rating).get(seq=2)
    other = another(field, getattr(entry, field.attname), rating)
    number = entry.process.number
    assert other != getattr(entry, field.attname)

    entries(rating).filter(seq=2).update(**{field.attname: other})

    assert any(sentence.startswith(number) for sentence in audit.verify())


def test_an_entry_written_over_by_hand_is_found(rating: Rating) -> None:
    sql("UPDATE engine_auditentry SET comment = %s WHERE process_id = %s AND seq = 1", "同意。", rating.process_id)

    (sentence,) = audit.verify()
    assert sentence.startswith(f"{rating.process.number}第1条记录与链不符")


def test_a_removed_beginning_is_found(rating: Rating) -> None:
    entries(rating).filter(seq=1).delete()

    (sentence,) = audit.verify()
    assert sentence.startswith(f"{rating.process.number}第2条记录与链不符")


def test_an_entry_put_in_between_is_found(rating: Rating) -> None:
    first, last = entries(rating).get(seq=1), entries(rating).get(seq=3)
    entries(rating).filter(seq__gte=2).delete()
    first.pk, first.seq, first.prev_hash, first.comment = None, 2, first.hash, "补记"
    first.save()
    last.pk, last.seq = None, 4
    last.save()

    assert next(audit.verify()).startswith(f"{rating.process.number}第2条记录与链不符")


def test_a_trail_that_is_gone_is_found_even_when_the_head_was_set_back(rating: Rating) -> None:
    entries(rating).delete()
    set_head(rating, 0)

    assert list(audit.verify()) == [f"{rating.process.number}的记录被截断：封存时有3条，现只有0条。"]


def test_a_record_that_is_gone_with_all_its_rows_is_found(rating: Rating) -> None:
    for model in (AuditEntry, Notice, Task):
        model.objects.filter(process=rating.process_id)._raw_delete("default")
    rating.delete()
    Process.objects.filter(pk=rating.process_id).delete()

    assert list(audit.verify()) == [f"已不存在的流程{rating.process_id}的记录被截断：封存时有3条，现只有0条。"]


def test_a_cut_end_stays_found_when_the_record_went_on_and_was_sealed_again(world: World, rating: Rating) -> None:
    entries(rating).filter(seq=3).delete()
    set_head(rating, 2)
    do(actions.send_back, world, rating, "staff", to=S.SELF_ASSESSING, **WHY)
    do(actions.submit, world, rating, "secretary")
    audit.seal()

    assert list(audit.verify()) == [f"{rating.process.number}第3条记录与封存时不同。"]


def test_a_cut_end_is_named_for_its_own_record_alone(world: World, rating: Rating) -> None:
    other = rating_at(world, S.SCORING, "甲二支部")
    audit.seal()
    for cut in (rating, other):
        entries(cut).filter(seq=3).delete()
        set_head(cut, 2)

    found = list(audit.verify())
    assert found == [f"{cut.process.number}的记录被截断：封存时有3条，现只有2条。" for cut in (rating, other)]


@pytest.mark.parametrize(
    ("column", "value"),
    [("at", timezone.now()), ("heads", []), ("prev_hash", "0" * 64), ("hash", "0" * 64), ("seq", 7)],
)
def test_no_column_of_a_seal_can_be_changed_unseen(rating: Rating, column: str, value: object) -> None:
    Seal.objects.update(**{column: value})

    assert list(audit.verify()) == [f"第{7 if column == 'seq' else 1}次封存与链不符。"]


def sealed_twice(world: World) -> list[dict[str, Any]]:
    """Have a second seal made; returns what the export holds then."""
    rating_at(world, S.SCORING, "甲二支部")
    audit.seal()
    return [{"seq": seal.seq, "hash": seal.hash} for seal in Seal.objects.order_by("seq")]


def test_a_removed_last_seal_is_shown_by_the_exported_ones(world: World, rating: Rating) -> None:
    exported = sealed_twice(world)
    Seal.objects.filter(seq=2).delete()

    assert list(audit.verify()) == []
    assert list(audit.verify(exported)) == ["导出的第2次封存在库中不存在或已被改动。"]


def test_a_removed_first_seal_is_found_without_the_exported_ones(world: World, rating: Rating) -> None:
    sealed_twice(world)
    Seal.objects.filter(seq=1).delete()

    assert list(audit.verify()) == ["第2次封存与链不符。"]


def test_what_is_whole_agrees_with_the_exported_seals(world: World, rating: Rating) -> None:
    exported = sealed_twice(world)

    assert list(audit.verify(exported)) == []
    assert all_is_well()


def test_each_run_of_the_day_seals_what_is_new(world: World) -> None:
    rating_at(world, S.SCORING)
    due.run()
    heads = [len(seal.heads) for seal in Seal.objects.all()]
    due.run()
    do(actions.reject, world, world.rating(BRANCH), "staff", **WHY)
    due.run()

    assert heads == [Process.objects.count()]
    assert [len(seal.heads) for seal in Seal.objects.order_by("seq")] == [*heads, 1]
    assert all_is_well()
