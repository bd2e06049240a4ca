"""What is frozen before the first slip is drawn."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.appraisal.boxes import FROZEN, GRADES, OPENS
from workflows.appraisal.ballots import verify
from workflows.appraisal.ballots.frozen import Item, frozen_of, mistakes


def test_what_is_frozen_reads_back_from_its_json() -> None:
    written = verify.canonical(FROZEN.document())

    assert frozen_of(json.loads(written)) == FROZEN
    assert verify.digest(json.loads(written)) == FROZEN.digest


@pytest.mark.parametrize(
    "change",
    [
        {"meeting": "PY-2026-0002"},
        {"title": "第二党支部2025年度民主评议"},
        {"roll": 11},
        {"minimum": 4},
        {"opens": OPENS - timedelta(minutes=1)},
        {"groups": ("党员", "群众")},
        {"items": FROZEN.items[::-1]},
        {"items": (replace(FROZEN.items[0], options=GRADES[::-1]), *FROZEN.items[1:])},
    ],
)
def test_whatever_changes_gives_another_hash(change: dict[str, Any]) -> None:
    assert replace(FROZEN, **change).digest != FROZEN.digest


def test_a_sound_meeting_has_no_mistakes() -> None:
    assert mistakes(FROZEN) == []


def test_the_time_is_over_once_it_is_past() -> None:
    yesterday = datetime.now(UTC) - timedelta(days=1)

    assert [replace(FROZEN, closes=when).over for when in (yesterday, yesterday + timedelta(days=2))] == [True, False]


@pytest.mark.parametrize(
    ("change", "sentences"),
    [
        ({"minimum": 2}, ["最低人数2人太少：少于3人的，请用纸质投票。"]),
        ({"roll": 2}, ["应到2人，少于最低人数5人，请用纸质投票。"]),
        ({"closes": OPENS}, ["投票截止时间不晚于开始时间，请改正。"]),
        ({"groups": ("党员", "党员")}, ["票类没有填写，或者有同名的，请改正。"]),
        ({"items": ()}, ["没有测评项目，请至少设一项。"]),
        ({"items": (FROZEN.items[0], FROZEN.items[0])}, ["有两个测评项目的标识相同，请改正。"]),
        ({"items": (Item("a", "班子", ("好",)),)}, ["第1项“班子”的选项应为2至256个，互不相同。"]),
        ({"items": (Item("a", "班子", ("好", "好")),)}, ["第1项“班子”的选项应为2至256个，互不相同。"]),
    ],
)
def test_a_mistake_is_said_as_a_sentence(change: dict[str, Any], sentences: list[str]) -> None:
    assert mistakes(replace(FROZEN, **change)) == sentences
