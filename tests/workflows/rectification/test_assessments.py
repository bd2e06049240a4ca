"""评估: entered by whoever reviews above, reckoned with its arithmetic, kept when it is entered again."""

from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.workflows.rectification.cast import Cast, document, today
from tests.workflows.rectification.pages import browser, get, of_round, post, programme
from workflows.engine.errors import Incomplete, NotAllowed, Refused
from workflows.rectification import actions
from workflows.rectification.models import Assessment
from workflows.rectification.rules import ready
from workflows.rectification.states import ProblemState as S

D = Decimal
FORMS = ready("inspection").to_data()["assessments"]
VOTES = {"valid.1": D(238), "satisfied.1": D(233), "valid.2": D(254), "satisfied.2": D(250)}
CUTS = {"cut.leading": D(4), "why.leading": "没有专题研究"}


@pytest.fixture
def judging(cast: Cast) -> Cast:
    """Return the cast with a programme that has the forms of 5.5."""
    cast.programme(assessments=FORMS)
    return cast


def enter(cast: Cast, by: str = "clerk", form: str = "dangshan", unit: str = "甲一支部", **more: Any) -> Assessment:
    """Enter one assessment in the last programme."""
    usual: dict[str, Any] = {"held_on": today(-1), "given": VOTES if form == "dangshan" else CUTS}
    given = actions.AssessmentInput(cast.units[unit], **(usual | more))
    return actions.assessments_enter(programme(), form, [given], by=cast.who(by))[0]


def test_砀山_is_entered_and_shown_with_how_it_was_reckoned(judging: Cast) -> None:
    row = enter(judging)

    assert (row.score, row.grade, row.poor) == (D("98.17"), "", False)
    for who in ("clerk", "deputy", "secretary"):
        status, shown = get(judging, of_round(f"assessments/{row.pk}/"), who)
        assert (status, "合计满意度98.17%（483/492）。" in shown) == (200, True)


def test_what_is_entered_again_replaces_the_earlier_one_which_stays(judging: Cast) -> None:
    first = enter(judging)
    again = enter(judging, given=VOTES | {"satisfied.2": D(254)})

    assert [row.superseded for row in Assessment.objects.order_by("pk")] == [True, False]
    assert f"{first.score}" in get(judging, of_round(f"assessments/{again.pk}/"))[1]
    assert "已重新评估" in get(judging, of_round(f"assessments/{first.pk}/"))[1]


@pytest.mark.parametrize(
    ("by", "unit"),
    [("secretary", "甲一支部"), ("sibling", "甲一支部"), ("other_deputy", "甲一支部"), ("deputy", "甲局机关党委")],
)
def test_nobody_judges_the_own_unit_or_one_that_stands_elsewhere(judging: Cast, by: str, unit: str) -> None:
    with pytest.raises(NotAllowed, match="评估由工委或者上级党组织登记"):
        enter(judging, by, unit=unit)


def test_a_机关党委_judges_the_branches_below_it(judging: Cast) -> None:
    assert enter(judging, "deputy").unit == judging.units["甲一支部"]


def test_one_problem_is_judged_where_its_unit_leads_it(judging: Cast) -> None:
    problem = judging.problem_at(S.RECTIFYING)
    row = enter(judging, form="fufeng", problem=problem)

    assert row.score == 96
    assert "减分制评估" in get(judging, f"/records/{problem.process.number}/")[1]
    with pytest.raises(Incomplete, match="这个问题不是甲二支部在本专项牵头的"):
        enter(judging, form="fufeng", unit="甲二支部", problem=problem)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"held_on": today(1)}, "评估日期不能晚于今天。"),
        ({"given": {"cut.leading": D(4)}}, "“组织领导”扣4分，应写明理由。"),
    ],
)
def test_what_cannot_be_is_said(judging: Cast, wrong: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Incomplete) as caught:
        enter(judging, form="fufeng", **wrong)

    assert caught.value.problems == [sentence]


def test_a_form_that_leaves_its_points_open_or_is_not_there_is_refused(judging: Cast) -> None:
    with pytest.raises(Incomplete, match="没有填写满分"):
        enter(judging, form="five_parts")
    with pytest.raises(Refused, match="没有这种评估办法"):
        enter(judging, form="typo")


def test_a_unit_sees_its_own_assessment_and_no_other(judging: Cast) -> None:
    own, other = enter(judging), enter(judging, unit="甲二支部")
    shown = get(judging, of_round("assessments/"), "secretary")[1]

    assert [f"assessments/{row.pk}/" in shown for row in (own, other)] == [True, False]
    assert get(judging, of_round(f"assessments/{other.pk}/"), "secretary")[0] == 404
    assert f"assessments/{own.pk}/" in get(judging, "mine/", "secretary")[1]
    assert f"assessments/{other.pk}/" not in get(judging, "mine/", "secretary")[1]


