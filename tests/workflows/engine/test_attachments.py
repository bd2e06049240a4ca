"""Files: kept once by content, cited on a desk, refused when hostile, handed out only to those who may see them."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from permissions.actor import SYSTEM
from tests.workflows.engine.steps import BRANCH, UNIT, do, rating_at
from tests.world import World
from workflows.engine import attachments
from workflows.engine.errors import NotAllowed, Refused
from workflows.engine.models import Attachment, Citation
from workflows.star_rating import actions
from workflows.star_rating.models import Rating
from workflows.star_rating.states import RatingState as S

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
NAME = "支委会会议记录.pdf"


def files() -> list[Path]:
    return sorted(path for path in Path(settings.FILES_ROOT).rglob("*") if path.is_file())


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.FILES_ROOT = tmp_path / "files"


def keep(world: World, unit: str = BRANCH, by: str = "secretary", content: bytes = PDF, name: str = NAME) -> Attachment:
    return attachments.upload(world.units[unit], io.BytesIO(content), getattr(world, by), name)


def signed_in(world: World, who: str) -> Client:
    client = Client()
    client.force_login(world.users[who])
    return client


def address(rating: Rating) -> str:
    return f"/records/{rating.process.number}/files/"


def send(world: World, who: str, rating: Rating, *, script: bool = False, **given: Any) -> HttpResponse:
    """Send a file form of the rating's page as this person of the cast, as it looks now."""
    form = {"seen": str(world.seen(rating)), **given}
    headers = {"X-Requested-With": "XMLHttpRequest"} if script else {}
    response: HttpResponse = signed_in(world, who).post(address(rating), form, headers=headers)  # type: ignore[assignment]
    return response


def sent(content: bytes = PDF, name: str = NAME) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="text/html")


# --- keeping -----------------------------------------------------------------------------------------------------


def test_a_file_lies_under_its_hash_and_the_row_says_what_it_is(world: World) -> None:
    row = keep(world)

    assert files() == [attachments.path_of(row.sha256)]
    assert files()[0].read_bytes() == PDF
    assert (row.name, row.content_type, row.extension, row.size) == (NAME, "application/pdf", ".pdf", len(PDF))


def test_the_same_file_again_is_the_same_row_under_its_first_name(world: World) -> None:
    assert keep(world, name="另一个名字.pdf") == keep(world)
    assert (Attachment.objects.count(), len(files())) == (1, 1)


def test_two_units_with_the_same_file_share_the_bytes_and_not_the_row(world: World) -> None:
    assert keep(world) != keep(world, "甲二支部", "sibling")
    assert len(files()) == 1


def test_a_file_cut_short_on_disk_is_written_again(world: World) -> None:
    row = keep(world)
    attachments.path_of(row.sha256).write_bytes(PDF[:5])
    keep(world)

    assert attachments.path_of(row.sha256).read_bytes() == PDF


def test_a_write_that_fails_leaves_nothing_behind(world: World) -> None:
    class Torn(io.BytesIO):
        """Breaks in the middle of being copied."""

        def read(self, size: int | None = -1) -> bytes:
            if self.tell():
                raise OSError("connection lost")
            return super().read(4)

    found = attachments.inspect(io.BytesIO(PDF), NAME)
    with pytest.raises(OSError, match="connection lost"):
        attachments.keep(world.units[BRANCH], Torn(PDF), found, world.secretary)

    assert (files(), Attachment.objects.count()) == ([], 0)


def test_a_name_never_decides_where_the_bytes_go(world: World) -> None:
    row = keep(world, name="../../../etc/passwd\x00‮fdp.exe")

    assert files() == [Path(settings.FILES_ROOT) / row.sha256[:2] / row.sha256]
    assert row.name == "passwdfdp.exe.pdf"


def test_the_system_uploads_nothing(world: World) -> None:
    with pytest.raises(NotAllowed):
        attachments.upload(world.units[BRANCH], io.BytesIO(PDF), SYSTEM, NAME)


def bomb() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        archive.writestr("word/document.xml", b"0" * (300 * 1024 * 1024))
    return target.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"MZ\x90\0\x03\0\0\0",
        b"<html><script>alert(1)</script></html>",
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        b"Rar!\x1a\x07\0",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        b"%PDF-" + b"\0" * (20 * 1024 * 1024),
    ],
    ids=["empty", "program", "page", "svg", "archive", "broken office file", "too large"],
)
def test_a_hostile_file_is_refused_in_a_sentence_and_nothing_is_written(world: World, content: bytes) -> None:
    rating = world.rating(BRANCH)

    response = send(world, "secretary", rating, script=True, file=sent(content, "会议记录.pdf"))

    assert (response.status_code, json.loads(response.content)["error"][-1]) == (422, "。")
    assert (files(), Attachment.objects.count(), world.rating(BRANCH).version) == ([], 0, rating.version)


