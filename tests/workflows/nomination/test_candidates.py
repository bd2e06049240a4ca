"""What the system holds of a candidate is read with its source, and what it does not hold is no pass."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from permissions.models import OrgUnit, Person
from permissions.roles import Role
from tests.workflows.nomination.rounds import ask, dated, said, shipped
from tests.world import World, make_world
from workflows.engine import facts, registry
from workflows.engine.facts import NewFact
from workflows.engine.registry import FactKind
from workflows.nomination.queries import people_as_candidates, units_as_candidates
from workflows.nomination.rules import (
    Candidate,
    Cleared,
    Discipline,
    Known,
    Past,
    Period,
    Place,
    Post,
    Ranks,
    Review,
    Roll,
    Setting,
    SponsorLevel,
    Subject,
    answers_for,
    eligibility,
    honour_of,
)

pytestmark = pytest.mark.django_db
DAY = date(2018, 12, 31)


@pytest.fixture
def world() -> World:
    return make_world()


def enrolled(world: World, **fields: Any) -> Person:
    """A full member of 甲一支部, with what is given here besides."""
    usual: dict[str, Any] = {
        "staff_no": "A900", "name": "张三", "joined_on": date(2010, 7, 1), "formal_on": date(2011, 7, 1),
        "branch": world.units["甲一支部"],
    }  # fmt: skip
    return Person.objects.create(**(usual | fields))


def fact(key: str, year: int, value: Any, item: str = "", until: date | None = None, **of: Any) -> NewFact:
    since = date.fromisoformat(item) if item[:2] in ("19", "20") else date(year, 12, 31)
    return NewFact(key, year, value, "结果", f"{year}年文件", since, item=item, valid_until=until, **of)


def read(person: Person) -> Candidate:
    return people_as_candidates([Person.objects.select_related("branch").get(pk=person.pk)])[person.pk]


def test_the_register_of_people_is_read(world: World) -> None:
    found = read(enrolled(world, is_frontline=True))

    assert (found.name, found.subject) == ("张三", Subject.PERSON)
    assert found.roll == Known(Roll.FORMAL, "人员名册")
    assert found.formal_on == Known(date(2011, 7, 1), "人员名册")
    assert found.place == Known(Place(world.units["甲一支部"].code, "甲一支部"), "人员名册")
    assert (found.is_leader, found.is_frontline) == (Known(False, "人员名册"), Known(True, "人员名册"))
    assert found.died_on == Known(None, "人员名册")


def test_what_no_register_holds_is_missing(world: World) -> None:
    found = read(enrolled(world, joined_on=None, branch=None))

    assert (found.joined_on, found.place, found.ranks, found.overdue) == (None, None, None, None)
    assert (found.grades, found.stars) == ({}, {})


@pytest.mark.parametrize(
    ("status", "roll"),
    [
        (Person.Status.EXPELLED, Known(Roll.NONE, "人员名册")),
        (Person.Status.SUSPENDED, None),
        (Person.Status.MOVED, None),
        (Person.Status.DIED, Known(Roll.FORMAL, "人员名册")),
    ],
)
def test_who_is_no_longer_listed_is_no_full_member_by_the_register(
    world: World, status: str, roll: Known[Roll] | None
) -> None:
    assert read(enrolled(world, status=status)).roll == roll


def test_the_day_of_death_is_read_and_a_missing_one_is_missing(world: World) -> None:
    dead = enrolled(world, status=Person.Status.DIED, status_on=date(2019, 2, 3))

    assert read(dead).died_on == Known(date(2019, 2, 3), "人员名册")
    assert read(enrolled(world, staff_no="A901", status=Person.Status.DIED)).died_on is None


def test_facts_are_read_with_their_sources(world: World) -> None:
    person, branch = enrolled(world), world.units["甲一支部"]
    facts.record(
        [
            fact("person.appraisal_grade", 2018, {"grade": "优秀"}, person_id=person.pk),
            fact("person.discipline", 2015, {"kind": "党内警告", "basis": "机关纪委〔2015〕1号"}, "2015-03-01",
                 date(2016, 3, 1), person_id=person.pk),
            fact("person.party_work", 2016, {"post": "组织委员", "unit": "甲一支部"}, "2016-05-01",
                 person_id=person.pk),
            fact("person.honour", 2017, {"kind": "表彰", "sponsor": "甲局机关党委", "batch": ""}, "优秀共产党员",
                 person_id=person.pk),
            fact("star_rating.tier", 2018, {"tier": 5}, unit_id=branch.pk),
        ]
    )  # fmt: skip
    found = read(person)

    assert found.grades == {(Review.APPRAISAL, 2018): Known("优秀", "2018年文件")}
    assert found.stars == {2018: Known(5, "2018年文件")}
    assert found.disciplines == Known(
        (Discipline("党内警告", date(2015, 3, 1), date(2016, 3, 1)),), "处分登记", complete=False
    )
    assert found.posts == Known(
        (Post("组织委员", "甲一支部", Period(date(2016, 5, 1))),), "党务经历登记", complete=False
    )
    assert found.honours == Known((Past("优秀共产党员", 2017, "甲局机关党委"),), "荣誉登记", complete=False)


def test_what_was_entered_of_a_person_is_read_with_its_source(world: World) -> None:
    person, branch = enrolled(world), world.units["甲一支部"]
    among = {"among": ["省管干部", "市管干部"]}
    of: dict[str, Any] = {"person_id": person.pk}
    facts.record(
        [
            fact("person.rank_groups", 2017, {"groups": [], **among}, **of),
            fact("person.rank_groups", 2018, {"groups": ["市管干部"], **among}, **of),
            fact("person.annual_grade", 2018, {"grade": "称职"}, **of),
            fact("person.no_discipline", 2018, {"body": "机关纪委", "years": "5"}, "2018-11-30", **of),
            fact("person.no_discipline", 2018, {"body": "机关纪委", "years": ""}, "2018-12-30", **of),
            NewFact("person.branch_joined", 2012, {"branch": branch.code}, "转入", "介绍信", date(2012, 5, 4),
                    item=branch.code, **of),
        ]
    )  # fmt: skip
    found = read(person)

    assert found.ranks == Known(
        Ranks(frozenset({"市管干部"}), frozenset({"省管干部", "市管干部"})), "2018年文件", year=2018
    )
    assert found.grades == {(Review.ANNUAL, 2018): Known("称职", "2018年文件")}
    assert found.cleared == (
        Known(Cleared(date(2018, 11, 30), 5), "2018年文件"), Known(Cleared(date(2018, 12, 30)), "2018年文件"),
    )  # fmt: skip
    assert found.place == Known(Place(branch.code, "甲一支部", date(2012, 5, 4)), "人员名册；介绍信")


def test_the_day_of_joining_lapses_with_a_move_that_nobody_dated(world: World) -> None:
    person, first, other = enrolled(world), world.units["甲一支部"], world.units["甲二支部"]
    for branch, day in ((first, date(2012, 5, 4)), (other, date(2016, 5, 4))):
        facts.record(
            [
                NewFact("person.branch_joined", day.year, {"branch": branch.code}, "转入", "介绍信", day,
                        item=branch.code, person_id=person.pk)
            ]
        )  # fmt: skip
    assert read(person).place == Known(Place(first.code, "甲一支部"), "人员名册")
    Person.objects.filter(pk=person.pk).update(branch=other)
    assert read(person).place == Known(Place(other.code, "甲二支部", date(2016, 5, 4)), "人员名册；介绍信")


@pytest.fixture
def rectifying(monkeypatch: pytest.MonkeyPatch) -> int:
    """Return this year; the facts about problems are declared, whoever publishes them."""
    kinds = {key: FactKind(key, "问题") for key in ("rectification.open", "rectification.overdue")}
    known = registry.fact_kinds() | kinds
    monkeypatch.setattr(registry, "fact_kinds", lambda: known)
    return timezone.localdate().year


def problems(unit: OrgUnit, year: int, late: int, unsettled: int) -> None:
    of: dict[str, Any] = {"unit_id": unit.pk, "source": "问题整改台账", "valid_from": date(year, 1, 1)}
    facts.record(
        [
            NewFact("rectification.overdue", year, {"count": late}, f"逾期未整改问题{late}个", **of),
            NewFact("rectification.open", year, {"count": unsettled}, f"未销号问题{unsettled}个", **of),
        ]
    )


def overdue_words(subject: Candidate, year: int) -> tuple[str, str]:
    answer = ask(subject, "no_overdue", Setting(date(year, 6, 1), year, frozenset()))
    return answer.verdict.words, answer.text


def test_problems_of_a_branch_speak_against_it_and_its_people(world: World, rectifying: int) -> None:
    year, branch, person = rectifying, world.units["甲一支部"], enrolled(world)

    def both() -> list[tuple[str, str]]:
        return [overdue_words(each, year) for each in (units_as_candidates([branch])[branch.pk], read(person))]

    unknown = ("需人工核实", "系统中没有问题整改情况，需人工核实。")
    assert both() == [unknown] * 2
    problems(branch, year - 1, 0, 0)
    assert both() == [unknown] * 2
    problems(branch, year, 2, 5)
    assert both() == [("不符合", "逾期未整改问题2个。")] * 2
    problems(branch, year, 0, 3)
    assert both() == [("符合", "没有逾期未整改的问题。")] * 2


def test_grades_of_a_unit_are_read(world: World) -> None:
    branch = world.units["甲一支部"]
    facts.record(
        [
            fact("unit.standard_grade", 2018, {"grade": "达标"}, unit_id=branch.pk),
            fact("unit.party_building_grade", 2017, {"grade": "优秀"}, unit_id=branch.pk),
        ]
    )

    assert units_as_candidates([branch])[branch.pk].grades == {
        (Review.STANDARD, 2018): Known("达标", "2018年文件"),
        (Review.PARTY_BUILDING, 2017): Known("优秀", "2017年文件"),
    }


def test_a_fact_that_was_superseded_is_not_read(world: World) -> None:
    person = enrolled(world)
    for sponsor in ("甲局机关党委", "工委"):
        value = {"kind": "表彰", "sponsor": sponsor, "batch": ""}
        facts.record([fact("person.honour", 2017, value, "优秀共产党员", person_id=person.pk)])
    honours = read(person).honours

    assert honours is not None
    assert honours.value == (Past("优秀共产党员", 2017, "工委"),)


def test_posts_held_on_the_platform_are_party_work_and_those_of_its_guards_are_not(world: World) -> None:
    secretary, guard = world.users["secretary"].person, world.users["sysadmin"].person
    assert secretary is not None
    assert guard is not None
    posts, none = read(secretary).posts, read(guard).posts

    assert posts is not None
    assert none is not None
    assert [(post.name, post.unit, post.period.since) for post in posts.value] == [
        (Role.BRANCH_SECRETARY.label, "甲一支部", date(2020, 1, 1))
    ]
    assert none.value == ()


def test_a_branch_and_a_unit_are_read(world: World) -> None:
    branch, committee = world.units["甲一支部"], world.units["甲局机关党委"]
    award = replace(shipped("four_strong"), sponsor="省直机关工委")
    honour = honour_of(award, award.categories[0], DAY, "甘机发〔2023〕9号")
    facts.record(
        [
            fact("unit.honour", 2018, honour.value, honour.name, unit_id=branch.pk),
            fact("star_rating.tier", 2017, {"tier": None}, unit_id=branch.pk),
        ]
    )
    found = units_as_candidates([branch, committee])

    assert (found[branch.pk].subject, found[committee.pk].subject) == (Subject.BRANCH, Subject.UNIT)
    assert found[branch.pk].stars == {}
    [past] = found[branch.pk].honours.value  # type: ignore[union-attr]
    assert (past.name, past.level) == ("“四强”党支部", SponsorLevel.PROVINCE)


def test_notice_two_judges_somebody_by_what_the_system_holds(world: World) -> None:
    """Of 职级 nobody has entered anything: a person must say so before it passes."""
    person = enrolled(world)
    facts.record([fact("person.appraisal_grade", 2018, {"grade": "优秀"}, person_id=person.pk)])
    award = dated("notice_2", date(2019, 6, 26))
    home = frozenset({world.units["甲一支部"].code})
    answers = answers_for(award, award.by_code["member"], read(person), home)

    assert said(answers) == [
        ("belongs", "符合"), ("party_member", "符合"), ("living", "符合"), ("graded", "符合"),
        ("rank_excluded", "需人工核实"),
    ]  # fmt: skip
    assert eligibility(answers).verdict.words == "需人工核实"


def test_the_statements_do_not_grow_with_the_people(world: World) -> None:
    people = [enrolled(world, staff_no=f"A9{n}") for n in range(3)]
    counts = []
    for number in (1, 3):
        with CaptureQueriesContext(connection) as statements:
            people_as_candidates(people[:number])
        counts.append(len(statements))
    with CaptureQueriesContext(connection) as statements:
        units_as_candidates(list(world.units.values()))

    assert (counts, len(statements)) == ([2, 2], 1)
