"""Nothing classified comes in, and what goes out says who took it. 依据: domain 7.5."""

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.apps import apps
from django.conf import settings
from django.test import Client
from openpyxl import load_workbook

from tests.workflows.engine.steps import list_at
from tests.world import World, make_world
from workflows.star_rating.states import ListState

TAKES_A_FILE = re.compile(r'type="file"|multipart/form-data')
SAYS_SO = "workflows/includes/classified.html"
OF_SECRECY = re.compile(r"密级|涉密|机密|绝密|秘密|保密期限|secrecy|secret_level|classif|confidential", re.IGNORECASE)
APPS = ("permissions", "forms", "workflows")


def templates() -> Iterator[Path]:
    for folder in (settings.BASE_DIR / "templates", *(settings.BASE_DIR / "workflows").rglob("templates")):
        yield from folder.rglob("*.html")


def test_every_page_that_takes_a_file_says_that_nothing_classified_may_be_uploaded() -> None:
    takes = {path for path in templates() if TAKES_A_FILE.search(path.read_text("utf-8"))}
    silent = [path.name for path in takes if SAYS_SO not in path.read_text("utf-8")]

    assert (len(takes) >= 4, silent) == (True, [])


def test_the_line_says_it_in_these_words() -> None:
    (line,) = [path for path in templates() if path.match(SAYS_SO)]

    assert "不得上传涉密文件和信息" in line.read_text("utf-8")


def every_form(of: type[forms.BaseForm] = forms.BaseForm) -> Iterator[type[forms.BaseForm]]:
    for form in of.__subclasses__():
        if form.__module__.partition(".")[0] in APPS:
            yield form
        yield from every_form(form)


def names() -> Iterator[tuple[str, str]]:
    """Each field of every model and form of the product: where it is, and all the words about it."""
    for model in apps.get_models():
        if model.__module__.partition(".")[0] in APPS:
            for field in model._meta.fields:
                words = [field.name, field.verbose_name, field.help_text, *(str(text) for _, text in field.flatchoices)]
                yield f"{model.__name__}.{field.name}", " ".join(map(str, words))
    for form in every_form():
        for name, field in getattr(form, "base_fields", {}).items():
            choices: Any = field.choices if type(field) is forms.ChoiceField else ()
            words = [name, field.label, field.help_text, *(text for _, text in choices)]
            yield f"{form.__name__}.{name}", " ".join(map(str, words))


def test_no_field_asks_how_secret_something_is() -> None:
    # The one word that may stand there is the name of a post.
    found = {where: words.replace("安全保密管理员", "") for where, words in names()}

    assert len(found) > 150
    assert [where for where, words in found.items() if OF_SECRECY.search(words)] == []


@pytest.fixture
def listed(db: None) -> World:
    """Return the cast with a branch on its unit's list."""
    world = make_world()
    world.round()
    list_at(world, ListState.COMPILING)
    return world


def taken(world: World, who: str, path: str) -> Any:
    client = Client()
    client.force_login(world.users[who])
    answer = client.get(path)
    assert answer.status_code == 200
    return answer


EXPORTS: dict[str, tuple[str, Callable[[World], str]]] = {
    "a list": ("deputy", lambda w: f"/star_rating/{w.list_of('甲局机关党委').process.number}/summary.xlsx"),
    "a round": ("clerk", lambda w: f"/star_rating/rounds/{w.rating('甲一支部').round_id}/documents/summary.xlsx/"),
    "a score sheet": ("sibling", lambda w: f"/star_rating/{w.rating('甲二支部').process.number}/sheet.xlsx"),
    "the calendar": ("sysadmin", lambda w: "/organisation/calendar/template.xlsx"),
}


@pytest.mark.parametrize("export", EXPORTS)
def test_an_export_bears_at_its_foot_and_on_paper_who_took_it_and_when(listed: World, export: str) -> None:
    who, path = EXPORTS[export]
    sheet = load_workbook(BytesIO(taken(listed, who, path(listed)).content)).worksheets[0]
    printed: Any = sheet.oddFooter
    last = [cell.value for (cell, *_) in sheet.iter_rows(max_col=1) if cell.value is not None][-1]

    said = rf"{listed.users[who]}于\d{{4}}-\d\d-\d\d \d\d:\d\d从系统(导出|下载)"
    assert re.fullmatch(said, str(last))
    assert re.fullmatch(said, str(printed.left.text))
