"""Filling in a score sheet on its page: drafts, previews, old tabs, handing in."""

from typing import Any

import pytest

from tests.workflows.star_rating.test_views import browser, listed, number, words
from tests.world import World, make_world, scheme_c
from workflows.star_rating import actions
from workflows.star_rating.states import RatingState, Sheet

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    world = make_world()
    world.round()
    return world


def typed(world: World, unit: str = "甲一支部", **more: str) -> dict[str, str]:
    return {
        "seen": str(world.seen(world.rating(unit))),
        "sheet": "self",
        "none_found": "on",
        "proposed_tier": "5",
        **more,
    }


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
