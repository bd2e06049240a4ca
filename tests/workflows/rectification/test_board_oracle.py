"""The board's SQL counts what the rules count, problem by problem, on the same rows."""

from datetime import date

import pytest

from tests.workflows.rectification.cast import Cast, fresh, today
from tests.workflows.rectification.pages import programme
from workflows.rectification import actions
from workflows.rectification.models import Problem
from workflows.rectification.queries import board, ledger
from workflows.rectification.rules import Age, Bucket, Counted, Standing, age_of, bucket_of, by_lead, latest, trend
from workflows.rectification.states import ProblemState as S

STANDINGS = {S.CLOSED: Standing.CLOSED, S.SUSTAINING: Standing.SUSTAINING}
DAYS = (1, 5, 10, 11, 20, 21, 60)


@pytest.fixture
def rows(cast: Cast) -> list[Problem]:
    """Return problems of four units: every bucket, one closed, one that came back, one with two that take part."""
    for day in DAYS:
        cast.do(actions.assign, cast.register("甲二支部", text=f"第{day}天到期", due_on=today(day)), "clerk")
    closed = cast.problem_at(S.CLOSED)
    looked = actions.look_back_pick(fresh(closed), "群众反映", by=cast.clerk)
    cast.do(actions.look_back_relapse, looked, "clerk", found="又出现了", limit="dated", due_on=today(30))
    cast.register("乙一支部", text="几个单位共同整改", participants=("甲一支部", "甲二支部"))
    cast.register("丙办党支部", text="长期坚持", limit="sustained", due_on=None)
    cast.problem_at(S.CLOSED, text="另一个已销号的")
    return list(Problem.objects.select_related("unit", "first").order_by("pk"))


def counted(row: Problem) -> Counted:
    """A problem as the rules see it."""
    others = frozenset(part.unit.short_name for part in row.participations.select_related("unit"))
    standing = STANDINGS.get(S(row.state), Standing.WORKING)
    return Counted(str((row.first or row).pk), row.unit.short_name, standing, row.turn, others)


def test_each_problem_counts_once_for_its_lead_in_its_last_turn(cast: Cast, rows: list[Problem]) -> None:
    seen = ledger.seen(cast.users["clerk"], programme())
    figures = by_lead(map(counted, rows))
    led = {unit: sum(found.led.values()) for unit, found in figures.items() if found.led}

    names = dict(Problem.objects.values_list("unit_id", "unit__short_name"))
    assert {names[int(group.key)]: group.tally.total for group in board.by(seen, "unit")["unit"]} == led
    assert ledger.tally(seen).total == len(latest(map(counted, rows))) == sum(led.values()) == len(rows) - 1
    assert ledger.tally(seen).of(S.CLOSED) == 1


def test_the_days_left_fall_into_the_buckets_of_the_rules(cast: Cast, rows: list[Problem]) -> None:
    found = board.left(ledger.seen(cast.users["clerk"], programme()))
    last = [row for row in rows if not row.superseded]
    buckets = [bucket_of(row.due_on, today(), closed=row.state == S.CLOSED) for row in last]

    assert {bucket: found[bucket.value] for bucket in Bucket} == {each: buckets.count(each) for each in Bucket}
    assert found["none"] == 1
    assert {bucket for bucket in Bucket if found[bucket.value]} == {Bucket.TEN, Bucket.TWENTY, Bucket.LATER}


def test_the_days_gone_fall_into_the_ages_of_the_rules(cast: Cast, rows: list[Problem]) -> None:
    handed = [row for row in rows if row.assigned_on and row.state != S.CLOSED]
    for row, gone in zip(handed, (0, 30, 31, 90, 91, 180, 181), strict=True):
        Problem.objects.filter(pk=row.pk).update(assigned_on=today(-gone))
    seen = ledger.seen(cast.users["clerk"], programme())
    found, last = board.left_and_ages(seen)[1], list(seen)
    ages = [age_of(row.assigned_on, today(), closed=row.state == S.CLOSED) for row in last]

    assert {age: found[age.value] for age in Age} == {each: ages.count(each) for each in Age}
    assert (found["month"], found["quarter"], found["half"], found["older"]) == (2, 2, 2, 1)
    assert sum(found.values()) == ledger.tally(seen).open
    narrowed = {name: ledger.narrow(seen, ledger.Wanted(age=name)).count() for name in found}
    assert narrowed == found


def test_the_months_are_those_of_the_rules(cast: Cast, rows: list[Problem]) -> None:
    spans = [(row.assigned_on, row.closed_on) for row in rows if row.assigned_on and not row.superseded]
    since = date(today().year - 1, today().month, 1)
    expected = trend(spans, since, today())[1:]

    found = board.trend(ledger.seen(cast.users["clerk"], programme()), today())
    assert [(month.first, month.assigned, month.closed) for month in found] == [
        (month.first, month.came, month.closed) for month in expected
    ]
    assert (found[-1].assigned, found[-1].closed) == (len(DAYS) + 1, 1)
