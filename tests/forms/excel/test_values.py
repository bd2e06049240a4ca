"""What one cell may hold, kind by kind."""

import datetime
from decimal import Decimal

import pytest

from forms.excel.columns import Column
from forms.excel.values import BadValue, convert

NAME = Column("name", "姓名", required=True, max_length=5)
SCORE = Column("score", "得分", "decimal", low=Decimal(0), high=Decimal(100))
COUNT = Column("count", "人数", "integer", low=Decimal(0))
DAY = Column("day", "日期", "date")
STARS = Column("stars", "星级", "choice", choices=("五星", "四星"))


def refused(column: Column, raw: object, kind: str = "n") -> str:
    with pytest.raises(BadValue) as caught:
        convert(column, kind, raw)
    return str(caught.value)


DAYS = ["2026-1-5", "2026/1/5", "2026.01.05", "2026年1月5日", "20260105", 20260105, "２０２６-01-05"]


@pytest.mark.parametrize("written", DAYS)
def test_a_day_may_be_written_in_the_usual_ways(written: object) -> None:
    assert convert(DAY, "s", written) == datetime.date(2026, 1, 5)


def test_a_date_cell_gives_its_day() -> None:
    assert convert(DAY, "d", datetime.datetime(2026, 1, 5, 9, 30)) == datetime.date(2026, 1, 5)


@pytest.mark.parametrize("written", ["5/1/2026", "2026-1/5", "昨天", 46027, datetime.time(9, 0), datetime.timedelta(1)])
def test_what_is_not_a_day_is_refused(written: object) -> None:
    assert "不是日期" in refused(DAY, written)


def test_a_day_that_no_calendar_has_is_refused() -> None:
    assert refused(DAY, "2026-02-30") == "日历上没有“2026-02-30”这一天。请核对。"


@pytest.mark.parametrize(
    ("written", "read"),
    [(4.6, "4.6"), (0.1 + 0.2, "0.3"), ("４．５", "4.5"), (" 12 ", "12"), (7, "7"), ("99.50", "99.50"), ("+3", "3")],
)
def test_a_number_may_be_typed_as_text(written: object, read: str) -> None:
    assert convert(SCORE, "s", written) == Decimal(read)


@pytest.mark.parametrize("shown", ["0%", "0.00%", "[Red]0.0%"])
def test_a_number_that_is_shown_as_a_percentage_is_refused(shown: str) -> None:
    with pytest.raises(BadValue, match=r"直接填12\.5，不用百分比"):
        convert(SCORE, "n", 0.125, shown)


def test_a_percent_sign_that_only_stands_in_the_format_is_no_percentage() -> None:
    assert convert(SCORE, "n", 30, '0"%"') == Decimal(30)


def test_a_grouped_number_is_read() -> None:
    assert convert(COUNT, "s", "1,234") == 1234


@pytest.mark.parametrize("written", ["NaN", "inf", "1e9", "85%", "3分", "1,2", "0x1F", "--1"])
def test_text_that_is_no_plain_number_is_refused(written: str) -> None:
    assert refused(SCORE, written) == f"“{written}”不是数字。请只写数字，不写单位。"


@pytest.mark.parametrize("written", [float("inf"), float("nan"), 1e300])
def test_an_endless_number_is_refused(written: float) -> None:
    assert refused(SCORE, written) == "数字太大。请核对。"


@pytest.mark.parametrize("written", [-1, 1e9, 100.01])
def test_a_number_out_of_bounds_is_refused(written: float) -> None:
    assert refused(SCORE, written).endswith("超出范围，应在0到100之间。")


def test_too_many_decimals_are_refused() -> None:
    assert refused(SCORE, 33.333) == "33.333的小数太长，最多2位小数。"


def test_a_part_of_a_person_is_refused() -> None:
    assert refused(COUNT, 1.5) == "1.5不是整数。请填整数。"


def test_a_date_in_a_number_column_is_refused() -> None:
    assert refused(SCORE, datetime.datetime(2026, 1, 5), "d").startswith("这里是日期或时间")


def test_a_choice_outside_the_list_is_refused_with_the_list() -> None:
    assert refused(STARS, "三星") == "“三星”不在可选范围内。请从下拉列表中选：五星、四星。"


def test_a_formula_is_refused_even_where_excel_stored_a_result() -> None:
    assert refused(SCORE, "=1+1", "f").startswith("这里是公式")


def test_an_error_value_is_refused_by_name() -> None:
    assert refused(SCORE, "#REF!", "e") == "这里是错误值#REF!。请改成正确的内容。"


def test_a_truth_value_is_refused() -> None:
    assert refused(NAME, True, "b") == "这里是逻辑值TRUE或FALSE。请写成文字或数字。"


def test_a_required_cell_of_blanks_is_refused() -> None:
    assert refused(NAME, " \u3000\u200b ") == "这一格必填。请补上。"


def test_an_optional_blank_is_none() -> None:
    assert convert(SCORE, "s", "") is None


@pytest.mark.parametrize("written", ["张\x07三", "张_x0007_三", "张\u202e三", "张_xD800_三"])
def test_control_characters_are_refused(written: str) -> None:
    assert refused(NAME, written) == "这里有看不见的控制字符。请删掉内容，重新键入。"


def test_an_overlong_text_is_refused_with_both_lengths() -> None:
    assert refused(NAME, "一二三四五六") == "文字有6字，最多5字。请删减。"


def test_line_ends_become_one_kind() -> None:
    assert convert(NAME, "s", "甲_x000D_\n乙\r丙") == "甲\n乙\n丙"


def test_a_staff_number_typed_as_number_is_text() -> None:
    assert convert(Column("staff_no", "工号"), "n", 20130045) == "20130045"


def test_an_identity_number_that_excel_rounded_is_refused() -> None:
    assert refused(Column("card", "证件号"), 110101199001011234).startswith("数字超过15位")
