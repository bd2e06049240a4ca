"""The search of the top bar: what is found of records, units and people, and what stays hidden from whom."""

import pytest

from permissions.models import Person
from tests.workflows.engine.steps import BRANCH, rating_at
from tests.workflows.organisation.people import signed_in
from tests.workflows.rectification.cast import Cast
from tests.world import World
from workflows.engine import searching
from workflows.rectification import actions
from workflows.star_rating.states import RatingState as S


@pytest.fixture
def found(world: World) -> World:
    """Return the cast with a rating on its way, and two people who belong to branches."""
    rating_at(world, S.SCORING)
    for key, branch in (("secretary", BRANCH), ("outsider", "乙一支部")):
        Person.objects.filter(user=world.users[key]).update(branch=world.units[branch])
    return world


def hits(world: World, person: str, words: str) -> dict[str, list[str]]:
    """Return what a person of the cast finds, by group."""
    return {group.label: [hit.title for hit in group.rows] for group in searching.search(getattr(world, person), words)}


def test_records_are_found_by_number_title_and_unit(found: World) -> None:
    rating = found.rating(BRANCH)
    for words in (rating.process.number, rating.title(), "中共甲一"):
        assert hits(found, "deputy", words)["事项"] == [rating.title()]


def test_units_and_people_are_found_by_those_who_keep_them(found: World) -> None:
    number = Person.objects.get(user=found.users["secretary"]).staff_no
    assert hits(found, "deputy", "甲一支部")["组织"] == [BRANCH]
    assert [hits(found, "deputy", words) for words in ("周志远", number)] == [{"人员": ["周志远"]}] * 2


@pytest.mark.parametrize("person", ["sibling", "outsider", "other_deputy", "former", "sysadmin", "superuser"])
def test_what_one_may_not_see_is_not_found(found: World, person: str) -> None:
    rating = found.rating(BRANCH)
    assert hits(found, "clerk", "甲一支部") == {"事项": [rating.title()], "组织": [BRANCH]}
    assert hits(found, "clerk", "周志远") == {"人员": ["周志远"]}
    assert [hits(found, person, words) for words in ("甲一支部", rating.process.number, "周志远")] == [{}, {}, {}]


def test_who_keeps_no_people_finds_none_not_even_of_the_own_branch(found: World) -> None:
    assert (hits(found, "deputy", "周志远"), hits(found, "secretary", "周志远")) == ({"人员": ["周志远"]}, {})


def test_more_than_ten_say_that_there_are_more(found: World) -> None:
    for number in range(11):
        Person.objects.create(staff_no=f"JG{number:02d}", name="施文", branch=found.units[BRANCH])
    (group,) = searching.search(found.deputy, "施文")
    assert (len(group.rows), group.more) == (10, True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "请至少输入两个字"),
        (" 甲 ", "请至少输入两个字"),
        ("没有这个", "没有找到"),
        ("甲一%", "没有找到"),
        (BRANCH, "年度星级评定"),
    ],
)
def test_the_page_says_what_to_do(found: World, words: str, said: str) -> None:
    page = signed_in(found.users["deputy"]).get("/search/", {"q": words})
    assert (page.status_code, said in page.content.decode()) == (200, True)


def test_the_newest_ten_of_all_kinds_are_shown_and_what_others_have_is_passed_over(found: World) -> None:
    cast = Cast(found.units, found.users)
    cast.programme()
    for n in range(1, 13):
        problem = cast.register(BRANCH, text=f"{BRANCH}第{n}个问题", inspection=str(n))
        cast.do(actions.assign, problem, "clerk")
    other = cast.register("甲二支部", text=f"{BRANCH}的会议记录不全")
    cast.do(actions.assign, other, "clerk")

    newest = [f"{BRANCH}第{n}个问题" for n in range(12, 0, -1)]
    assert hits(found, "clerk", BRANCH)["事项"] == [other.title(), *newest[:9]]
    assert hits(found, "secretary", BRANCH)["事项"] == newest[:10]
