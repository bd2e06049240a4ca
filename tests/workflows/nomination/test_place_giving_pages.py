"""裁定 and the allocation table on their pages: what each may see, and what wrong input meets."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from tests.workflows.nomination.cast import Cast, make_cast
from tests.workflows.nomination.places import (
    OTHER,
    UNIT,
    categories,
    opened,
    prepared,
    proposed,
    quota,
    reserved,
    share,
    table,
)
from workflows.engine.models import Round
from workflows.nomination import actions
from workflows.nomination.actions import quotas
from workflows.nomination.models import PlaceRuling
from workflows.nomination.queries.allocation import Table

RULED = {"body": "市直机关工委", "ruled_on": "2026-05-06", "reason": "按比例执行。"}


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def made(cast: Cast) -> Round:
    """Return a round with three places a unit, two a branch against 50 % of its members, six over all."""
    given = categories(member={"per_unit": 3, "per_branch": 2, "places": 6})
    return opened(cast, categories=given, caps=[share(50, per="branch", name="受表彰人数")])


@pytest.fixture
def draft(cast: Cast) -> Round:
    return prepared(cast, categories=categories(member={"places": 5}))


def client(cast: Cast, who: str) -> Client:
    found = Client()
    found.force_login(cast.users[who])
    return found


def page(cast: Cast, who: str, address: str, data: dict[str, Any] | None = None) -> Any:
    found = client(cast, who)
    return found.get(f"/nomination/{address}") if data is None else found.post(f"/nomination/{address}", data)


def text(response: Any) -> str:
    return str(response.content.decode())


# --- 裁定 ---------------------------------------------------------------------------------------------------------


def test_a_ruling_is_entered_with_both_sums_in_sight(cast: Cast, made: Round) -> None:
    found = quota(made, "甲一支部", "branch:share")
    asked = text(page(cast, "clerk", f"places/{found.pk}/ruling/"))
    high = page(cast, "clerk", f"places/{found.pk}/ruling/", {"number": "3", **RULED})
    done = page(cast, "clerk", f"places/{found.pk}/ruling/", {"number": "2", **RULED})

    assert "受表彰人数不超过1个（2×50%=1），与名额共2个（优秀共产党员2）不一致" in asked
    assert (high.status_code, "裁定的名额应在0到2个之间，现为3个。" in text(high)) == (422, True)
    assert (done.status_code, quota(made, "甲一支部", "branch:share").limit) == (302, 2)
    quotas.reserve_branch(proposed(cast, made, "张三")[0])
    assert reserved(made, "甲一支部", "branch:share") == 1


def test_a_ruling_of_a_day_to_come_is_refused(cast: Cast, made: Round) -> None:
    found = quota(made, "甲一支部", "branch:share")
    answer = page(cast, "clerk", f"places/{found.pk}/ruling/", {"number": "2", **RULED, "ruled_on": "2099-01-01"})

    assert (answer.status_code, PlaceRuling.objects.count()) == (422, 0)
    assert "裁定日期不能晚于今天。" in text(answer)


def test_one_ruling_for_all_is_entered_on_its_page(cast: Cast, made: Round) -> None:
    found = quota(made, "甲一支部", "branch:share")
    done = page(cast, "clerk", f"places/{found.pk}/rulings/", {"holds": "second", **RULED})

    assert (done.status_code, PlaceRuling.objects.count()) == (302, 5)
    assert page(cast, "clerk", f"rounds/{made.pk}/places/").context["waiting"] == 0
    again = page(cast, "clerk", f"places/{found.pk}/rulings/", {"holds": "first", **RULED})
    assert (again.status_code, PlaceRuling.objects.count()) == (422, 5)


# --- 分配表 -------------------------------------------------------------------------------------------------------


def typed(draft: Round, *places: str, seen: str = "0") -> dict[str, str]:
    """The form of the table: 优秀共产党员 of each unit in order."""
    units = Table.of(draft).units
    return {"seen": seen} | {f"cell_{unit.pk}_0": given for unit, given in zip(units, places, strict=True)}


def test_the_table_is_typed_and_kept_on_its_page(cast: Cast, draft: Round) -> None:
    done = page(cast, "clerk", f"rounds/{draft.pk}/places/table/", typed(draft, "0", "3", "2"))

    assert done.status_code == 302
    assert [row.limit for row in Table.of(draft).stored()] == [0, 3, 2]
    shown = text(page(cast, "clerk", f"rounds/{draft.pk}/places/table/"))
    assert 'value="3"' in shown


@pytest.mark.parametrize(
    ("places", "why"),
    [
        (("0", "3", "3"), "优秀共产党员：各单位合计6个，通知总数5个，多1个。"),
        (("", "3", "2"), "工委没有填写名额，没有名额的请填0。"),
        (("-1", "4", "2"), "请填0到9999的整数。"),
        (("一", "4", "1"), "请填0到9999的整数。"),
        (("1.5", "3", "1"), "请填0到9999的整数。"),
        (("99999", "3", "1"), "请填0到9999的整数。"),
    ],
)
def test_a_wrong_table_says_why_keeps_what_was_typed_and_writes_nothing(
    cast: Cast, draft: Round, places: tuple[str, ...], why: str
) -> None:
    answer = page(cast, "clerk", f"rounds/{draft.pk}/places/table/", typed(draft, *places))

    assert (answer.status_code, Table.of(draft).stored()) == (422, [])
    assert why in text(answer)
    assert f'value="{places[1]}"' in text(answer)


def test_a_table_that_somebody_else_saved_meanwhile_is_not_overwritten(cast: Cast, draft: Round) -> None:
    page(cast, "clerk", f"rounds/{draft.pk}/places/table/", typed(draft, "0", "3", "2"))
    answer = page(cast, "head", f"rounds/{draft.pk}/places/table/", typed(draft, "5", "0", "0"))

    assert (answer.status_code, [row.limit for row in Table.of(draft).stored()]) == (409, [0, 3, 2])


def test_a_workbook_is_shown_in_the_form_and_kept_when_it_is_saved(cast: Cast, draft: Round) -> None:
    content = b"".join(client(cast, "clerk").get(f"/nomination/rounds/{draft.pk}/places/table.xlsx"))
    book = load_workbook(BytesIO(content))
    for row, places in zip((4, 5, 6), (1, 2, 2), strict=True):
        book["名额分配表"].cell(row, 3).value = places
    filled = BytesIO()
    book.save(filled)
    file = SimpleUploadedFile("分配表.xlsx", filled.getvalue())
    shown = page(cast, "clerk", f"rounds/{draft.pk}/places/table/upload/", {"file": file})

    assert (shown.status_code, Table.of(draft).stored()) == (200, [])
    values = [line.cells[0].value() for line in shown.context["lines"]]
    assert (values, "还没有保存" in text(shown)) == ([1, 2, 2], True)


def test_a_wrong_workbook_names_its_cells_and_leaves_the_table(cast: Cast, draft: Round) -> None:
    actions.allocation_save(
        draft, table(cast, ("工委", 0, None), (UNIT, 3, None), (OTHER, 2, None)), by=cast.clerk, seen="0"
    )  # fmt: skip
    content = b"".join(client(cast, "clerk").get(f"/nomination/rounds/{draft.pk}/places/table.xlsx"))
    book = load_workbook(BytesIO(content))
    book["名额分配表"].cell(4, 3).value = "若干"
    filled = BytesIO()
    book.save(filled)
    file = SimpleUploadedFile("分配表.xlsx", filled.getvalue())
    shown = page(cast, "clerk", f"rounds/{draft.pk}/places/table/upload/", {"file": file})

    assert (shown.status_code, [row.limit for row in Table.of(draft).stored()]) == (422, [0, 3, 2])
    assert "“若干”不是数字。请只写数字，不写单位。" in text(shown)


def test_no_file_is_said(cast: Cast, draft: Round) -> None:
    shown = page(cast, "clerk", f"rounds/{draft.pk}/places/table/upload/", {})
    assert (shown.status_code, "没有收到文件，请选择填好的分配表。" in text(shown)) == (422, True)


def test_the_table_of_a_round_that_was_started_is_closed(cast: Cast, made: Round) -> None:
    answer = page(cast, "clerk", f"rounds/{made.pk}/places/table/")
    assert (answer.status_code, "批次已经启动，分配表不能再整份修改" in text(answer)) == (422, True)


@pytest.mark.parametrize("number", [1, 3])
def test_the_table_asks_the_database_as_often_for_three_units_as_for_one(cast: Cast, number: int) -> None:
    draft = prepared(cast)
    Round.objects.filter(pk=draft.pk).update(
        scope=[cast.units[unit].pk for unit in (UNIT, OTHER, "丙办党支部")[:number]]
    )
    found = client(cast, "clerk")
    found.get(f"/nomination/rounds/{draft.pk}/places/table/")
    with CaptureQueriesContext(connection) as asked:
        shown = found.get(f"/nomination/rounds/{draft.pk}/places/table/")

    assert len(shown.context["lines"]) == number
    assert len(asked) == 8
