"""Reading documents that the product made, as tests compare them."""

from io import BytesIO
from typing import Any

import docx
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from tests.workflows.rectification.cast import Cast


def got(cast: Cast, who: str, name: str, *args: Any, query: str = "") -> Any:
    """What a person of the cast is answered at an address of rectification."""
    client = Client()
    client.force_login(cast.users[who])
    return client.get(reverse(f"rectification:{name}", args=args) + query)


def lines(answer: Any) -> list[str]:
    """The paragraphs of a .docx outside tables that say something."""
    return [item.text for item in docx.Document(BytesIO(answer.content)).paragraphs if item.text]


def tables(answer: Any) -> list[list[list[str]]]:
    """The tables of a .docx, cell by cell."""
    found = docx.Document(BytesIO(answer.content)).tables
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in found]


def sheets(answer: Any) -> dict[str, list[tuple[object, ...]]]:
    """The rows of each sheet of an .xlsx."""
    book = load_workbook(BytesIO(answer.content))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}
