"""A round that asks for a signed paper says so wherever something is handed in, and takes nothing but a scan for it."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.workflows.engine.steps import do
from tests.workflows.star_rating.test_papers import ASKED, browser, scan
from tests.world import World, make_world
from workflows.engine import attachments
from workflows.star_rating import actions
from workflows.star_rating.queries.papers import scans

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    """Return the cast in a round that wants what goes up signed and scanned."""
    world = make_world()
    world.round(stages={"self_assessing": {"scan": True}, "compiling": {"scan": True}})
    return world


def test_the_sheet_names_the_scan_before_and_after_it_is_handed_in(world: World) -> None:
    world.fill("甲一支部", world.secretary)
    rating = world.rating("甲一支部")
    url = f"/star_rating/{rating.process.number}/sheet/"
    form = {"seen": str(world.seen(rating)), "sheet": "self", "none_found": "on", "proposed_tier": "5"}
    lines = {"points_18": "2", "reason_18": "年度考核排名靠后"}
    pages = [
        browser(world, "secretary").get(url),
        browser(world, "secretary").post(url, form | lines | {"submit": "1"}),
    ]

    place = f"/star_rating/{rating.process.number}/papers/own/#scan"
    assert [page.context["problems"] for page in pages] == [[{"text": ASKED, "url": place}]] * 2
    assert pages[1].content.decode().count(ASKED) == 2


def test_the_list_names_the_scan_among_what_it_lacks(world: World) -> None:
    world.fill("甲一支部", world.secretary)
    scan(world, world.rating("甲一支部"), "secretary")
    do(actions.submit, world, world.rating("甲一支部"), "secretary")
    world.review("甲一支部", world.staff)
    submission = world.list_of("甲局机关党委")

    lacking = [
        browser(world, "staff").get(f"/records/{submission.process.number}/").context["lacking"][-1],
        browser(world, "staff")
        .post(
            f"/star_rating/{submission.process.number}/list/",
            {"seen": str(world.seen(submission))},
            headers={"X-Requested-With": "XMLHttpRequest"},
        )
        .json()["problems"][-1],
    ]
    text = ASKED.replace("自评表", "审定表")
    assert lacking == [{"text": text, "url": f"/star_rating/{submission.process.number}/papers/decision/#scan"}] * 2


@pytest.mark.parametrize("again", [False, True])
def test_a_text_that_calls_itself_a_picture_is_no_scan(world: World, again: bool) -> None:
    rating = world.rating("甲一支部")
    url = f"/records/{rating.process.number}/files/"
    form = {"seen": str(world.seen(rating)), "code": "signed"}
    if again:  # a file that is there as evidence already
        kept = attachments.upload(rating.unit, BytesIO("假".encode()), world.secretary, "假.png")
        answer = browser(world, "secretary").post(url, form | {"attachment": kept.pk})
    else:
        answer = browser(world, "secretary").post(url, form | {"file": SimpleUploadedFile("假.png", "假".encode())})

    said = "签字盖章的扫描件须为PDF、JPG或PNG，“假.txt”的内容不是。请扫描或拍照后重新上传。"
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert not scans([rating.process_id]).exists()
