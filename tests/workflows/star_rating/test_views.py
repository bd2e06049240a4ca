"""The pages of star rating: they work, refuse the wrong method, and show nothing to whom it does not concern."""

import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.world import World, make_world, scheme_c
from workflows.engine.models import AuditEntry, Round
from workflows.star_rating import actions, workbooks
from workflows.star_rating.models import Rating, RatingList, Scheme
from workflows.star_rating.queries.checkups import checkup
from workflows.star_rating.states import RatingState, Sheet

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


def typed(world: World, unit: str = "甲一支部", **more: str) -> dict[str, str]:
    return {
        "seen": str(world.seen(world.rating(unit))),
        "sheet": "self",
        "none_found": "on",
        "proposed_tier": "5",
        **more,
    }


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


# --- filling in ------------------------------------------------------------------------------------


def save(world: World, who: str = "secretary", unit: str = "甲一支部", **data: str) -> Any:
    return browser(world, who).post(f"/star_rating/{number(world, unit)}/sheet/", data)


def autosave(world: World, who: str = "secretary", **data: str) -> Any:
    url = f"/star_rating/{number(world)}/sheet/"
    return browser(world, who).post(url, data, headers={"X-Requested-With": "XMLHttpRequest"})


def test_a_draft_is_kept(world: World) -> None:
    answer = save(world, **typed(world, points_18="5", reason_18="排名靠后"), save="1")
    rating = world.rating("甲一支部")

    assert (answer.status_code, rating.state, rating.proposed_tier) == (302, RatingState.SELF_ASSESSING, 5)
    assert [(line.code, str(line.points)) for line in rating.lines.all()] == [("18", "5.00")]


def test_an_automatic_save_answers_with_the_preview_and_what_is_lacking(world: World) -> None:
    answer = autosave(world, **typed(world, points_18="10", none_found=""))
    found = answer.json()

    assert (found["ok"], found["score"], found["tier"], found["indicators"]["I6"]) == (True, "90.0", "五星级", "10.0")
    assert found["version"] == found["seen"] == str(world.seen(world.rating("甲一支部")))
    assert found["problems"][0] == {
        "text": "第18条党建或业务年度考核排名靠后扣10分，还没有写扣分理由。",
        "url": "#id_reason_18",
    }
    assert len(found["problems"]) == 8


def test_two_saves_in_a_row_go_on_from_each_other(world: World) -> None:
    first = autosave(world, **typed(world)).json()
    second = autosave(world, **{**typed(world, points_1="5", reason_1="未换届"), "seen": first["seen"]})

    assert second.json()["score"] == "95.0"


@pytest.mark.parametrize("figure", ["-1", "两分", "1e9", "NaN", "0.125", "11"])
def test_a_bad_figure_writes_nothing_and_loses_nothing(world: World, figure: str) -> None:
    answer = save(
        world, **typed(world, points_18=figure, reason_18="排名靠后", points_1="5", reason_1="未换届"), save="1"
    )
    page = words(answer)

    assert answer.status_code == 422
    assert 'href="#id_points_18"' in page
    assert f'value="{figure}"' in page
    assert 'value="未换届"' in page
    assert world.rating("甲一支部").lines.count() == 0


def test_an_automatic_save_of_a_bad_figure_says_so(world: World) -> None:
    answer = autosave(world, **typed(world, points_18="两分"))

    assert (answer.status_code, answer.json()["ok"]) == (422, False)
    assert answer.json()["message"].startswith("没有保存：第18条")


def test_an_old_tab_is_shown_both_contents(world: World) -> None:
    before = typed(world, points_18="3", reason_18="我写的理由")
    world.fill("甲一支部", world.organiser, points="5")
    answer = save(world, **before, save="1")
    page = words(answer)

    assert answer.status_code == 409
    assert "我写的理由" in page
    assert "年度考核排名靠后" in page
    assert [str(line.points) for line in world.rating("甲一支部").lines.all()] == ["5.00"]


def test_what_was_typed_may_then_be_saved_over(world: World) -> None:
    before = typed(world, points_18="3", reason_18="我写的理由")
    world.fill("甲一支部", world.organiser, points="5")
    save(world, **before, save="1")
    answer = save(world, **{**before, "seen": str(world.seen(world.rating("甲一支部")))}, save="1")

    assert answer.status_code == 302
    assert [line.reason for line in world.rating("甲一支部").lines.all()] == ["我写的理由"]