def test_it_is_typed_on_a_page_that_keeps_what_was_typed(judging: Cast) -> None:
    path = of_round("assessments/fufeng/new/")
    typed: dict[str, Any] = {"unit": "甲一支部", "held_on": today(-1), "cut.leading": "4"}
    answer = post(judging, path, **typed)
    assert (answer.status_code, "应写明理由" in answer.content.decode()) == (422, True)

    answer = post(judging, path, **typed, **{"why.leading": "没有专题研究"})
    assert answer.status_code == 302
    assert Assessment.objects.get().score == 96
    assert get(judging, path, "secretary")[0] == 403


def book_of(cast: Cast, form: str = "fufeng") -> Any:
    """The workbook of a form as it is downloaded."""
    answer: Any = browser(cast, "clerk").get(f"/rectification/{of_round(f'assessments/{form}/book.xlsx')}")
    return openpyxl.load_workbook(BytesIO(answer.content))


def upload(cast: Cast, book: Any, form: str = "fufeng", who: str = "clerk") -> Any:
    """The answer to a workbook that is sent back."""
    held = BytesIO()
    book.save(held)
    file = SimpleUploadedFile("评估.xlsx", held.getvalue())
    return browser(cast, who).post(f"/rectification/{of_round(f'assessments/{form}/upload/')}", {"file": file})


def lines_in(preview: Any) -> str:
    """What a preview sends back."""
    found: str = preview.context["kept"]["lines"].value()
    return found


def confirm(cast: Cast, lines: str, who: str = "clerk") -> Any:
    """The answer to what a preview showed."""
    return post(cast, of_round("assessments/fufeng/confirm/"), who, lines=lines)


def put(book: Any, row: int, **cells: Any) -> None:
    """Fill cells of a row by their headings."""
    sheet = book["评估"]
    heads = {str(cell.value).rstrip("*"): cell.column for cell in sheet[1]}
    for head, value in cells.items():
        sheet.cell(row, heads[head]).value = value


def test_many_are_brought_in_as_a_workbook_that_is_also_the_export(judging: Cast) -> None:
    enter(judging, form="fufeng")
    book = book_of(judging)
    put(book, 3, 单位="甲二支部", 评估日期=today(-2), 责任落实扣分=3, 责任落实扣分理由="没有分解")
    shown = upload(judging, book)
    text = shown.content.decode()
    assert (shown.status_code, "将登记2件" in text, ">97<" in text, Assessment.objects.count()) == (200, True, True, 1)
    assert confirm(judging, lines_in(shown)).status_code == 302

    found = {row.unit.short_name: row.score for row in Assessment.objects.filter(superseded=False)}
    assert found == {"甲一支部": 96, "甲二支部": 97}


@pytest.mark.parametrize("was", ["", "[1]", '[[2, {"unit": "甲一支部"}]]'])
def test_a_preview_that_comes_back_damaged_is_uploaded_again(judging: Cast, was: str) -> None:
    answer = confirm(judging, was)

    assert (answer.status_code, Assessment.objects.count()) == (422, 0)
    assert "核对的内容不完整，请重新上传核对。" in answer.content.decode()


def test_a_preview_changed_on_the_way_is_judged_anew(judging: Cast) -> None:
    book = book_of(judging)
    put(book, 2, 单位="甲二支部", 评估日期=today(-2), 责任落实扣分=3, 责任落实扣分理由="没有分解")
    lines = lines_in(upload(judging, book))
    answer = confirm(judging, lines.replace("没有分解", ""))

    assert (answer.status_code, "应写明理由" in answer.content.decode()) == (422, True)
    assert confirm(judging, lines, "secretary").status_code == 403
    assert Assessment.objects.count() == 0


def test_all_mistakes_of_a_workbook_are_said_at_once_and_nothing_is_written(judging: Cast) -> None:
    book = book_of(judging)
    put(book, 2, 单位="没有的支部", 评估日期=today(-2))
    put(book, 3, 单位="甲二支部", 问题编号="ZG-1", 组织领导扣分=3)
    answer = upload(judging, book)
    shown = answer.content.decode()

    assert (answer.status_code, Assessment.objects.count()) == (422, 0)
    for sentence in ("没有找到“没有的支部”。", "本专项没有编号为“ZG-1”的问题。", "没有填写评估日期。", "应写明理由"):
        assert sentence in shown


def test_a_programme_without_forms_offers_none(cast: Cast) -> None:
    assert document()["code"] == "feedback"
    assert "/assessments/" not in get(cast, of_round(""))[1]
