"""整改周报: every number as the record has it, both readings of the rate, the week's changes, and who may have it."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.workflows.rectification.cast import WHY, Cast, today
from tests.workflows.rectification.papers import got, lines, sheets, tables
from workflows.engine.models import Round
from workflows.engine.opinions import day_words
from workflows.rectification import actions
from workflows.rectification.models import Problem
from workflows.rectification.queries.letters import next_number
from workflows.rectification.queries.weekly import weekly
from workflows.rectification.states import ProblemState as S


def the_round() -> Round:
    return Round.objects.select_related("unit").get(process_key="rectification")


def report(cast: Cast, who: str = "clerk", extension: str = "docx") -> Any:
    return got(cast, who, "document", the_round().pk, f"weekly.{extension}")


@pytest.fixture
def worked(cast: Cast) -> Cast:
    """One problem closed, one under way with another unit, one sent back, one overdue that was urged by letter."""
    cast.problem_at(S.CLOSED)
    cast.problem_at(S.RECTIFYING, text="与二支部共同整改的", participants=("甲二支部",))
    back = cast.problem_at(S.COMMITTEE_CHECKING, text="退回的")
    cast.do(actions.send_back, back, "deputy", to=S.RECTIFYING, comment=WHY)
    late = cast.problem_at(S.RECTIFYING, text="要逾期的", due_on=today(31))
    with time_machine.travel(timezone.now() + timedelta(days=33)):
        letter = actions.letter_propose(late, "remind", "逾期", by=cast.clerk)
        cast.do(actions.letter_issue, letter, "head", number=next_number(letter))
    return cast


def test_it_says_how_all_stands_with_both_readings_of_the_rate(worked: Cast) -> None:
    said = lines(report(worked))

    assert said[0] == f"{the_round().title}整改周报"
    assert said[1] == f"{worked.units['工委'].name}　{day_words(today(-6))}至{day_words(today())}"
    assert said[3:5] == [
        f"截至{day_words(today())}，共有问题4个，已销号1个，持续整改0个，待核验0个，整改中3个；未销号3个，其中逾期0个。"
        "重新挂账的0个。",
        "完成率口径：已销号÷总数，为25.00%（1/4）；“基本完成”计入为25.00%（1/4）。",
    ]
    assert said[6] == "新交办4个，销号1个，新逾期仍未销号0个，退回1个，反弹重新挂账0个，发出督办函0件。"


def test_a_month_later_it_says_what_that_week_brought(worked: Cast) -> None:
    with time_machine.travel(timezone.now() + timedelta(days=34)):
        answer = report(worked)
        said, found = lines(answer), tables(answer)
    late = Problem.objects.select_related("process").get(text="要逾期的").process.number

    assert said[6] == "新交办0个，销号0个，新逾期仍未销号1个，退回0个，反弹重新挂账0个，发出督办函1件。"
    assert found[1][1:] == [
        ["已逾期", "1"], ["余0至10天", "0"], ["余11至20天", "0"], ["余20天以上", "2"], ["不设时限", "0"],
    ]  # fmt: skip
    assert found[3][1:] == [["1", late, "要逾期的", "甲一支部", "未填写", f"{today(31)}", "3"]]
    assert [row[1:5] for row in found[4][1:]] == [
        [f"提醒〔{today(33).year}〕1号", "整改提醒函", "甲一支部", "要逾期的"]
    ]


def test_each_problem_counts_once_for_its_lead_and_taking_part_stands_apart(worked: Cast) -> None:
    rows = sheets(report(worked, extension="xlsx"))["各单位"]

    assert rows[3:5] == [
        ("甲局机关党委", 4, 1, 0, 3, 0, 0, "25.00%（1/4）", 1),
        ("合计", 4, 1, 0, 3, 0, 0, "25.00%（1/4）", "—"),
    ]


def test_the_workbook_says_the_same_as_the_document(worked: Cast) -> None:
    book = sheets(report(worked, extension="xlsx"))
    rows = {row[0]: row[1] for row in book["总体情况"] if row[0]}

    assert list(book) == ["总体情况", "各单位", "逾期最久", "督办函"]
    names = ("问题总数", "已销号", "未销号", "其中逾期", "本周新交办", "本周销号", "本周退回")
    assert [rows[name] for name in names] == [4, 1, 3, 0, 4, 1, 1]
    assert (rows["完成率（只计已销号）"], rows["余20天以上"], rows["未亮灯"]) == ("25.00%（1/4）", 3, 3)


@pytest.mark.parametrize(("who", "status"), [
    ("clerk", 200), ("inspector", 200), ("deputy", 200), ("organiser", 200), ("sibling", 422), ("outsider", 422),
    ("former", 404),
])  # fmt: skip
def test_who_sees_problems_of_a_programme_takes_its_report(cast: Cast, who: str, status: int) -> None:
    cast.problem_at(S.RECTIFYING)

    assert report(cast, who).status_code == status


def test_who_sees_a_part_is_told_that_it_is_a_part(cast: Cast) -> None:
    cast.problem_at(S.RECTIFYING)

    assert lines(report(cast, "deputy"))[2] == "只含生成人能看到的问题，不是专项的全部。"


@pytest.mark.parametrize("page", ["round", "board"])
def test_the_pages_of_a_programme_offer_the_report(cast: Cast, page: str) -> None:
    url = f"/rectification/rounds/{the_round().pk}/documents/weekly."
    text = got(cast, "clerk", page, the_round().pk).content.decode()

    assert [f"{url}{extension}/" in text for extension in ("docx", "xlsx")] == [True, True]


def test_it_costs_the_same_for_one_problem_and_for_three(cast: Cast) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            weekly(cast.users["clerk"], the_round())
        return len(asked)

    cast.problem_at(S.RECTIFYING)
    one = cost()
    for n in (2, 3):
        cast.problem_at(S.RECTIFYING, text=f"问题{n}")

    assert (one, cost()) == (18, 18)
