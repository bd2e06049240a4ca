"""Files whose bytes are gone from the server: a page that says so, and a line in check_consistency."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.workflows.engine.steps import BRANCH, all_is_well
from tests.world import World
from workflows.engine import attachments, consistency
from workflows.engine.models import Attachment

PDF = b"%PDF-1.4 minutes"


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.FILES_ROOT = tmp_path


@pytest.fixture
def file(world: World) -> Attachment:
    """A file that 甲一支部 cites for two items."""
    row = attachments.upload(world.units[BRANCH], io.BytesIO(PDF), world.secretary, "会议记录.pdf")
    for code in ("18", "20"):
        attachments.cite(world.rating(BRANCH).process, row, code)
    return row


def open_file(world: World, who: str, file: Attachment) -> Any:
    client = Client()
    client.force_login(world.users[who])
    return client.get(f"/files/{file.pk}/")


@pytest.mark.parametrize(("who", "told"), [("secretary", True), ("deputy", True), ("outsider", False)])
def test_a_file_that_is_gone_says_so_to_those_who_may_see_it(
    world: World, file: Attachment, who: str, told: bool
) -> None:
    attachments.path_of(file.sha256).unlink()
    answer = open_file(world, who, file)
    text = answer.content.decode()

    assert answer.status_code == 404
    assert ("文件已不在服务器上，请联系系统管理员从备份恢复。" in text, "会议记录.pdf" in text) == (told, told)


def test_a_file_that_is_gone_is_reported_with_the_records_that_cite_it(world: World, file: Attachment) -> None:
    attachments.path_of(file.sha256).unlink()
    number = world.rating(BRANCH).process.number

    assert list(consistency.disagreements()) == [f"{number}：材料“会议记录.pdf”不在服务器上，请从备份恢复。"]


def test_a_file_that_was_cut_short_is_reported(world: World, file: Attachment) -> None:
    file.citations.all().delete()
    attachments.path_of(file.sha256).write_bytes(PDF[:5])

    assert list(consistency.disagreements()) == ["未被引用：材料“会议记录.pdf”的大小与登记的不符，请从备份恢复。"]


def test_a_file_that_is_whole_is_not_reported(world: World, file: Attachment) -> None:
    assert all_is_well()
    assert b"".join(open_file(world, "secretary", file)) == PDF
