"""The trail: whatever is done to it behind the program's back is found, with the number of the record."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from tests.workflows.engine.steps import rating_at
from tests.world import World
from workflows.engine import audit, consistency
from workflows.engine.models import AuditEntry, Seal
from workflows.star_rating.models import Rating
from workflows.star_rating.states import RatingState as S


@pytest.fixture
def rating(world: World) -> Rating:
    """Return a rating with a trail of three entries, sealed."""
    made = rating_at(world, S.SCORING)
    assert audit.seal() is not None
    return made


def entries(rating: Rating) -> Any:
    return AuditEntry.objects.filter(process=rating.process_id).order_by("seq")


def number(rating: Rating) -> str:
    return rating.process.number


def test_an_untouched_trail_is_whole(rating: Rating) -> None:
    assert list(audit.verify()) == []


@pytest.mark.parametrize(
    ("column", "value"),
    [("comment", "同意"), ("actor_name", "别人"), ("post", "别处"), ("at", timezone.now()), ("data", {}), ("lap", 2)],
)
def test_an_edited_entry_is_found(rating: Rating, column: str, value: object) -> None:
    entries(rating).filter(seq=2).update(**{column: value})

    (sentence,) = audit.verify()
    assert sentence.startswith(f"{number(rating)}第2条记录与链不符")


def test_a_cut_entry_is_found(rating: Rating) -> None:
    entries(rating).filter(seq=2).delete()

    assert next(audit.verify()).startswith(f"{number(rating)}第3条记录与链不符")


def test_reordered_entries_are_found(rating: Rating) -> None:
    second, third = entries(rating).filter(seq__gte=2)
    entries(rating).filter(pk=second.pk).update(seq=9)
    entries(rating).filter(pk=third.pk).update(seq=2)
    entries(rating).filter(pk=second.pk).update(seq=3)

    assert next(audit.verify()).startswith(f"{number(rating)}第2条记录与链不符")


def test_an_inserted_entry_is_found(rating: Rating) -> None:
    last = entries(rating).last()
    last.pk, last.seq, last.prev_hash, last.comment = None, 4, last.hash, "补记"
    last.save()

    (sentence,) = audit.verify()
    assert sentence.startswith(f"{number(rating)}第4条记录与链不符")


def test_a_cut_end_is_found_even_when_the_head_was_set_back(rating: Rating) -> None:
    entries(rating).filter(seq=3).delete()
    end = entries(rating).last()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE star_rating_rating SET audit_seq = 2, audit_head = %s, state = %s WHERE id = %s",
            [end.hash, end.target, rating.pk],
        )

    (sentence,) = audit.verify()
    assert sentence == f"{number(rating)}的记录被截断：封存时有3条，现只有2条。"


def test_a_cut_end_is_found_without_a_seal_when_the_head_was_left(world: World) -> None:
    rating = rating_at(world, S.SCORING)
    entries(rating).filter(seq=3).delete()

    assert any(line.startswith(number(rating)) for line in consistency.disagreements())


def test_a_chain_written_anew_with_another_key_is_found(rating: Rating, settings: Any) -> None:
    settings.AUDIT_KEY = b"somebody else's key, long enough"
    link = ""
    for entry in entries(rating):
        value = audit.digest(entry.content(), link)
        entries(rating).filter(pk=entry.pk).update(prev_hash=link, hash=value)
        link = value
    settings.AUDIT_KEY = b"tests-only-" + b"zyxwvutsrqponmlkjihgfedcba9876543210"

    assert next(audit.verify()).startswith(f"{number(rating)}第1条记录与链不符")


def test_an_edited_seal_is_found(rating: Rating) -> None:
    Seal.objects.update(heads=[])

    assert list(audit.verify()) == ["第1次封存与链不符。"]


def test_nothing_new_is_not_sealed(rating: Rating) -> None:
    assert audit.seal() is None


def test_a_seal_holds_only_what_grew(rating: Rating, world: World) -> None:
    other = rating_at(world, S.SCORING, "甲二支部")

    made = audit.seal()

    assert made is not None
    assert [head[0] for head in made.heads] == [other.process_id]
    assert list(audit.verify()) == []


def exported(folder: Path) -> Path:
    """What the seals' export would hold now."""
    file = folder / "seals.jsonl"
    lines = [json.dumps({"seq": seal.seq, "hash": seal.hash}) for seal in Seal.objects.order_by("seq")]
    file.write_text("\n".join(lines) + "\n")
    return file


def test_removed_seals_are_shown_by_the_exported_ones(rating: Rating, tmp_path: Path) -> None:
    file = exported(tmp_path)
    Seal.objects.all().delete()
    entries(rating).filter(seq=3).delete()

    out = StringIO()
    call_command("verify_audit", stdout=out)
    with pytest.raises(CommandError, match="有1处不符"):
        call_command("verify_audit", f"--seals={file}", stdout=out)

    assert out.getvalue().splitlines() == ["办理记录完整，没有改动。", "导出的第1次封存在库中不存在或已被改动。"]


@pytest.mark.django_db(transaction=True)
def test_a_seal_is_exported_when_it_is_written(shared_world: World, settings: Any, tmp_path: Path) -> None:
    settings.SEALS_ROOT = tmp_path
    made = audit.seal()

    assert made is not None
    assert json.loads((tmp_path / "seals.jsonl").read_text()) == {"seq": 1, "hash": made.hash}