def test_a_tab_from_before_the_submission_keeps_what_was_typed(world: World) -> None:
    before = typed(world, points_18="3", reason_18="我写的理由")
    world.submit("甲一支部", world.secretary)
    answer = save(world, **before, save="1")

    assert answer.status_code == 409
    assert "我写的理由" in words(answer)


@pytest.mark.parametrize("who", ["deputy", "clerk", "inspector"])
def test_a_reader_may_not_save(world: World, who: str) -> None:
    assert save(world, who, **typed(world), save="1").status_code == 403


def test_handing_in_moves_the_rating(world: World) -> None:
    answer = save(world, **typed(world), submit="1")

    assert answer.url == f"/records/{number(world)}/"
    assert world.rating("甲一支部").state == RatingState.SCORING


def test_handing_in_too_early_keeps_the_draft_and_says_what_is_lacking(world: World) -> None:
    answer = save(world, **typed(world, points_18="5"), submit="1")

    assert answer.status_code == 422
    assert 'href="#id_reason_18"' in words(answer)
    assert world.rating("甲一支部").lines.count() == 1


def test_an_organiser_fills_in_and_the_secretary_signs(world: World) -> None:
    answer = save(world, "organiser", **typed(world), submit="1")

    assert answer.status_code == 403
    assert world.rating("甲一支部").proposed_tier == 5
    assert "填好后由支部书记提交" in words(browser(world, "organiser").get(f"/star_rating/{number(world)}/sheet/"))


def test_asking_for_evidence_keeps_the_draft_first(world: World) -> None:
    answer = save(world, **typed(world, points_18="5"), evidence="18")

    assert answer.url == f"/star_rating/{number(world)}/evidence/18/"
    assert world.rating("甲一支部").lines.count() == 1


def test_the_committee_scores_beside_the_own_score(world: World) -> None:
    world.submit("甲一支部", world.secretary, "5")
    page = words(browser(world, "deputy").get(f"/star_rating/{number(world)}/sheet/"))
    given = {"points_18": "7", "reason_18": "扣分偏轻", "figure_appraisal": "95", "source_appraisal": "述职评议"}
    seen = str(world.seen(world.rating("甲一支部")))
    answer = save(world, "deputy", seen=seen, sheet="review", none_found="on", submit="1", **given)
    rating = world.rating("甲一支部")

    assert "自评：年度考核排名靠后" in page
    assert (answer.status_code, rating.state, rating.result["score"]) == (302, RatingState.LISTED, "93.60")


def test_a_draft_of_the_committee_is_not_shown_to_the_branch(world: World) -> None:
    world.submit("甲一支部", world.secretary)
    world.fill("甲一支部", world.deputy, Sheet.REVIEW, "7")

    assert "−7" not in words(browser(world, "secretary").get(f"/star_rating/{number(world)}/sheet/"))


def test_the_record_shows_what_changed_since_the_return(world: World) -> None:
    world.submit("甲一支部", world.secretary, "5")
    rating = world.rating("甲一支部")
    actions.send_back(
        rating, by=world.deputy, seen=world.seen(rating), comment="排名应扣8分", to=RatingState.SELF_ASSESSING
    )
    world.submit("甲一支部", world.secretary, "8")
    answer = browser(world, "deputy").get(f"/records/{number(world)}/")

    assert [(row["label"], row["before"], row["after"]) for row in answer.context["changes"]] == [
        ("自评得分", "95.00", "92.00"),
        ("自评：第18条党建或业务年度考核排名靠后", "5", "8"),
    ]


def test_what_is_typed_is_shown_as_text(world: World) -> None:
    save(world, **typed(world, points_18="5", reason_18="<script>alert(1)</script>"), save="1")

    assert "<script>alert(1)" not in words(browser(world, "secretary").get(f"/star_rating/{number(world)}/sheet/"))