def test_a_zip_bomb_is_refused(world: World) -> None:
    with pytest.raises(Refused):
        keep(world, content=bomb())
    assert files() == []


# --- on a record ---------------------------------------------------------------------------------------------------


def test_a_secretary_puts_evidence_to_an_item(world: World) -> None:
    rating = world.rating(BRANCH)

    response = send(world, "secretary", rating, file=sent(), code="18")

    assert (response.status_code, response["Location"]) == (303, f"/records/{rating.process.number}/")
    assert list(Citation.objects.values_list("process", "code", "attachment__unit__short_name")) == [
        (rating.process_id, "18", BRANCH)
    ]


def test_evidence_is_content_of_one_more_version(world: World) -> None:
    rating = world.rating(BRANCH)
    send(world, "secretary", rating, file=sent())

    assert world.rating(BRANCH).version == rating.version + 1


def test_script_gets_the_file_and_what_it_has_seen_now(world: World) -> None:
    answer = json.loads(send(world, "secretary", world.rating(BRANCH), script=True, file=sent(), code="18").content)

    file = Attachment.objects.get()
    assert answer == {
        "seen": str(world.seen(world.rating(BRANCH))),
        "citation": Citation.objects.get().pk,
        "attachment": file.pk,
        "code": "18",
        "name": NAME,
        "url": f"/files/{file.pk}/",
        "size": answer["size"],
    }


def test_the_form_leads_back_to_its_page_and_never_to_another_site(world: World) -> None:
    client = signed_in(world, "secretary")

    def back(referer: str) -> str:
        form = {"seen": str(world.seen(world.rating(BRANCH))), "file": sent()}
        return str(client.post(address(world.rating(BRANCH)), form, headers={"Referer": referer})["Location"])

    assert back("http://testserver/star_rating/sheet/") == "http://testserver/star_rating/sheet/"
    assert back("https://evil.example/") == f"/records/{world.rating(BRANCH).process.number}/"


def test_evidence_is_cited_again_without_another_upload(world: World) -> None:
    file = keep(world)

    send(world, "secretary", world.rating(BRANCH), attachment=file.pk, code="18")
    send(world, "secretary", world.rating(BRANCH), attachment=file.pk, code="20")

    assert list(Citation.objects.order_by("code").values_list("attachment", "code")) == [
        (file.pk, "18"),
        (file.pk, "20"),
    ]


def test_citing_twice_is_citing_once(world: World) -> None:
    file = keep(world)
    for _ in range(2):
        send(world, "secretary", world.rating(BRANCH), attachment=file.pk, code="18")

    assert Citation.objects.count() == 1


def test_a_citation_taken_off_leaves_the_file(world: World) -> None:
    send(world, "secretary", world.rating(BRANCH), file=sent())

    send(world, "secretary", world.rating(BRANCH), remove=Citation.objects.get().pk)

    assert (Citation.objects.count(), Attachment.objects.count(), len(files())) == (0, 1, 1)


def test_a_citation_of_another_record_cannot_be_taken_off(world: World) -> None:
    send(world, "sibling", world.rating("甲二支部"), file=sent())

    response = send(world, "secretary", world.rating(BRANCH), remove=Citation.objects.get().pk)

    assert (response.status_code, Citation.objects.count()) == (422, 1)


def test_who_reviews_takes_off_own_files_and_not_the_branch_s(world: World) -> None:
    send(world, "secretary", world.rating(BRANCH), file=sent())
    rating = rating_at(world, S.SCORING)
    send(world, "staff", rating, file=sent(PNG, "照片.png"))
    of_branch, of_unit = Citation.objects.order_by("pk")

    answers = [send(world, "staff", rating, remove=row.pk).status_code for row in (of_branch, of_unit)]

    assert (answers, list(Citation.objects.all())) == ([403, 303], [of_branch])


def test_what_may_be_cited_is_the_own_unit_and_what_the_record_has(world: World) -> None:
    own, foreign = keep(world), keep(world, "甲二支部", "sibling", PNG)
    rating = world.rating(BRANCH)

    assert list(attachments.citable(rating, world.users["secretary"])) == [own]
    attachments.cite(rating.process, foreign)
    assert set(attachments.citable(rating, world.users["secretary"])) == {own, foreign}


def test_a_sibling_s_file_cannot_be_cited(world: World) -> None:
    foreign = keep(world, "甲二支部", "sibling")

    response = send(world, "secretary", world.rating(BRANCH), attachment=foreign.pk)

    assert (response.status_code, Citation.objects.count(), world.rating(BRANCH).version) == (404, 0, 1)


