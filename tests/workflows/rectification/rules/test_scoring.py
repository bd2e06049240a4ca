"""The forms of 5.5: points with their reasons, grades, satisfaction, and what published forms leave open."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.workflows.rectification.rules.samples import INSPECTION
from workflows.rectification.rules import (
    Deduction,
    FormGrade,
    FormPart,
    Method,
    ProgrammeError,
    Rate,
    Score,
    ScoreForm,
    Survey,
    by_deductions,
    by_points,
    grade_of,
    lacks_to_score,
    satisfaction,
)

FUFENG, FIVE, GAOMI, ESHAN, DANGSHAN = INSPECTION.assessments
LATE = Deduction("late", "leading", "没有专题研究", Decimal(4))
MISSED = Deduction("missed", "tasks", "任务没有完成", Decimal("2.5"))
FILLED = replace(
    FUFENG,
    deductions=(LATE, MISSED),
    grades=(FormGrade("好", Decimal(90)), FormGrade("一般", Decimal(60)), FormGrade("差", Decimal(0), poor=True)),
)
GIVEN = ScoreForm(
    "given", "百分制", Method.GIVE, (FormPart("a", "责任", Decimal(40)), FormPart("b", "成效", Decimal(60)))
)


def test_fufeng_has_100_points_in_four_parts() -> None:
    assert {part.name: str(part.full) for part in FUFENG.parts} == {
        "组织领导": "15", "责任落实": "15", "整改任务完成": "60", "满意度": "10",
    }  # fmt: skip
    assert FUFENG.full == 100


def test_deductions_are_taken_with_their_reasons() -> None:
    score = by_deductions(FILLED, {"late": 1, "missed": 2})

    assert score.total == Decimal(91)
    assert score.grade == FormGrade("好", Decimal(90))
    assert [part.reason for part in score.parts] == [
        "组织领导15分：没有专题研究1次扣4分，得11分。",
        "责任落实15分：没有扣分，得15分。",
        "整改任务完成60分：任务没有完成2次扣5分，得55分。",
        "满意度10分：没有扣分，得10分。",
    ]


def test_a_part_never_falls_below_nothing() -> None:
    score = by_deductions(FILLED, {"late": 9})

    assert [part.points for part in score.parts] == [0, 15, 60, 10]


def test_points_are_given_part_by_part() -> None:
    score = by_points(GIVEN, {"a": Decimal(35), "b": Decimal("50.5")})

    assert score == Score(Decimal("85.5"), None, score.parts)
    assert score.parts[1].reason == "成效60分：得50.5分。"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"a": Decimal(1)}, "“成效”还没有打分。"),
        ({"a": Decimal(41), "b": Decimal(1)}, "“责任”得分应不大于40分。"),
        ({"c": Decimal(1)}, "认不出的评估内容“c”。"),
        ({"a": Decimal(-1)}, "评估内容“a”的数应不小于0。"),
    ],
)
def test_points_that_cannot_be_are_refused(given: dict[str, Decimal], sentence: str) -> None:
    with pytest.raises(ProgrammeError) as caught:
        by_points(GIVEN, given)

    assert str(caught.value) == sentence


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        (GAOMI, "评估办法“四方面评估（高密市）”不按这种方法计分。"),
        (FIVE, "评估办法“减分制评估（五项）”还不能计分：“研究部署”没有填写满分。"),
        (GIVEN, "评估办法“百分制”不按这种方法计分。"),
    ],
)
def test_a_form_that_is_not_filled_in_gives_no_points(form: Any, sentence: str) -> None:
    with pytest.raises(ProgrammeError) as caught:
        by_deductions(form, {})

    assert str(caught.value) == sentence


def test_what_published_forms_leave_open_is_said() -> None:
    assert lacks_to_score(FUFENG) == ()
    assert lacks_to_score(FIVE)[0] == "“研究部署”没有填写满分。"
    assert lacks_to_score(GAOMI)[0] == "没有填写评估内容。"
    assert lacks_to_score(DANGSHAN) == ()
    assert lacks_to_score(FILLED) == ()


def test_grades_have_their_words_and_the_poor_ones_are_marked() -> None:
    grades = [[(grade.name, grade.poor) for grade in form.grades] for form in (FIVE, GAOMI, ESHAN)]

    assert grades == [
        [("好", False), ("较好", False), ("一般", False), ("差", True)],
        [("优秀", False), ("较好", False), ("一般", False), ("差", True)],
        [("优秀", False), ("合格", False), ("基本合格", True), ("不合格", True)],
    ]
    assert ESHAN.raters == ("被巡察单位职工", "派驻或乡镇纪委", "组织部", "巡察机构")
    assert (FIVE.within_months, GAOMI.after_months) == (1, 6)


@pytest.mark.parametrize(("points", "name"), [("100", "好"), ("90", "好"), ("89.9", "一般"), ("59", "差")])
def test_a_grade_begins_at_its_floor(points: str, name: str) -> None:
    grade = grade_of(FILLED.grades, Decimal(points))

    assert grade is not None
    assert grade.name == name


def test_dangshan_counts_both_surveys_together() -> None:
    rate = satisfaction([Survey("现场问卷", 238, 233), Survey("匿名测评", 254, 250)])

    assert rate == Rate(483, 492)
    assert rate.words == "98.17%（483/492）"


def test_more_satisfied_than_asked_is_refused() -> None:
    with pytest.raises(ProgrammeError) as caught:
        Survey("现场问卷", 238, 239)

    assert str(caught.value) == "“现场问卷”的满意人数应在0到238之间，现为“239”。"