def test_a_clause_that_several_reasons_rest_on_stands_once(world: World) -> None:
    world.submit("甲一支部", world.secretary, "5")
    answer = browser(world, "secretary").get(f"/records/{number(world)}/")
    bases = [reason["basis"] for reason in answer.context["panel"]["reasons"]]

    assert bases == ["", "", "", scheme_c().basis]
    assert words(answer).count(f"依据：{scheme_c().basis}") == 1


def test_a_sheet_to_read_has_a_column_for_each_score_and_none_that_repeats_one(world: World) -> None:
    listed(world)
    page = words(browser(world, "deputy").get(f"/star_rating/{number(world, '甲四支部')}/sheet/"))

    assert ("初评</th>" in page, "审定</th>" in page) == (True, False)


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


# --- a list ----------------------------------------------------------------------------------------


def keep(world: World, submission: RatingList, who: str = "deputy", **data: str) -> Any:
    seen = str(world.seen(submission))
    return browser(world, who).post(f"/star_rating/{submission.process.number}/list/", {"seen": seen, **data})


def test_ranking_and_meeting_are_kept_together(world: World) -> None:
    submission = listed(world)
    row = submission.members.get()
    given = {f"{row.pk}-rank": "1", "body": "甲局机关党委会议", "held_on": "2026-01-05", "minutes": "同意。"}
    answer = keep(world, submission, **given)

    assert answer.status_code == 302
    assert submission.members.get().rank == 1
    assert submission.process.meetings.get().body == "甲局机关党委会议"


def test_a_place_that_is_none_keeps_what_was_typed(world: World) -> None:
    submission = listed(world)
    answer = keep(world, submission, **{f"{submission.members.get().pk}-rank": "第一"})

    assert answer.status_code == 422
    assert 'value="第一"' in words(answer)
    assert submission.members.get().rank is None


def test_a_meeting_in_the_future_keeps_what_was_typed(world: World) -> None:
    submission = listed(world)
    answer = keep(world, submission, body="甲局机关党委会议", held_on="2099-01-05", minutes="同意呈报。")

    assert answer.status_code == 422
    assert "会议日期不能晚于今天。" in words(answer)
    assert "同意呈报。" in words(answer)


def test_giving_up_a_star_for_the_quota_lowers_it(world: World) -> None:
    submission = listed(world)
    row = submission.members.get()
    keep(world, submission, **{f"{row.pk}-rank": "1", f"{row.pk}-capped": "on"})

    assert (row.tier, submission.members.get().tier) == (5, 4)


def test_the_superior_does_not_rank(world: World) -> None:
    assert keep(world, listed(world), "clerk").status_code == 403


def test_a_member_is_sent_back_alone_with_a_reason(world: World) -> None:
    submission = listed(world)
    url = f"/star_rating/{submission.process.number}/members/{number(world, '甲四支部')}/"
    seen = str(world.seen(submission))
    without = browser(world, "deputy").post(url, {"seen": seen, "verb": "pull", "comment": ""})
    answer = browser(world, "deputy").post(url, {"seen": seen, "verb": "pull", "comment": "第18条重新核实"})

    assert (without.status_code, answer.status_code) == (422, 302)
    assert world.rating("甲四支部").state == RatingState.SCORING
    assert AuditEntry.objects.get(verb="pull").comment == "第18条重新核实"


def test_a_list_goes_public_from_its_page_with_what_was_typed(world: World) -> None:
    listed(world)
    submission = world.report("甲局机关党委", world.deputy)
    actions.list_forward(submission, by=world.clerk, seen=world.seen(submission))
    world.meet(world.list_of("甲局机关党委"), world.leader, "工委会议")
    actions.list_approve(submission, by=world.leader, seen=world.seen(submission))
    given = {"verb": "publicise", "seen": str(world.seen(submission)), "publicise-starts_on": timezone.localdate()}
    url = f"/records/{submission.process.number}/"
    lacking = browser(world, "clerk").post(url, {**given, "publicise-days": "0"})
    whole = {"publicise-days": "5", "publicise-working": "1", "publicise-contact": "电话12345678"}
    answer = browser(world, "clerk").post(url, {**given, **whole})

    assert (lacking.status_code, answer.status_code) == (422, 302)
    assert world.rating("甲四支部").state == RatingState.PUBLICISING


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
    world.round()
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
