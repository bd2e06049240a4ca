"""The pages of star rating: they work, refuse the wrong method, and show nothing to whom it does not concern."""

import io
from typing import Any

import pytest
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.world import World, make_world, scheme_c
from workflows.engine.models import Round
from workflows.star_rating import workbooks
from workflows.star_rating.models import Rating, RatingList, Scheme
from workflows.star_rating.queries.checkups import checkup
from workflows.star_rating.states import Sheet

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    world = make_world()
    world.round()
    return world


def browser(world: World, who: str) -> Client:
    client = Client()
    client.force_login(world.users[who])
    return client


def number(world: World, unit: str = "甲一支部") -> str:
    return world.rating(unit).process.number


def words(answer: Any) -> str:
    return str(answer.content.decode())


def listed(world: World) -> RatingList:
    """甲四支部 is in its unit's list."""
    world.submit("甲四支部", world.fourth)
    world.review("甲四支部", world.deputy, "2")
    return world.list_of("甲局机关党委")


# --- the five questions for every page -------------------------------------------------------------

RATING_PAGES = ("sheet/", "upload/", "sheet.xlsx", "evidence/18/")
LIST_PAGES = ("list/", "members/{member}/", "summary.xlsx")


@pytest.mark.parametrize("page", RATING_PAGES)
def test_a_secretary_opens_the_pages_of_the_own_sheet(world: World, page: str) -> None:
    assert browser(world, "secretary").get(f"/star_rating/{number(world)}/{page}").status_code == 200


@pytest.mark.parametrize(
    ("page", "status"), [("sheet/", 200), ("evidence/18/", 200), ("upload/", 403), ("sheet.xlsx", 403)]
)
@pytest.mark.parametrize("who", ["deputy", "clerk", "inspector"])
def test_a_superior_reads_the_sheet_and_does_not_fill_it(world: World, who: str, page: str, status: int) -> None:
    assert browser(world, who).get(f"/star_rating/{number(world)}/{page}").status_code == status


@pytest.mark.parametrize("page", RATING_PAGES)
@pytest.mark.parametrize("who", ["sibling", "outsider", "other_deputy", "former"])
def test_a_sheet_does_not_exist_for_others(world: World, who: str, page: str) -> None:
    assert browser(world, who).get(f"/star_rating/{number(world)}/{page}").status_code == 404


@pytest.mark.parametrize(
    ("page", "method"),
    [("sheet/", "delete"), ("upload/", "put"), ("sheet.xlsx", "post"), ("evidence/18/", "post")],
)
def test_a_page_of_a_sheet_refuses_other_methods(world: World, page: str, method: str) -> None:
    answer = getattr(browser(world, "secretary"), method)(f"/star_rating/{number(world)}/{page}")

    assert answer.status_code == 405


@pytest.mark.parametrize("page", [*RATING_PAGES, "list/"])
def test_nobody_gets_in_without_signing_in(world: World, page: str) -> None:
    assert Client().get(f"/star_rating/{number(world)}/{page}").status_code == 302


def list_page(world: World, page: str) -> str:
    return f"/star_rating/{listed(world).process.number}/{page.format(member=number(world, '甲四支部'))}"


@pytest.mark.parametrize(("page", "status"), [("list/", 405), ("members/{member}/", 200), ("summary.xlsx", 200)])
def test_the_committee_opens_the_pages_of_its_list(world: World, page: str, status: int) -> None:
    assert browser(world, "deputy").get(list_page(world, page)).status_code == status


@pytest.mark.parametrize(("page", "status"), [("members/{member}/", 403), ("summary.xlsx", 200)])
def test_the_superior_reads_a_list_that_has_not_come_yet(world: World, page: str, status: int) -> None:
    assert browser(world, "clerk").get(list_page(world, page)).status_code == status


