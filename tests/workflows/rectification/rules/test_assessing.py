"""What a form of 5.5 asks, and what the answers come to, with the arithmetic."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.workflows.rectification.rules.test_scoring import DANGSHAN, FILLED, FUFENG, GIVEN
from workflows.rectification.rules import Asks, FormGrade, ProgrammeError, entries, judged

D = Decimal


def test_扶风_is_entered_as_points_taken_with_a_reason_from_each_of_its_four_parts() -> None:
    given: dict[str, Any] = {
        "cut.leading": D(4),
        "why.leading": "没有专题研究",
        "cut.tasks": D("2.5"),
        "why.tasks": "一项任务未完成",
    }
    found = judged(FUFENG, given)

    assert (found.score, found.words, found.grade) == (D("93.5"), "93.5分", None)
    assert found.lines == (
        "组织领导15分：没有专题研究扣4分，得11分。",
        "责任落实15分：没有扣分，得15分。",
        "整改任务完成60分：一项任务未完成扣2.5分，得57.5分。",
        "满意度10分：没有扣分，得10分。",
        "合计93.5分（满分100分）。",
    )


def test_listed_circumstances_and_other_cuts_add_up_within_a_part() -> None:
    found = judged(FILLED, {"times.missed": D(2), "cut.tasks": D(5), "why.tasks": "台账不实"})

    assert found.lines[2] == "整改任务完成60分：任务没有完成2次扣5分；台账不实扣5分，得50分。"
    assert found.lines[-1] == "合计90分（满分100分），等次为“好”。"
    assert [entry.label for entry in entries(FILLED)][:3] == [
        "组织领导：没有专题研究（每次扣4分）次数", "组织领导其他扣分", "组织领导其他扣分理由",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"cut.leading": D(4)}, "“组织领导”扣4分，应写明理由。"),
        ({"cut.leading": D(16), "why.leading": "没有研究"}, "“组织领导”扣分应不大于15分。"),
        ({"cut.nobody": D(1), "why.nobody": "没有"}, "认不出的评估内容“nobody”。"),
    ],
)
def test_a_cut_that_cannot_be_is_refused(given: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ProgrammeError) as caught:
        judged(FUFENG, given)

    assert str(caught.value) == sentence


def test_砀山_counts_its_two_surveys_together_and_never_averages_them() -> None:
    given = {"valid.1": D(238), "satisfied.1": D(233), "valid.2": D(254), "satisfied.2": D(250)}
    found = judged(DANGSHAN, given)

    assert (found.score, found.words) == (D("98.17"), "98.17%")
    assert found.lines == (
        "现场问卷：有效238份，满意233份，97.90%（233/238）。",
        "微信小程序匿名测评：有效254份，满意250份，98.43%（250/254）。",
        "合计满意度98.17%（483/492）。",
    )
    assert {entry.asks for entry in entries(DANGSHAN)} == {Asks.PEOPLE}


def test_98_percent_makes_the_grade_where_the_form_says_so() -> None:
    form = replace(DANGSHAN, grades=(FormGrade("达标", D(98)), FormGrade("不达标", D(0), poor=True)))
    votes = {"valid.1": D(238), "satisfied.1": D(233)}

    assert judged(form, votes).grade == FormGrade("不达标", D(0), poor=True)
    more = votes | {"valid.2": D(254), "satisfied.2": D(250)}
    assert judged(form, more).lines[-1] == "合计满意度98.17%（483/492），等次为“达标”。"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "没有有效的测评票，不能计算满意度。"),
        ({"satisfied.2": D(3)}, "“微信小程序匿名测评”的满意人数应在0到0之间，现为“3”。"),
    ],
)
def test_a_survey_that_nobody_answered_gives_nothing(given: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ProgrammeError) as caught:
        judged(DANGSHAN, given)

    assert str(caught.value) == sentence


def test_points_are_given_part_by_part() -> None:
    found = judged(GIVEN, {"give.a": D(35), "give.b": D("50.5")})

    assert found.lines == ("责任40分：得35分。", "成效60分：得50.5分。", "合计85.5分（满分100分）。")
