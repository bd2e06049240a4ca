"""The table of 4.1, each base, and that rounding down never gives more than a third."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workflows.appraisal.rules.samples import BRANCH, COMMON, DIMENSIONS, NO_RATIO, POINTS_PLAN
from workflows.appraisal.rules import Base, Cap, judge_cap, judge_limit, submission_words
from workflows.engine.shares import Rounding

MEMBERS = [3, 4, 5, 6, 7, 8, 9, 10, 11, 14, 17, 20, 25]
DOWN = [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 5, 6, 8]
HALF_UP = [1, 1, 2, 2, 2, 3, 3, 3, 4, 5, 6, 7, 8]
HALF = Cap(rounding=Rounding.HALF_UP)


def test_the_published_table_rounds_down_and_half_up() -> None:
    assert [Cap().allowed(people) for people in MEMBERS] == DOWN
    assert [HALF.allowed(people) for people in MEMBERS] == HALF_UP


def test_half_up_goes_beyond_the_third_where_the_table_says_so() -> None:
    assert [people for people in MEMBERS if HALF.exceeds(people)] == [5, 8, 11, 14, 17, 20]
    assert [people for people in MEMBERS if Cap().exceeds(people)] == []


@given(st.integers(0, 3000))
def test_rounding_down_never_gives_more_than_a_third(people: int) -> None:
    allowed = Cap().allowed(people)

    assert allowed * 3 <= people < (allowed + 1) * 3


@given(st.integers(0, 3000), st.integers(0, 3000))
def test_the_answer_holds_exactly_while_the_limit_does(people: int, graded: int) -> None:
    answer = judge_cap(Cap(), "优秀", {Base.MEMBERS: people}, graded)

    assert answer.holds == (graded * 3 <= people)
    assert answer.text.startswith(f"优秀不超过党员总数{people}人的1/3，")


def test_the_sentence_shows_base_share_rounding_and_how_many_there_are() -> None:
    bases = {Base.MEMBERS: 14}

    assert judge_cap(Cap(), "优秀", bases, 3) == (True, 4, "优秀不超过党员总数14人的1/3，向下取整4人，已评3人。")
    assert judge_cap(Cap(), "优秀", bases, 5) == (
        False, 4, "优秀不超过党员总数14人的1/3，向下取整4人，已评5人，多1人，请减少。",
    )  # fmt: skip


def test_nothing_is_said_of_rounding_where_there_was_none() -> None:
    answer = judge_cap(Cap(), "优秀", {Base.MEMBERS: 15}, 5)

    assert answer == (True, 5, "优秀不超过党员总数15人的1/3，即5人，已评5人。")


def test_half_up_says_that_it_is_more_than_a_third() -> None:
    answer = judge_cap(HALF, "优秀", {Base.MEMBERS: 5}, 2)

    assert answer == (True, 2, "优秀不超过党员总数5人的1/3，四舍五入2人（已多于1/3），已评2人。")


def test_where_it_is_usual_only_more_needs_a_reason() -> None:
    answer = judge_cap(Cap(hard=False), "优秀", {Base.MEMBERS: 9}, 4)

    assert answer == (False, 3, "优秀不超过党员总数9人的1/3，即3人，已评4人，多1人，须写明理由。")


@pytest.mark.parametrize(("base", "people"), [(Base.MEMBERS, 14), (Base.FORMAL, 13), (Base.TAKING_PART, 12)])
def test_each_base_counts_other_people(base: Base, people: int) -> None:
    assert BRANCH.bases[base] == people
    assert f"{base.words}{people}人" in judge_cap(Cap(base=base), "优秀", BRANCH.bases, 1).text


def test_the_limit_of_a_plan_counts_the_grades_that_it_caps() -> None:
    graded = ["excellent"] * 4 + ["qualified"] * 9

    assert judge_limit(COMMON, BRANCH.bases, graded) == (
        True, 4, "优秀不超过党员总数14人的1/3，向下取整4人，已评4人。",
    )  # fmt: skip
    assert judge_limit(DIMENSIONS, BRANCH.bases, graded) == (
        True, 4, "优秀不超过正式党员13人的1/3，向下取整4人，已评4人。",
    )  # fmt: skip
    assert judge_limit(POINTS_PLAN, BRANCH.bases, [*graded, "excellent"]) == (
        False, 4, "优秀不超过参评人数12人的1/3，即4人，已评5人，多1人，须写明理由。",
    )  # fmt: skip


def test_a_plan_without_a_ratio_limits_nothing() -> None:
    assert judge_limit(NO_RATIO, BRANCH.bases, ["excellent"] * 13) is None


def test_the_submission_says_what_is_approved_and_what_is_filed() -> None:
    graded = ["excellent"] * 3 + ["qualified"] * 9 + ["unqualified"]

    assert submission_words(DIMENSIONS, graded) == ("报上级审批：优秀3人、不合格1人。",)
    assert submission_words(COMMON, graded) == ("报上级备案：优秀3人、不合格1人。",)
    assert submission_words(NO_RATIO, ["excellent", "qualified"]) == ()
