"""What holds for every candidate and every condition, tried on invented ones."""

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.workflows.nomination.rounds import HOME, SETTING, condition
from workflows.engine.months import months_after
from workflows.nomination.rules import (
    Answer,
    Candidate,
    Cleared,
    Condition,
    Discipline,
    Known,
    Overdue,
    Past,
    Period,
    Place,
    Post,
    Ranks,
    Review,
    Roll,
    SponsorLevel,
    Subject,
    Verdict,
    eligibility,
    together,
)
from workflows.nomination.rules.conditions import KINDS, Setting
from workflows.nomination.rules.dates import years_after

DAYS = st.dates(date(2000, 1, 1), date(2022, 12, 31))
ONE_DAY = timedelta(days=1)


def known(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Known[Any] | None]:
    """A fact with a source, or nobody knows."""
    return st.none() | st.builds(Known, values, st.just("登记"), st.booleans())


periods = st.builds(lambda a, b: Period(min(a, b), max(a, b)), DAYS, DAYS) | st.builds(Period, DAYS)
all_posts = st.lists(
    st.builds(Post, st.sampled_from(["组织委员", "机关党委书记", "科员"]), st.just("甲局"), periods), max_size=3
)
disciplines = st.lists(
    st.builds(lambda on, days: Discipline("党内警告", on, None if days is None else on + timedelta(days)), DAYS,
              st.none() | st.integers(0, 900)), max_size=2,
)  # fmt: skip
pasts = st.lists(
    st.builds(
        Past,
        st.sampled_from(["优秀共产党员", "先进个人"]),
        st.integers(2016, 2021),
        st.sampled_from(["厅党委", "工委"]),
        st.none() | st.sampled_from(SponsorLevel),
        st.booleans(),
    ),
    max_size=3,
)
yearly = st.dictionaries(
    st.tuples(st.sampled_from([Review.APPRAISAL, Review.ANNUAL]), st.integers(2017, 2021)),
    st.builds(Known, st.sampled_from(["优秀", "合格"]), st.just("登记")),
)
candidates = st.builds(
    Candidate,
    st.just("张三"),
    st.just(Subject.PERSON),
    roll=known(st.sampled_from(Roll)),
    formal_on=known(DAYS),
    joined_on=known(DAYS),
    died_on=known(st.none() | DAYS),
    place=known(st.builds(Place, st.sampled_from(["A1", "B7"]), st.just("某支部"), st.none() | DAYS)),
    posts=known(st.builds(tuple, all_posts)),
    grades=yearly,
    stars=st.dictionaries(st.integers(2019, 2021), st.builds(Known, st.integers(0, 5), st.just("评定"))),
    disciplines=known(st.builds(tuple, disciplines)),
    cleared=st.lists(st.builds(Known, st.builds(Cleared, DAYS, st.integers(0, 5)), st.just("说明"))).map(tuple),
    overdue=known(st.builds(Overdue, st.integers(0, 2), st.just("有问题逾期未整改"))),
    ranks=known(
        st.builds(
            Ranks,
            st.frozensets(st.sampled_from(["省管干部", "县级干部"])),
            st.just(frozenset({"省管干部", "县级干部"})),
        )
    ),
    honours=known(st.builds(tuple, pasts)),
    is_leader=known(st.booleans()),
)

CONDITIONS = [
    condition("party_member"),
    condition("party_member", probationary_too=True),
    condition("party_age", years=3),
    condition("party_age", years=3, counted_from="joined", boundary=False),
    condition("belongs"),
    condition("belongs", since="2020-01-01"),
    condition("living"),
    condition("living", posthumous=True),
    condition("party_work", years=2),
    condition("party_work", years=2, continuous=True, boundary=False),
    condition("holds_post", posts=["委员"]),
    condition("rank_excluded", ranks=["省管干部"]),
    condition("rank_excluded", ranks=["省管领导干部", "市管干部"]),
    condition("rank_excluded", ranks=["省管干部"], except_posts=["机关党委书记"]),
    condition("graded", reviews=["appraisal", "annual"], grades=["优秀"], years=2),
    condition("star", level=3),
    condition("no_discipline"),
    condition("no_discipline", years=3),
    condition("no_discipline", statement_days=30),
    condition("no_overdue"),
    condition("honoured_before", years=[2019, 2020]),
    condition("honoured_before", years=[2019, 2020], every=True, sponsors=["厅党委"]),
    condition("honoured_before", years=[2019], levels=["basic"]),
    condition("interval", years=2, names=["优秀共产党员"]),
]
any_condition = st.sampled_from(CONDITIONS)


def test_every_kind_is_among_them() -> None:
    assert {each.KIND for each in CONDITIONS} == set(KINDS)


