"""What check_consistency finds on live rows that somebody changed behind the doors."""

from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from tests.workflows.engine.steps import list_at, open_desk, rating_at
from tests.world import World
from workflows.engine import consistency
from workflows.engine.models import AuditEntry, Process, Task
from workflows.star_rating.flow import RatingFlow
from workflows.star_rating.models import Rating
from workflows.star_rating.states import ListState as L
from workflows.star_rating.states import RatingState as S


def set_column(rating: Rating, column: str, value: str | int | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE star_rating_rating SET {column} = %s WHERE id = %s", [value, rating.pk])  # noqa: S608


Change = Callable[[World, Rating], object]
PLANTED: list[tuple[str, Change]] = [
    ("待办不在事项所处的环节。", lambda w, r: set_column(r, "state", "listed")),
    ("流程的办结状态与事项不符。", lambda w, r: set_column(r, "state", "rejected")),
    ("应有1个待办，现有0个。", lambda w, r: Task.objects.filter(pk=open_desk(r).pk).update(finished=timezone.now())),
    (
        "待办不在事项所处的环节。",
        lambda w, r: Task.objects.filter(pk=open_desk(r).pk).update(flow_task=RatingFlow.verifying),
    ),
    (
        "待办要求的权限是“decide”，应为“review”。",
        lambda w, r: Task.objects.filter(pk=open_desk(r).pk).update(right="decide"),
    ),
    ("待办没有办理单位。", lambda w, r: Task.objects.filter(pk=open_desk(r).pk).update(unit=None)),
    (
        "流程的办结状态与事项不符。",
        lambda w, r: Process.objects.filter(pk=r.process_id).update(finished=timezone.now()),
    ),
    ("应有4条办理记录，现有3条。", lambda w, r: set_column(r, "audit_seq", 4)),
    ("最后一条办理记录不是事项所记的那一条。", lambda w, r: set_column(r, "audit_head", "0" * 64)),
    (
        "应有3条办理记录，现有2条。",
        lambda w, r: AuditEntry.objects.filter(process=r.process_id, seq=2).delete(),
    ),
]


@pytest.mark.parametrize(("sentence", "change"), PLANTED)
def test_a_change_behind_the_doors_is_found_and_named(world: World, sentence: str, change: Change) -> None:
    rating = rating_at(world, S.SCORING)

    change(world, rating)

    found = list(consistency.disagreements())
    assert any(line.startswith(rating.process.number) and line.endswith(sentence) for line in found), found


def test_a_process_without_its_record_is_found(world: World) -> None:
    rating = world.rating("甲五支部")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM star_rating_rating WHERE id = %s", [rating.pk])

    assert list(consistency.disagreements()) == [f"{rating.process.number}：流程没有对应的事项。"]


def test_a_member_that_is_not_where_its_list_is_is_found(world: World) -> None:
    submission = list_at(world, L.VERIFYING)
    rating = world.rating("甲一支部")
    set_column(rating, "state", "deciding")

    found = list(consistency.disagreements())
    assert f"{rating.process.number}与所在的{submission.process.number}不在同一环节。" in found


def test_a_member_outside_any_list_and_the_place_it_holds_are_found(world: World) -> None:
    rating = rating_at(world, S.VERIFYING)
    set_column(rating, "submission_id", None)

    found = list(consistency.disagreements())
    assert any("不属于任何呈报批" in line for line in found)


def test_the_command_says_so_and_fails(world: World) -> None:
    call_command("check_consistency", verbosity=0)
    set_column(world.rating("甲一支部"), "audit_seq", 9)

    with pytest.raises(CommandError, match="有1处不一致"):
        call_command("check_consistency")
