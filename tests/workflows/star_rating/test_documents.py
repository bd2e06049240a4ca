"""汇总表, 公示名单 and 通报: what stands in them, from which template, and who may have them."""

import shutil
import subprocess
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from tests.workflows.engine.steps import after_notice, approve, do, list_at, rating_at
from tests.world import World, make_world
from workflows.engine import documents, ledger, registry
from workflows.engine.errors import Refused
from workflows.engine.models import AuditEntry, OfficeTemplate, Publicity
from workflows.engine.opinions import day_words
from workflows.star_rating import actions
from workflows.star_rating.models import RatingList
from workflows.star_rating.queries.document_kinds import KINDS
from workflows.star_rating.states import ListState, RatingState

pytestmark = pytest.mark.django_db
TEMPLATE = "/templates/star_rating.notice.docx/"


@pytest.fixture
def world() -> World:
    """Return the cast with 甲一支部 at five stars under a public notice, and 甲四支部 at three beside it."""
    world = make_world()
    world.round()
    list_at(world, ListState.PUBLICISING, ("甲一支部", "甲四支部"))
    return world


def browser(world: World, who: str = "clerk") -> Client:
    client = Client()
    client.force_login(world.users[who])
    return client


def taken(world: World, name: str, who: str = "clerk") -> Any:
    return browser(world, who).get(f"/star_rating/rounds/{world.rating('甲一支部').round_id}/documents/{name}/")


def sheet(answer: Any) -> list[tuple[object, ...]]:
    return list(load_workbook(BytesIO(answer.content)).worksheets[0].iter_rows(values_only=True))


def lines(answer: Any) -> list[str]:
    return [item.text for item in docx.Document(BytesIO(answer.content)).paragraphs if item.text]


def table(answer: Any) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in docx.Document(BytesIO(answer.content)).tables[0].rows]


def test_the_summary_lists_every_branch_with_what_was_decided(world: World) -> None:
    rows = sheet(taken(world, "summary.xlsx"))
    by_name = {row[2]: row for row in rows}

    assert rows[2][:8] == ("序号", "单位", "党支部", "上年星级", "自评分", "得分", "星级", "排序")
    assert by_name["甲一支部"][1:9] == ("甲局机关党委", "甲一支部", None, 100, 98.5, "五星级", 1, "公示中")
    assert by_name["甲二支部"][4:9] == (None, None, None, None, "支部自评")
    assert "共7个党支部。" in [row[0] for row in rows]


def test_a_score_has_as_many_places_in_word_as_the_scheme_gives_it(world: World) -> None:
    (row,) = [row for row in table(taken(world, "summary.docx")) if "甲一支部" in row]

    assert ("98.50" in row, "98.5000" in row) == (True, False)


def test_the_summary_holds_what_the_person_may_see(world: World) -> None:
    seen = [row[2] for row in sheet(taken(world, "summary.xlsx", "secretary"))[3:] if row[2]]

    assert seen == ["甲一支部"]


def test_the_notice_says_unit_branch_and_star_and_no_score(world: World) -> None:
    answer = taken(world, "notice.docx")

    assert table(answer) == [
        ["序号", "单位", "党支部", "拟定星级"],
        ["1", "甲局机关党委", "甲一支部", "五星级"],
        ["2", "甲局机关党委", "甲四支部", "三星级"],
    ]
    assert any(line.startswith("公示期：20") and line.endswith("（5个工作日）。") for line in lines(answer))


def test_the_announcement_waits_for_the_first_published_star(world: World) -> None:
    early = taken(world, "announcement.docx")
    actions.publish_due(after_notice())
    said = lines(taken(world, "announcement.docx"))

    assert (early.status_code, "还没有公布的星级" in early.content.decode()) == (422, True)
    assert "五星级（1个）" in said
    assert "中共甲一支部。" in said
    assert [line for line in said if line.startswith("共评定党支部2个")] == [
        "共评定党支部2个。其中：五星级1个，占50.0%；四星级0个，占0.0%；三星级1个，占50.0%；二星级0个，占0.0%；一星级0个，占0.0%。"
    ]


