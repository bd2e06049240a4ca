"""A scheme's workbook: what is written is read back, and every mistake is said of its cell."""

import shutil
import subprocess
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.workflows.star_rating import schemes
from workflows.star_rating.rules import Scheme
from workflows.star_rating.workbooks.scheme import read_scheme, scheme_book
from workflows.star_rating.workbooks.scheme.specs import TABLES


@cache
def book_of(rules: Scheme) -> bytes:
    """The workbook of a scheme, written once."""
    return scheme_book(rules, "郑思远下载")


def opened(rules: Scheme) -> Any:
    """The workbook of a scheme, open."""
    return openpyxl.load_workbook(BytesIO(book_of(rules)))


def read(book: Any) -> tuple[Scheme | None, list[str]]:
    """What the product reads in an edited workbook."""
    content = BytesIO()
    book.save(content)
    rules, errors = read_scheme(content)
    return rules, [str(error) for error in errors]


@pytest.mark.parametrize("name", schemes.names())
def test_a_shipped_scheme_is_read_as_it_was_written(name: str) -> None:
    rules = schemes.shipped(name)

    assert schemes.through_book(rules) == rules


def test_everything_that_a_scheme_can_say_is_read_as_it_was_written() -> None:
    assert schemes.through_book(schemes.everything()) == schemes.everything()


@pytest.mark.parametrize(("title", "column"), [("评分条", "为何需要佐证"), ("评分条", "升则扣分"), ("名额", "至少1个")])
def test_a_workbook_written_before_a_column_was_added_is_read_without_it(title: str, column: str) -> None:
    rules = schemes.shipped(schemes.names()[0])
    book = opened(rules)
    sheet = book[title]
    (last,) = [cell.column for cell in sheet[1] if str(cell.value).startswith(column)]
    sheet.delete_cols(last)

    assert read(book) == (rules, [])


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.title)
def test_every_column_of_every_sheet_is_filled_by_a_scheme_that_says_everything(table: Any) -> None:
    sheet = opened(schemes.everything())[table.title]

    for number, field in enumerate(table.fields, 1):
        values = [sheet.cell(row, number).value for row in range(2, sheet.max_row - 1)]
        assert any(value is not None for value in values), field.column.title


def test_a_scheme_without_a_table_is_read_as_it_was_written() -> None:
    panel = schemes.everything().components[2]
    rules = schemes.of(components=(panel,))

    assert schemes.through_book(rules) == rules


@pytest.mark.parametrize("name", schemes.names())
def test_a_shipped_scheme_survives_libreoffice(name: str, tmp_path: Path) -> None:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if not office:
        pytest.skip("no LibreOffice here")
    (tmp_path / f"{name}.xlsx").write_bytes(scheme_book(schemes.shipped(name), "郑思远下载"))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [office, profile, "--headless", "--convert-to", "xlsx", "--outdir", f"{tmp_path}/out", f"{name}.xlsx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=180)

    with (tmp_path / "out" / f"{name}.xlsx").open("rb") as file:
        rules, errors = read_scheme(file)

    assert ([str(error) for error in errors], rules) == ([], schemes.shipped(name))


def test_columns_and_sheets_may_stand_in_another_order() -> None:
    book = opened(schemes.everything())
    book.move_sheet("名额", -5)
    sheet = book["时间安排"]
    for row in range(1, 4):
        first, second = sheet.cell(row, 1), sheet.cell(row, 2)
        first.value, second.value = second.value, first.value

    assert read(book) == (schemes.everything(), [])


def test_an_empty_flag_means_what_its_note_says() -> None:
    book = opened(schemes.everything())
    book["名额"]["K2"].value = None
    book["破格与直接定级"]["E2"].value = None
    rules, errors = read(book)

    assert errors == []
    assert rules is not None
    assert (rules.quotas[0].hard, rules.merits[0].takes_place) == (True, True)


def test_figures_keep_their_digits() -> None:
    rules = schemes.through_book(schemes.everything())

    assert [str(each.weight) for each in rules.components] == ["60", "100", "40.5", "100", "10"]
    assert rules.quotas[0].percent == Decimal("12.5")