def forgotten(candidate: Candidate) -> Iterator[Candidate]:
    """The candidate with one thing fewer known, each in turn."""
    for field in fields(candidate):
        if isinstance(getattr(candidate, field.name), Known):
            nothing: dict[str, Any] = {field.name: None}
            yield replace(candidate, **nothing)
    for key in candidate.grades:
        yield replace(candidate, grades={other: grade for other, grade in candidate.grades.items() if other != key})
    for year in candidate.stars:
        yield replace(candidate, stars={other: star for other, star in candidate.stars.items() if other != year})
    for n in range(len(candidate.cleared)):
        yield replace(candidate, cleared=candidate.cleared[:n] + candidate.cleared[n + 1 :])
    if candidate.disciplines:
        blank = tuple(replace(each, until=None) for each in candidate.disciplines.value)
        yield replace(candidate, disciplines=replace(candidate.disciplines, value=blank))
    if candidate.honours:
        unranked = tuple(replace(each, level=None) for each in candidate.honours.value)
        yield replace(candidate, honours=replace(candidate.honours, value=unranked))
    for name in ("posts", "disciplines", "honours"):
        if (fact := getattr(candidate, name)) is not None:
            unsure: dict[str, Any] = {name: replace(fact, complete=False)}
            yield replace(candidate, **unsure)
    if candidate.place:
        yield replace(candidate, place=Known(replace(candidate.place.value, since=None), "登记"))


# --- eligibility --------------------------------------------------------------------------------------------------


@given(any_condition, candidates)
def test_knowing_less_never_makes_a_pass(asked: Condition, candidate: Candidate) -> None:
    before = asked.answer(candidate, SETTING).verdict
    after = {asked.answer(less, SETTING).verdict for less in forgotten(candidate)}

    assert before is Verdict.MET or Verdict.MET not in after


@given(any_condition, candidates)
def test_every_answer_is_one_sentence_or_more_and_can_be_kept(asked: Condition, candidate: Candidate) -> None:
    answer = asked.answer(candidate, SETTING)

    assert answer.text.endswith("。")
    assert Answer.from_data(answer.to_data()) == answer


@given(st.lists(any_condition, unique_by=lambda each: id(each)), any_condition, candidates)
def test_one_condition_more_never_helps(some: list[Condition], more: Condition, candidate: Candidate) -> None:
    order = [Verdict.NOT_MET, Verdict.UNKNOWN, Verdict.MET]
    answers = [replace(each.answer(candidate, SETTING), code=str(n)) for n, each in enumerate(some)]
    added = replace(more.answer(candidate, SETTING), code="more")

    assert order.index(eligibility([*answers, added]).verdict) <= order.index(eligibility(answers).verdict)


@given(st.lists(st.sampled_from(Verdict)))
def test_all_must_be_met_together(verdicts: list[Verdict]) -> None:
    assert (together(verdicts) is Verdict.MET) == all(each is Verdict.MET for each in verdicts)
    assert (together(verdicts) is Verdict.NOT_MET) == (Verdict.NOT_MET in verdicts)


@given(DAYS, st.integers(1, 40), st.booleans())
def test_years_are_reached_on_their_anniversary_and_not_the_day_before(since: date, years: int, boundary: bool) -> None:
    person = Candidate("张三", Subject.PERSON, formal_on=Known(since, "名册"))
    asked = condition("party_age", years=years, boundary=boundary)
    first = years_after(since, years) + (timedelta(0) if boundary else ONE_DAY)

    def verdict(day: date) -> Verdict:
        return asked.answer(person, Setting(day, day.year, HOME)).verdict

    assert (verdict(first - ONE_DAY), verdict(first), verdict(first + ONE_DAY)) == (
        Verdict.NOT_MET, Verdict.MET, Verdict.MET,
    )  # fmt: skip


@given(DAYS, st.integers(1, 5), st.booleans())
def test_one_post_alone_serves_as_long_continuously_as_in_all(since: date, years: int, boundary: bool) -> None:
    person = Candidate("张三", Subject.PERSON, posts=Known((Post("委员", "甲局", Period(since)),), "登记"))
    first = years_after(since, years) + (timedelta(0) if boundary else ONE_DAY)

    for continuous in (True, False):
        asked = condition("party_work", years=years, continuous=continuous, boundary=boundary)
        found = [
            asked.answer(person, Setting(day, day.year, HOME)).verdict for day in (first - ONE_DAY, first)
        ]  # fmt: skip
        assert found == [Verdict.NOT_MET, Verdict.MET]


@given(all_posts, st.integers(1, 5))
def test_continuous_work_is_never_more_than_all_work(held: list[Post], years: int) -> None:
    person = Candidate("张三", Subject.PERSON, posts=Known(tuple(held), "登记"))
    unbroken = condition("party_work", years=years, continuous=True).answer(person, SETTING).verdict
    total = condition("party_work", years=years).answer(person, SETTING).verdict

    assert unbroken is Verdict.NOT_MET or total is Verdict.MET


@given(DAYS, st.integers(0, 600))
def test_months_later_is_that_month_on_that_day_or_its_last(day: date, months: int) -> None:
    later = months_after(day, months)

    assert later.year * 12 + later.month == day.year * 12 + day.month + months
    assert later.day == day.day or (later.day < day.day and (later + ONE_DAY).day == 1)