@pytest.mark.parametrize(("name", "who", "status"), [
    ("notice.docx", "secretary", 404), ("announcement.xlsx", "deputy", 404), ("summary.pdf", "clerk", 404),
    ("绝无.docx", "clerk", 404), ("notice.xlsx", "head", 200),
])  # fmt: skip
def test_who_may_not_see_the_whole_is_not_told_of_its_documents(world: World, name: str, who: str, status: int) -> None:
    assert taken(world, name, who).status_code == status


# --- several public notices ------------------------------------------------------------------------------------------


def announcing(world: World) -> RatingList:
    """A second batch of 甲局, decided and waiting for its notice, with 甲二支部 in it."""
    rating_at(world, RatingState.LISTED, "甲二支部")
    world.report("甲局机关党委", world.staff)
    submission = world.list_of("甲局机关党委")
    do(actions.list_forward, world, submission, "clerk")
    return approve(world, submission)


def on_paper(world: World, query: str = "") -> tuple[list[object], str]:
    """The branches of a 公示名单 and its days."""
    answer = browser(world).get(f"{address(world)}{query}")
    days = next(line for line in lines(answer) if line.startswith("公示期"))
    return [row[2] for row in table(answer)[1:]], days


def address(world: World) -> str:
    return f"/star_rating/rounds/{world.rating('甲一支部').round_id}/documents/notice.docx/"


def test_each_notice_prints_its_own_members_and_days(world: World) -> None:
    first, submission = Publicity.objects.get(), announcing(world)
    waiting = on_paper(world)
    later = timezone.localdate() + timedelta(days=3)
    do(actions.list_publicise, world, submission, "clerk", starts_on=later, days=7, contact="电话二")
    second = Publicity.objects.latest("starts_on")

    assert waiting == (["甲二支部"], "公示期：　　年　月　日至　　年　月　日。")
    for publicity, branches in ((first, ["甲一支部", "甲四支部"]), (second, ["甲二支部"])):
        names, days = on_paper(world, f"?publicity={publicity.pk}")
        assert (names, day_words(publicity.ends_on) in days) == (branches, True)
    assert on_paper(world) == on_paper(world, f"?publicity={second.pk}")


def test_a_notice_of_no_such_key_is_not_found(world: World) -> None:
    for key in ("0", "x", str(10**30), ""):
        assert browser(world).get(f"{address(world)}?publicity={key}").status_code == 404


def test_the_page_of_the_round_offers_each_notice_and_what_waits(world: World) -> None:
    announcing(world)
    publicity = Publicity.objects.get()
    page = browser(world).get(f"/star_rating/rounds/{publicity.round_id}/")
    day = publicity.starts_on

    assert [each["label"] for each in page.context["documents"]] == [
        "汇总表", f"公示名单（{day.month}月{day.day}日起）", "公示名单（待公示）",
    ]  # fmt: skip
    assert f"documents/notice.docx/?publicity={publicity.pk}" in page.content.decode()


def test_the_announcement_is_offered_from_the_first_published_star_on(world: World) -> None:
    path = f"/star_rating/rounds/{Publicity.objects.get().round_id}/"
    before, _, after = (
        [each["label"] for each in browser(world).get(path).context["documents"]],
        actions.publish_due(after_notice()),
        [each["label"] for each in browser(world).get(path).context["documents"]],
    )

    assert ("通报" in before, after) == (False, [*before, "通报"])


# --- the office's own templates --------------------------------------------------------------------------------------


def document(text: str) -> bytes:
    made, target = docx.Document(), BytesIO()
    made.add_paragraph(text)
    made.save(target)
    return target.getvalue()


def put(world: World, content: bytes, who: str = "clerk", name: str = "本单位.docx") -> Any:
    return browser(world, who).post(TEMPLATE, {"file": SimpleUploadedFile(name, content)})


def test_a_template_of_the_office_is_used_until_it_goes_back(world: World) -> None:
    assert put(world, document("{{批次}}：{% for 行 in 支部 %}{{行.党支部}} {% endfor %}")).status_code == 302
    own = lines(taken(world, "notice.docx"))
    browser(world).post(TEMPLATE, {"restore": "1"})

    assert own == [f"{world.rating('甲一支部').round.title}：甲一支部 甲四支部 "]
    assert "反映问题应当实事求是" in "".join(lines(taken(world, "notice.docx")))
    assert list(OfficeTemplate.objects.values_list("version", "name")) == [(2, ""), (1, "本单位.docx")]
    labels = AuditEntry.objects.filter(verb="template").order_by("seq").values_list("label", flat=True)
    assert list(labels) == ["更换文书模板", "恢复系统自带模板"]


