"""A nomination from draft to the unit's list: what is lacking is said, answers are ruled on by persons, places free."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.workflows.engine.steps import all_is_well
from tests.workflows.nomination.cast import Cast, document, make_cast
from workflows.engine.errors import Incomplete, NotAllowed, Stale
from workflows.engine.models import AuditEntry, Reservation, Round, Task
from workflows.nomination import actions, queries
from workflows.nomination.states import NominationState as S

pytestmark = pytest.mark.django_db
WHY = "工作突出，支部大会一致推荐。"


@pytest.fixture
def cast() -> Cast:
    made = make_cast()
    made.award_round()
    return made


def problems(call: Callable[..., Any], *args: Any, **more: Any) -> list[str]:
    with pytest.raises(Incomplete) as refused:
        call(*args, **more)
    return refused.value.problems


# --- the draft -----------------------------------------------------------------------------------------------------


def test_an_empty_draft_says_all_that_it_lacks_and_where(cast: Cast) -> None:
    cast.nominate("张三")

    assert queries.lacking(cast.nomination("张三")) == [
        ("duty", "没有填写单位及职务。"),
        ("resume", "没有填写简历。"),
        ("deeds", "缺事迹材料，不超过2000字。"),
        ("held_on", "没有填写支部大会的日期。"),
        ("expected", "没有填齐支部大会的应到、实到和赞成人数。"),
        ("resolution", "没有填写大会决议。"),
    ]


def test_a_full_draft_lacks_nothing_and_its_text_may_be_a_file(cast: Cast) -> None:
    cast.nominate("张三")
    cast.fill_in("张三")
    assert queries.lacking(cast.nomination("张三")) == []

    cast.fill_in("张三", texts={})
    cast.attach("张三", "deeds")
    assert queries.lacking(cast.nomination("张三")) == []


def test_two_thousand_characters_are_enough_and_one_more_is_told(cast: Cast) -> None:
    cast.nominate("张三")
    cast.fill_in("张三", texts={"deeds": "好 \n" * 2000})
    assert queries.lacking(cast.nomination("张三")) == []

    cast.fill_in("张三", texts={"deeds": "好" * 2001})
    assert queries.lacking(cast.nomination("张三")) == [
        ("deeds", "事迹材料不超过2000字，现为2001字，多1字，请删减后再保存。")
    ]


def test_a_text_beyond_about_so_many_characters_is_taken(cast: Cast) -> None:
    about = [{"code": "deeds", "name": "事迹材料", "words": 2000, "about": True}]
    cast.award_round(document(materials=about))
    cast.nominate("张三")
    cast.fill_in("张三", texts={"deeds": "好" * 2001})

    assert queries.lacking(cast.nomination("张三")) == []


@pytest.mark.parametrize(
    ("present", "approve", "sentence"),
    [
        (6, 6, ""),
        (5, 5, "应到10人，实到5人，须超过1/2即6人到会，不够。"),
        (8, 5, "赞成5人，须应到10人超过1/2即6人赞成，不够。"),
    ],
)
def test_the_vote_of_the_branch_meeting_is_judged(cast: Cast, present: int, approve: int, sentence: str) -> None:
    cast.nominate("张三")
    cast.fill_in("张三", present=present, approve=approve)
    found = [text for code, text in queries.lacking(cast.nomination("张三")) if code == "approve"]

    assert [text.removeprefix("支部大会没有通过：") for text in found][:1] == ([sentence] if sentence else [])


def test_what_a_unit_nominates_itself_needs_no_branch_meeting(cast: Cast) -> None:
    cast.nominate("甲局机关党委", "unit", "staff", "甲局机关党委")
    cast.fill_in("甲局机关党委", "staff", held_on=None, expected=None, present=None, approve=None, resolution="")

    assert queries.lacking(cast.nomination("甲局机关党委")) == []


def test_an_old_page_does_not_write_over_what_somebody_else_saved(cast: Cast) -> None:
    cast.nominate("张三")
    old = cast.nomination("张三")
    seen = cast.seen(old)
    cast.fill_in("张三", "organiser")

    with pytest.raises(Stale, match="已被他人保存"):
        actions.nomination_save(old, actions.DraftInput(resolution="旧"), by=cast.secretary, seen=seen)
    assert cast.nomination("张三").resolution == "同意推荐。"


def test_a_draft_is_filled_in_by_its_branch_alone(cast: Cast) -> None:
    cast.nominate("张三")

    with pytest.raises(NotAllowed):
        cast.fill_in("张三", "sibling")


# --- handing in ----------------------------------------------------------------------------------------------------


def test_handing_in_keeps_the_answers_takes_a_place_and_goes_to_the_committee(cast: Cast) -> None:
    moved = cast.submitted("张三")

    task = Task.objects.get(process=moved.process_id, finished__isnull=True)
    assert (moved.state, task.unit, task.right) == (S.COMMITTEE_REVIEWING, cast.units["甲局机关党委"], "review")
    assert (moved.answers["verdict"], len(moved.answers["answers"])) == ("met", 4)
    assert moved.submitter == cast.users["secretary"]
    assert [row.quota.key for row in Reservation.objects.filter(process=moved.process_id)] == ["branch:places.member"]
    assert all_is_well()


def test_below_a_general_branch_it_goes_there_first(cast: Cast) -> None:
    cast.submitted("孙七", by="third", unit="甲三支部")
    assert cast.nomination("孙七").state == S.GENERAL_REVIEWING

    assert cast.do("forward", "孙七", "general").state == S.COMMITTEE_REVIEWING


def test_what_is_lacking_keeps_it_with_the_branch(cast: Cast) -> None:
    cast.nominate("张三")
    cast.fill_in("张三", resolution="")

    assert problems(cast.do, "submit", "张三", "secretary") == ["没有填写大会决议。"]
    assert (cast.nomination("张三").state, Reservation.objects.count()) == (S.DRAFTING, 0)


def test_the_organiser_fills_in_and_does_not_sign(cast: Cast) -> None:
    cast.nominate("张三", by="organiser")
    cast.fill_in("张三", "organiser", resolution="")

    with pytest.raises(NotAllowed):
        cast.do("submit", "张三", "organiser")


def test_the_same_click_twice_hands_in_once(cast: Cast) -> None:
    cast.nominate("张三")
    cast.fill_in("张三")
    found, seen = cast.nomination("张三"), cast.seen(cast.nomination("张三"))
    for _ in range(2):
        assert actions.submit(found, by=cast.secretary, seen=seen).state == S.COMMITTEE_REVIEWING

    assert Reservation.objects.count() == 1
    assert AuditEntry.objects.filter(process=found.process_id, verb="submit").count() == 1


def test_the_third_of_two_places_is_refused_with_the_sum(cast: Cast) -> None:
    cast.member("陈新")
    cast.graded("陈新")
    for name in ("张三", "李四"):
        cast.submitted(name)
    cast.nominate("陈新")
    cast.fill_in("陈新")

    (sentence,) = problems(cast.do, "submit", "陈新", "secretary", comment=WHY)
    assert "2个" in sentence
    assert cast.nomination("陈新").state == S.DRAFTING


def test_who_does_not_meet_a_condition_is_handed_in_with_a_reason(cast: Cast) -> None:
    cast.probationer("小陈")
    cast.nominate("小陈", "worker")
    cast.fill_in("小陈")
    assert problems(cast.do, "submit", "小陈", "secretary") == [
        "有不符合的条件，确需推荐的请在意见中说明理由：现为预备党员，不是正式党员。"
    ]

    moved = cast.do("submit", "小陈", "secretary", comment=WHY)
    assert (moved.state, moved.answers["verdict"]) == (S.COMMITTEE_REVIEWING, "not_met")


def test_after_the_last_moment_nothing_is_handed_in(cast: Cast) -> None:
    cast.nominate("张三")
    cast.fill_in("张三")
    yesterday = timezone.localdate() - timedelta(days=1)
    Round.objects.update(stages={"drafting": {"due_on": yesterday.isoformat(), "closes": True}})

    (sentence,) = problems(cast.do, "submit", "张三", "secretary")
    assert sentence.startswith("本批次“提名填报”已于")
    assert sentence.endswith("由工委组织部办理补报或延期。")