@pytest.mark.parametrize("page", LIST_PAGES)
@pytest.mark.parametrize("who", ["fourth", "sibling", "other_deputy", "outsider"])
def test_a_list_does_not_exist_for_branches_and_other_units(world: World, who: str, page: str) -> None:
    assert browser(world, who).post(list_page(world, page)).status_code in (404, 405)
    assert browser(world, who).get(list_page_again(world, page)).status_code in (404, 405)


def list_page_again(world: World, page: str) -> str:
    return (
        f"/star_rating/{world.list_of('甲局机关党委').process.number}/{page.format(member=number(world, '甲四支部'))}"
    )


def test_a_member_of_another_list_does_not_exist(world: World) -> None:
    page = f"/star_rating/{listed(world).process.number}/members/{number(world)}/"

    assert browser(world, "deputy").get(page).status_code == 404


def test_a_list_has_no_score_sheet(world: World) -> None:
    assert browser(world, "deputy").get(f"/star_rating/{listed(world).process.number}/sheet/").status_code == 404


def test_a_line_that_the_scheme_does_not_have_does_not_exist(world: World) -> None:
    assert browser(world, "secretary").get(f"/star_rating/{number(world)}/evidence/99/").status_code == 404


# --- the workbook ----------------------------------------------------------------------------------


def upload(world: World, content: bytes, unit: str = "甲一支部") -> Any:
    file = io.BytesIO(content)
    file.name = "评分表.xlsx"
    return browser(world, "secretary").post(f"/star_rating/{number(world, unit)}/upload/", {"file": file})


def test_a_downloaded_sheet_comes_back(world: World) -> None:
    world.fill("甲一支部", world.secretary, points="3")
    content = browser(world, "secretary").get(f"/star_rating/{number(world)}/sheet.xlsx").content
    version = world.rating("甲一支部").version
    answer = upload(world, content)
    rating = world.rating("甲一支部")

    assert (answer.status_code, rating.version) == (302, version + 1)
    assert [(line.code, str(line.points)) for line in rating.lines.all()] == [("18", "3.00")]


def test_a_sheet_taken_before_a_later_change_is_refused(world: World) -> None:
    content = browser(world, "secretary").get(f"/star_rating/{number(world)}/sheet.xlsx").content
    world.fill("甲一支部", world.organiser, points="5")
    answer = upload(world, content)

    assert answer.status_code == 409
    assert "请重新下载" in words(answer)
    assert [str(line.points) for line in world.rating("甲一支部").lines.all()] == ["5.00"]


def test_the_sheet_of_another_branch_is_not_taken(world: World) -> None:
    other = world.rating("甲二支部")
    answer = upload(world, workbooks.score_sheet(other, Sheet.SELF, str(world.seen(other)), "下载"))

    assert answer.status_code == 422
    assert "没有导入" in words(answer)


def test_an_upload_without_a_file_says_so(world: World) -> None:
    answer = browser(world, "secretary").post(f"/star_rating/{number(world)}/upload/")

    assert answer.status_code == 422
    assert "没有收到文件" in words(answer)


# --- rounds ----------------------------------------------------------------------------------------


def open_round_page(world: World, who: str, page: str = "") -> Any:
    return browser(world, who).get(f"/star_rating/rounds/{Round.objects.get().pk}/{page}")


@pytest.mark.parametrize("page", ["", "documents/summary.xlsx/"])
@pytest.mark.parametrize("who", ["secretary", "deputy", "clerk", "leader", "inspector", "outsider"])
def test_everybody_in_a_round_sees_how_it_stands(world: World, who: str, page: str) -> None:
    assert open_round_page(world, who, page).status_code == 200


def test_a_round_names_no_unit_that_is_not_seen(world: World) -> None:
    world.submit("甲一支部", world.secretary)
    page = words(open_round_page(world, "outsider"))

    assert "甲局机关党委" not in page
    assert "乙局机关党委" in page


def test_somebody_without_a_post_sees_no_round(world: World) -> None:
    assert open_round_page(world, "former").status_code == 404
    assert "还没有批次" in words(browser(world, "former").get("/star_rating/"))