@pytest.mark.parametrize("name", ["summary.docx", "summary.xlsx"])
def test_a_filled_document_is_no_template_for_the_next_ones(world: World, name: str) -> None:
    kind, extension = registry.documents()["star_rating.announcement"], name.partition(".")[2]
    with pytest.raises(Refused, match="这份文件里没有一个系统的名称，每次生成的通报都会是它本身"):
        documents.replace(kind, extension, taken(world, name).content, "通报", by=world.clerk)

    assert OfficeTemplate.objects.exists() is False


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (document("{{姓名}}"), "模板里用了系统没有的名称“姓名”。"),
        (document("{{ 批次.__class__ }}"), "模板里只能用名称、循环和条件"),
        (b"%PDF-1.4", "这不是.docx文档。"),
    ],
    ids=["unknown name", "code", "pdf"],
)
def test_a_template_that_cannot_be_filled_is_refused_at_the_field(world: World, content: bytes, sentence: str) -> None:
    answer = put(world, content)

    assert (answer.status_code, OfficeTemplate.objects.exists()) == (422, False)
    assert sentence in answer.context["form"].errors["file"][0]


def test_going_back_without_a_template_of_ones_own_is_refused(world: World) -> None:
    answer = browser(world).post(TEMPLATE, {"restore": "1"})

    assert (answer.status_code, "现在用的就是系统自带的模板" in answer.content.decode()) == (422, True)


def test_of_two_who_replace_a_template_at_once_the_second_is_told(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind, real = registry.documents()["star_rating.notice"], ledger.enter

    def meanwhile(*args: Any, **more: Any) -> None:
        """Another keeper's row of the same version, there before this one is kept."""
        monkeypatch.setattr(ledger, "enter", real)
        OfficeTemplate.objects.create(
            kind=kind.key, extension="docx", version=1, by=world.users["head"], at=timezone.now()
        )

    monkeypatch.setattr(ledger, "enter", meanwhile)
    answer = put(world, document("{{批次}}"))

    assert (answer.status_code, OfficeTemplate.objects.exists()) == (422, False)
    assert "刚刚有人更换了模板，请重新查看。" in answer.content.decode()


def test_each_version_can_be_downloaded_again(world: World) -> None:
    first = document("{{批次}}")
    put(world, first)
    put(world, document("{{日期}}"))
    shipped = registry.documents()["star_rating.notice"].shipped("docx")

    client = browser(world)
    assert client.get(f"{TEMPLATE}file/?version=1").content == first
    assert client.get(f"{TEMPLATE}file/?version=0").content == shipped
    assert client.get(f"{TEMPLATE}file/?version=9").status_code == 404


PAIRS = [(kind, extension) for kind in KINDS for extension in kind.formats]


@pytest.mark.parametrize(("kind", "extension"), PAIRS, ids=[f"{kind.label}.{ext}" for kind, ext in PAIRS])
def test_the_template_that_ships_may_be_uploaded_as_it_is(world: World, kind: Any, extension: str) -> None:
    documents.replace(kind, extension, kind.shipped(extension), "照旧", by=world.clerk)

    assert OfficeTemplate.objects.get().name == f"照旧.{extension}"


def test_libreoffice_opens_every_document(tmp_path: Path) -> None:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("没有 LibreOffice，不检查文书能否用它打开")
    fill: Callable[..., bytes] = documents.make
    for kind, extension in PAIRS:
        made = fill(kind, extension, kind.sample(), "某某于今日导出")
        (tmp_path / f"{kind.key}-{extension}.{extension}").write_bytes(made)

    done = subprocess.run(
        [office, "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", "pdf",
         "--outdir", tmp_path, *tmp_path.glob("*.*x")],
        capture_output=True, timeout=240, check=True,
    )  # fmt: skip

    sizes = [file.stat().st_size > 1000 for file in tmp_path.glob("*.pdf")]
    assert (len(sizes), all(sizes)) == (len(PAIRS), True), done.stderr
