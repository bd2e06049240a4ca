"""What follows when lights come again, and the letters that follow each other."""

from datetime import date
from decimal import Decimal

import pytest

from tests.workflows.rectification.rules.samples import ENVIRONMENT, FEEDBACK, INSPECTION, PROTECTION, SUPERVISION
from workflows.rectification.rules import (
    Draft,
    LetterKind,
    Part,
    Programme,
    Rung,
    lacks_in_letter,
    letter_number,
    next_letter,
    steps_reached,
)


def letters(programme: Programme, history: str) -> list[str]:
    return [step.letter for step in steps_reached(programme.escalation, history.split())]


@pytest.mark.parametrize(
    ("history", "after"),
    [
        ("", []),
        ("red red", []),
        ("red red red", ["talk"]),
        ("red red yellow red", []),
        ("red red yellow red red red", ["talk"]),
        ("red red red red", []),
        ("red red red red red red", ["talk"]),
        ("red red red green", []),
    ],
)
def test_longchang_calls_in_the_head_after_three_reds_in_a_row(history: str, after: list[str]) -> None:
    assert letters(ENVIRONMENT, history) == after


def test_longchang_says_who_is_called_in() -> None:
    (step,) = steps_reached(ENVIRONMENT.escalation, ["red"] * 3)

    assert step.also == "约谈主要负责人"


@pytest.mark.parametrize(
    ("history", "after", "lost"),
    [
        ("yellow", [], 0),
        ("yellow yellow", ["supervise"], 1),
        ("yellow red yellow", ["supervise"], 3),
        ("red", ["account"], 2),
        ("yellow yellow yellow", [], 1),
        ("yellow yellow yellow yellow", ["supervise"], 2),
    ],
)
def test_guangyuan_takes_a_point_for_two_yellows_and_two_for_a_red(history: str, after: list[str], lost: int) -> None:
    assert letters(PROTECTION, history) == after
    lights = history.split()
    reached = [step for n in range(len(lights)) for step in steps_reached(PROTECTION.escalation, lights[: n + 1])]
    assert sum((step.points for step in reached), Decimal(0)) == Decimal(lost)


def test_sanming_sends_one_slip_for_each_light() -> None:
    assert [letters(SUPERVISION, light) for light in ("blue", "orange", "red")] == [["blue"], ["orange"], ["red"]]


def test_the_ladder_is_climbed_from_the_gravest_letter_sent() -> None:
    def name(sent: list[str]) -> str:
        found = next_letter(FEEDBACK.letters, sent)
        return found.name if found else ""

    assert [name([]), name(["remind"]), name(["supervise", "remind"]), name(["admonish"]), name(["account"])] == [
        "整改提醒函", "督办通知书", "逾期告诫书", "问责建议书", "",
    ]  # fmt: skip


def test_the_five_letters_of_linying_stand_in_their_order() -> None:
    assert [letter.name for letter in INSPECTION.letters] == [
        "督查督办通知书", "阶段督查指导书", "整改情况提醒书", "逾期告诫书", "问责书",
    ]  # fmt: skip


def test_letters_are_numbered_by_rung_and_year() -> None:
    assert letter_number(FEEDBACK.letter_by_code["supervise"], 2026, 3) == "督办〔2026〕3号"


def test_a_letter_must_say_what_its_kind_asks() -> None:
    admonish = FEEDBACK.letter_by_code["admonish"]
    said = {Part.PROBLEM: "活动室被占", Part.DEMAND: "立即腾空", Part.EARLIER: " ", Part.ANSWER_BY: "7月10日"}

    assert lacks_in_letter(admonish, Draft(said, date(2026, 7, 10), date(2026, 7, 10))) == (
        "逾期告诫书应写明此前的督办情况。",
        "逾期告诫书应写明重新确定的整改期限。",
        "逾期告诫书应写明逾期后果。",
        "逾期告诫书的回复期限应晚于发出日期。",
    )


def test_a_letter_that_says_all_lacks_nothing() -> None:
    kind = LetterKind("r", "提醒函", Rung.REMIND, 5)
    said = {Part.PROBLEM: "活动室被占", Part.DEMAND: "腾空", Part.ANSWER_BY: "7月10日"}

    assert lacks_in_letter(kind, Draft(said, date(2026, 7, 1), date(2026, 7, 10))) == ()