def test_the_list_of_rounds_leads_a_secretary_to_the_own_sheet(world: World) -> None:
    page = words(browser(world, "secretary").get("/star_rating/"))

    assert f'href="/star_rating/{number(world)}/sheet/"' in page
    assert f'href="/records/{number(world)}/"' in page


@pytest.mark.parametrize("who", ["secretary", "deputy", "leader", "inspector", "outsider"])
def test_preparing_a_round_does_not_exist_for_others(world: World, who: str) -> None:
    assert browser(world, who).get("/star_rating/rounds/new/").status_code == 404


def test_a_round_is_prepared_looked_over_and_started(world: World) -> None:
    scheme = Scheme.objects.create(name="口径C", version="2023-1", document=scheme_c().to_data())
    client = browser(world, "clerk")
    given = {"scheme": scheme.pk, "year": "2027", "title": "2027年度党支部星级评定", "resume": "direct"}
    answer = client.post("/star_rating/rounds/new/", {**given, "use_verifying": "on", "use_general_reviewing": "on"})
    draft = Round.objects.get(year=2027)
    page = words(client.get(f"/star_rating/rounds/{draft.pk}/"))
    shown = checkup(draft)
    seen = {"fingerprint": shown.fingerprint, "reason": "首次在系统中评定"}
    started = client.post(f"/star_rating/rounds/{draft.pk}/start/", seen)

    assert (answer.status_code, answer.headers["Location"]) == (302, f"/star_rating/rounds/{draft.pk}/")
    assert [part for part in ("7个", "没有登记") if part not in page] == []
    assert (shown.burden.asked.items, started.status_code) == (28, 302)
    assert client.get(f"/star_rating/rounds/{draft.pk}/start/").status_code == 405
    assert client.post(f"/star_rating/rounds/{draft.pk}/start/").status_code == 422


def test_a_prepared_round_is_seen_by_the_department_only(world: World) -> None:
    draft = Round.objects.create(
        process_key="star_rating", year=2027, title="2027", unit=world.units["工委"], scheme=scheme_c().to_data()
    )

    assert browser(world, "clerk").get(f"/star_rating/rounds/{draft.pk}/").status_code == 200
    assert browser(world, "deputy").get(f"/star_rating/rounds/{draft.pk}/").status_code == 404
    assert browser(world, "deputy").post(f"/star_rating/rounds/{draft.pk}/start/").status_code == 404


# --- statements ------------------------------------------------------------------------------------


def statements(world: World, who: str, url: str) -> int:
    client = browser(world, who)
    client.get(url)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(url).status_code == 200
    return len(caught)


def test_the_list_of_rounds_costs_the_same_at_one_and_at_three(world: World) -> None:
    at_one = statements(world, "clerk", "/star_rating/")
    for ahead in (1, 2):
        Round.objects.update(year=F("year") - ahead)
        world.round()

    assert (at_one, statements(world, "clerk", "/star_rating/")) == (10, 10)


def test_a_list_costs_the_same_at_one_and_at_three_members(world: World) -> None:
    submission = listed(world)
    url = f"/records/{submission.process.number}/"
    at_one = statements(world, "deputy", url)
    for unit, who in (("甲一支部", "secretary"), ("甲二支部", "sibling")):
        world.submit(unit, getattr(world, who))
        world.review(unit, world.deputy)

    assert Rating.objects.filter(submission=submission).count() == 3
    assert (at_one, statements(world, "deputy", url)) == (14, 14)


def test_a_round_costs_the_same_however_many_branches_have_gone_on(world: World) -> None:
    url = f"/star_rating/rounds/{Round.objects.get().pk}/"
    world.submit("甲一支部", world.secretary)
    at_one = statements(world, "clerk", url)
    world.submit("甲二支部", world.sibling)
    world.submit("甲四支部", world.fourth)

    assert (at_one, statements(world, "clerk", url)) == (15, 15)
