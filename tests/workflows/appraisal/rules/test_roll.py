"""Who is expected, who takes part without a vote, who is not counted and on which basis (4.1, 4.2)."""

from dataclasses import replace

import pytest

from tests.workflows.appraisal.rules.samples import AWAY, BRANCH, EXCUSED, FORMAL, HERE, ON_LEAVE, YOUNG
from workflows.appraisal.rules import (
    Base,
    Excuse,
    Member,
    Presence,
    Roll,
    Standing,
    group_mistakes,
    lacks_to_freeze,
    roll_changes,
)

WATCHED = Member("w", "贺平", Standing.WATCHED, presence=HERE)
SUSPENDED = Member("s", "于明", Standing.SUSPENDED)


def test_the_excused_and_the_probationary_are_not_expected() -> None:
    assert (BRANCH.expected, BRANCH.present) == (11, 10)
    assert BRANCH.words == "名册14人，预备党员1人，不计入应到的正式党员2人；应到11人，实到10人"


def test_a_probationary_member_takes_part_without_vote_or_grade() -> None:
    assert (YOUNG.takes_part, YOUNG.expected, YOUNG.graded) == (True, False, False)


def test_who_is_watched_is_judged_but_not_expected_and_who_is_suspended_is_neither() -> None:
    roll = Roll((*FORMAL, WATCHED, SUSPENDED))

    assert (WATCHED.expected, WATCHED.graded, SUSPENDED.expected, SUSPENDED.takes_part) == (False, True, False, False)
    assert roll.expected == 10
    assert roll.bases == {Base.MEMBERS: 11, Base.FORMAL: 11, Base.TAKING_PART: 11}


def test_a_ballot_goes_to_those_present_and_to_the_probationary_where_the_plan_says_so() -> None:
    assert BRANCH.voters(probationary=True) == 11
    assert BRANCH.voters(probationary=False) == 10
    assert Roll((*FORMAL, WATCHED)).voters(probationary=True) == 10


def test_the_list_of_reasons_has_the_seven_that_need_an_approval() -> None:
    assert [each.words for each in Excuse] == [
        "患有精神病或其他疾病，不能表达意志",
        "自费出国半年以上，或受限不能按时回国",
        "被留置、逮捕，或虽未受处分但正在服刑",
        "年老体弱卧床，或长期患病生活不能自理",
        "离退休后回原籍长期居住",
        "工作调动、挂职、外出学习等半年以上，应转未转组织关系",
        "流动党员确有困难，本人申请",
    ]


def test_a_good_roll_lacks_nothing() -> None:
    assert lacks_to_freeze(BRANCH) == ()


def test_a_roll_says_all_that_is_wrong_at_once() -> None:
    bare = replace(EXCUSED, approval=" ")
    came = replace(AWAY, presence=HERE)
    needless = replace(YOUNG, excuse=Excuse.MIGRANT, presence=Presence.ABSENT)

    assert lacks_to_freeze(Roll((FORMAL[0], FORMAL[0], bare, came, needless, replace(SUSPENDED, presence=HERE)))) == (
        "党员1在名册里出现2次。",
        "林远不计入应到（年老体弱卧床，或长期患病生活不能自理），须写明上级同意和党员大会通过的依据。",
        "周行不计入应到，却登记为到会，请核对。",
        "苏青是预备党员，本来不计入应到，不必写理由。",
        "于明不计入应到，却登记为到会，请核对。",
    )


def test_a_roll_without_anybody_expected_cannot_be_frozen() -> None:
    assert lacks_to_freeze(Roll((YOUNG,))) == ("名册上没有应到会的正式党员。",)


def test_what_changed_after_freezing_is_named() -> None:
    now = Roll((*FORMAL[1:], EXCUSED, AWAY, ON_LEAVE, replace(YOUNG, standing=Standing.FORMAL), WATCHED))

    assert roll_changes(BRANCH, now) == (
        "党员1已不在本支部。", "贺平是名册定后转入的。", "苏青定名册时是预备党员，现在是正式党员。",
    )  # fmt: skip


def test_signing_in_changes_no_roll() -> None:
    assert roll_changes(BRANCH, Roll(tuple(replace(each, presence=HERE) for each in BRANCH.members))) == ()


def test_groups_hold_everybody_once_and_are_not_too_small() -> None:
    keys = [each.key for each in BRANCH.members]
    good = {"一组": keys[:7], "二组": keys[7:]}
    bad = {"一组": [*keys[:12], keys[0], "x"], "二组": keys[11:13]}

    assert group_mistakes(good, BRANCH, 3) == ()
    assert group_mistakes(bad, BRANCH, 3) == (
        "二组有2人，每组至少3人。", "苏青没有分到组。", "党员1分在2个组。", "周行分在2个组。",
        "分组里有1人不在名册上。",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "words"),
    [(Presence, ["到会", "请假", "缺席"]), (Standing, ["正式党员", "预备党员", "留党察看期间", "停止党籍"])],
)
def test_presence_and_standing_have_their_words(kind: type[Presence] | type[Standing], words: list[str]) -> None:
    assert [each.words for each in kind] == words
