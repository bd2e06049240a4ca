"""What people write in cells: days to the day or month, units, measures; guessing columns from headings."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.rectification.rules import sheet_columns as columns
from workflows.rectification.rules.doubles import alike
from workflows.rectification.rules.written import day_of, day_words, last_day, measure_words, measures_in, names_in

DECEMBER = (date(2026, 12, 31), True)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2026-06-30", (date(2026, 6, 30), False)), ("2026.6.30", (date(2026, 6, 30), False)),
        ("2026年6月30日前", (date(2026, 6, 30), False)), ("6月30日", (date(2026, 6, 30), False)),
        ("20260630", (date(2026, 6, 30), False)), ("2026年6月", (date(2026, 6, 30), True)),
        ("6月底", (date(2026, 6, 30), True)), ("2028年2月底前", (date(2028, 2, 29), True)),
        ("2026-12", DECEMBER), ("2026年底", DECEMBER), ("２０２６年１２月", DECEMBER),
    ],
)  # fmt: skip
def test_a_day_is_read_to_the_day_or_the_month(text: str, found: tuple[date, bool]) -> None:
    assert day_of(text, 2026) == found


@pytest.mark.parametrize("text", ["尽快", "6", "2026-13", "2026-02-30", "13月", "0000-01-01", "99999年"])
def test_what_is_no_day_is_told_in_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match=r"请写成|请核对"):
        day_of(text, 2026)


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.booleans())
def test_a_day_as_shown_is_read_as_the_same(day: date, by_month: bool) -> None:
    day = last_day(day.year, day.month) if by_month else day
    assert day_of(day_words(day, by_month), 1980) == (day, by_month)


@given(st.text(alphabet="1234、.；（）()①整改\n ", max_size=40))
def test_measures_as_shown_are_read_as_often_without_blank_ones(text: str) -> None:
    found = measures_in(text)
    assert all(measure.strip() for measure in found)
    assert measure_words(found).count("\n") == max(len(found) - 1, 0)


def test_measures_stand_one_a_line_or_numbered_after_each_other() -> None:
    assert measures_in("1.补齐台账；2.专人保管") == ["补齐台账；", "专人保管"]
    assert measures_in("（1）补齐台账\n②每3个月核对\n3.5万元退还") == ["补齐台账", "每3个月核对", "3.5万元退还"]


def test_units_stand_in_one_cell_each_once() -> None:
    assert names_in("甲局、乙局；甲局\n丙办") == ["甲局", "乙局", "丙办"]


def test_a_field_is_guessed_once_and_unknown_columns_stay_in_order() -> None:
    headings = ["序 号", "存在问题（具体）", "责任人", "整改责任人", "联系电话"]
    assert [name for _, name in columns.guess(headings)] == ["", "text", "owner", "", ""]


def test_what_was_remembered_goes_before_what_is_usual() -> None:
    assert columns.guess(["责任人"], [("责任人", "leader")]) == [("责任人", "leader")]


def test_like_texts_are_found_within_a_group_alone() -> None:
    text = "2026年上半年党费收缴台账登记不全，部分党员未按月足额交纳党费"
    assert list(alike([(1, text), (2, text), (1, "会议记录缺失，没有签到表"), (1, text + "。")])) == [(0, 3)]