@pytest.mark.parametrize("nonsense", ["", "0", "x", "1e9", "9" * 5000])
def test_a_file_that_does_not_exist_is_not_found(world: World, nonsense: str) -> None:
    assert send(world, "secretary", world.rating(BRANCH), attachment=nonsense).status_code == 404


@pytest.mark.parametrize(
    ("who", "status"),
    [("secretary", 303), ("deputy", 403), ("inspector", 403), ("sibling", 404), ("outsider", 404), ("former", 404)],
)
def test_who_may_put_a_file_to_a_record(world: World, who: str, status: int) -> None:
    assert send(world, who, world.rating(BRANCH), file=sent()).status_code == status
    assert Citation.objects.count() == (status == 303)


def test_nobody_puts_a_file_without_signing_in(world: World) -> None:
    assert Client().post(address(world.rating(BRANCH)), {"file": sent()})["Location"].startswith("/login/")


def test_an_old_tab_is_refused_and_the_upload_is_not_kept(world: World) -> None:
    rating = world.rating(BRANCH)
    seen = str(world.seen(rating))
    send(world, "secretary", rating, file=sent())

    late = send(world, "organiser", rating, seen=seen, file=sent(PNG, "照片.png"))

    assert (late.status_code, "材料没有保存" in late.content.decode(), len(files())) == (409, True, 1)


def test_after_it_was_sent_the_branch_changes_no_file(world: World) -> None:
    rating = rating_at(world, S.SCORING)

    assert send(world, "secretary", rating, file=sent()).status_code == 403


@pytest.mark.parametrize("seen", ["", "x", "1.2.3", "9" * 5000 + ".1"])
def test_a_form_without_what_it_saw_is_refused(world: World, seen: str) -> None:
    assert send(world, "secretary", world.rating(BRANCH), seen=seen, file=sent()).status_code == 422


def test_a_form_without_a_file_says_so(world: World) -> None:
    response = send(world, "secretary", world.rating(BRANCH), script=True)

    assert json.loads(response.content) == {"error": "没有收到文件，请选择文件后再上传。"}


# --- handing out ---------------------------------------------------------------------------------------------------


def get(world: World, who: str, file: Attachment) -> HttpResponse:
    response: HttpResponse = signed_in(world, who).get(f"/files/{file.pk}/")  # type: ignore[assignment]
    response.getvalue()  # read to the end, which closes the file
    return response


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("secretary", 200),
        ("deputy", 200),
        ("clerk", 200),
        ("inspector", 200),
        ("sibling", 404),
        ("general", 404),
        ("other_deputy", 404),
        ("outsider", 404),
        ("former", 404),
    ],
)
def test_a_file_is_handed_to_those_who_may_see_its_unit(world: World, who: str, status: int) -> None:
    assert get(world, who, keep(world)).status_code == status


def test_a_file_is_handed_to_nobody_who_is_not_signed_in(world: World) -> None:
    assert Client().get(f"/files/{keep(world).pk}/")["Location"].startswith("/login/")


def test_a_file_of_the_unit_above_is_seen_by_the_branch_whose_record_cites_it(world: World) -> None:
    file = keep(world, UNIT, "staff")
    assert get(world, "secretary", file).status_code == 404

    send(world, "staff", rating_at(world, S.SCORING), attachment=file.pk)

    assert (get(world, "secretary", file).status_code, get(world, "sibling", file).status_code) == (200, 404)


def test_the_bytes_come_back_with_the_name_and_no_more_than_the_row_says(world: World) -> None:
    response: Any = signed_in(world, "secretary").get(f"/files/{keep(world).pk}/")

    assert response.getvalue() == PDF
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f"inline; filename*=utf-8''{quote(NAME)}"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("content", "how"),
    [(PDF, "inline"), (PNG, "inline"), (b"\xff\xd8\xff\xe0", "inline"), ("会议".encode(), "attachment")],
)
def test_only_what_a_browser_shows_safely_is_shown(world: World, content: bytes, how: str) -> None:
    assert get(world, "secretary", keep(world, content=content))["Content-Disposition"].partition(";")[0] == how


@pytest.mark.parametrize("path", ["/files/0/", "/files/../etc/passwd", f"/files/{'9' * 30}/", "/files/x/"])
def test_no_path_leads_to_a_file(world: World, path: str) -> None:
    assert signed_in(world, "secretary").get(path).status_code == 404


def test_a_rating_that_is_sent_back_keeps_its_evidence(world: World) -> None:
    send(world, "secretary", world.rating(BRANCH), file=sent(), code="18")
    rating = rating_at(world, S.SCORING)
    do(actions.send_back, world, rating, "deputy", comment="请补充。", to=S.SELF_ASSESSING)

    assert list(Citation.objects.values_list("process", "code")) == [(rating.process_id, "18")]
