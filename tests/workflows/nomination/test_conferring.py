"""授予 and 上报: one document for a list or a round, honours as facts, and nothing twice."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from permissions.actor import SYSTEM
from tests.workflows.nomination.cast import Cast, make_cast
from tests.workflows.nomination.ending import (
    NUMBER,
    approve,
    confer,
    disagreements,
    do,
    honours,
    publicise,
    report,
    state_of,
    states,
    to_conferring,
    to_notice,
)
from workflows.engine import objections
from workflows.engine.errors import Incomplete, NotAllowed, Refused, Stale
from workflows.engine.models import Fact, Publicity
from workflows.engine.transitions import seen_of
from workflows.nomination import actions
from workflows.nomination.actions import Paper
from workflows.nomination.models import AwardDocument
from workflows.nomination.queries.candidates import people_as_candidates
from workflows.nomination.states import ListState as L
from workflows.nomination.states import NominationState as S
from workflows.organisation.actions.facts import FactInput, person_fact_new

OTHER = "乙局机关党委"


@pytest.fixture
def clock() -> Iterator[Any]:
    """Stop the clock on a Monday morning; it goes on when shifted."""
    with time_machine.travel(datetime.fromisoformat("2026-11-23T09:00:00+08:00"), tick=False) as stopped:
        yield stopped


@pytest.fixture
def cast(clock: Any, db: None) -> Cast:
    """Return the cast with a small round of the 工委 open."""
    made = make_cast()
    made.award_round()
    return made


def both_units(cast: Cast, clock: Any) -> None:
    """Take a list of 甲局 and one of 乙局 past the same notice."""
    to_notice(cast, "张三")
    cast.listed("周八", by="outsider", unit="乙一支部", reviewer="other_deputy")
    report(cast, OTHER, "other_deputy")
    approve(cast, OTHER)
    publicise(cast, OTHER)
    clock.shift(timedelta(days=30))
    actions.settle_due(timezone.localdate())


# --- the sponsor itself ----------------------------------------------------------------------------------------------


def test_a_document_gives_the_honour_to_everybody_who_waits(cast: Cast, clock: Any) -> None:
    to_conferring(cast, clock, "张三", "李四")

    confer(cast)

    fact = Fact.objects.get(person=cast.people["张三"], key="person.honour")
    assert (state_of(cast), states(cast, "张三", "李四")) == (L.CLOSED, [S.AWARDED] * 2)
    assert honours() == [("张三", "优秀共产党员"), ("李四", "优秀共产党员")]
    assert (fact.item, fact.year, fact.source, fact.valid_from, fact.process) == (
        "优秀共产党员", 2026, f"2026年“两优一先”表彰（{NUMBER}）", date(2026, 12, 23), cast.nomination("张三").process,
    )  # fmt: skip
    assert fact.value == {
        "kind": "表彰", "sponsor": "市直机关工委", "batch": NUMBER, "level": "city", "document": NUMBER,
        "on": "2026-12-23", "name": "优秀共产党员",
    }  # fmt: skip
    assert disagreements() == []


def test_a_branch_and_a_unit_get_the_honours_of_units(cast: Cast, clock: Any) -> None:
    cast.listed("甲一支部", "branch")
    to_conferring(cast, clock, "张三")
    confer(cast)

    assert sorted(honours()) == [("张三", "优秀共产党员"), ("甲一支部", "先进基层党组织")]
    assert disagreements() == []


@pytest.mark.parametrize(
    ("paper", "sentence"),
    [
        (Paper(" ", date(2026, 12, 23)), "请填写文号。"),
        (Paper(NUMBER, date(2026, 12, 24)), "成文日期不能晚于今天。"),
        (Paper(NUMBER, date(2026, 11, 30)), "到2026年11月30日为止，文件日期应在公示期满之后。"),
    ],
)
def test_a_document_has_a_number_and_a_day_after_the_notice(
    cast: Cast, clock: Any, paper: Paper, sentence: str
) -> None:
    to_conferring(cast, clock)

    with pytest.raises(Incomplete, match=sentence):
        do(cast, lambda found, **seen: actions.list_confer(found, paper, **seen), "clerk")
    assert (AwardDocument.objects.count(), honours(), states(cast, "张三")) == (0, [], [S.CONFERRING])


def test_the_first_day_after_the_notice_will_do(cast: Cast, clock: Any) -> None:
    to_conferring(cast, clock)
    confer(cast, on=date(2026, 12, 1))

    assert states(cast, "张三") == [S.AWARDED]


@pytest.mark.parametrize("who", ["leader", "inspector", "staff", "deputy", "secretary", "outsider"])
def test_only_the_host_s_department_registers_it(cast: Cast, clock: Any, who: str) -> None:
    to_conferring(cast, clock)

    with pytest.raises(NotAllowed):
        confer(cast, by=who)
    assert honours() == []


def test_registering_it_again_is_refused_with_the_document(cast: Cast, clock: Any) -> None:
    to_conferring(cast, clock, "张三", "李四")
    made = Publicity.objects.get()
    kept = objections.receive(made, cast.nomination("李四"), by=SYSTEM, channel="网上", text="不实。")
    confer(cast)

    with pytest.raises(Refused, match=f"没有等待授予的人选，最近登记的是“表彰决定：{NUMBER}，2026年12月23日”"):
        confer(cast, "另一号")
    assert (honours(), AwardDocument.objects.count(), kept.state) == ([("张三", "优秀共产党员")], 1, "checking")


def test_a_page_that_is_old_registers_nothing(cast: Cast, clock: Any) -> None:
    submission = to_conferring(cast, clock)
    seen = seen_of(submission)
    confer(cast)

    with pytest.raises(Stale):
        actions.list_confer(submission, Paper(NUMBER, timezone.localdate()), by=cast.clerk, seen=seen)
    assert len(honours()) == 1


def test_one_number_with_two_days_is_refused(cast: Cast, clock: Any) -> None:
    both_units(cast, clock)
    confer(cast, on=date(2026, 12, 1))

    with pytest.raises(Refused, match=r"本批次已登记“表彰决定：.*，2026年12月1日”，成文日期与所填的不同"):
        do(cast, lambda found, **s: actions.list_confer(found, Paper(NUMBER, date(2026, 12, 2)), **s), "clerk", OTHER)
    assert states(cast, "周八") == [S.CONFERRING]


def test_one_document_ends_every_list_of_the_round(cast: Cast, clock: Any) -> None:
    both_units(cast, clock)

    confer(cast, whole=True)

    assert [state_of(cast), state_of(cast, OTHER)] == [L.CLOSED, L.CLOSED]
    assert honours() == [("张三", "优秀共产党员"), ("周八", "优秀共产党员")]
    assert AwardDocument.objects.count() == 1
    assert disagreements() == []


def test_who_is_under_an_objection_follows_under_the_same_number(cast: Cast, clock: Any) -> None:
    to_notice(cast, "张三", "李四")
    made = objections.receive(
        Publicity.objects.get(), cast.nomination("李四"), by=SYSTEM, channel="网上", text="不实。"
    )
    clock.shift(timedelta(days=30))
    actions.settle_due(timezone.localdate())
    confer(cast)
    assert (state_of(cast), states(cast, "张三", "李四")) == (L.CONFERRING, [S.AWARDED, S.PUBLICISING])
    assert disagreements() == []

    objections.dismiss(made, by=cast.clerk, seen=seen_of(made), comment="不实。")
    actions.settle_due(timezone.localdate())
    confer(cast)

    assert (state_of(cast), len(honours()), AwardDocument.objects.count()) == (L.CLOSED, 2, 1)
    assert disagreements() == []


def test_a_list_ends_when_the_last_one_under_an_objection_is_struck_off(cast: Cast, clock: Any) -> None:
    to_notice(cast, "张三", "李四")
    made = objections.receive(
        Publicity.objects.get(), cast.nomination("李四"), by=SYSTEM, channel="网上", text="不实。"
    )
    clock.shift(timedelta(days=30))
    actions.settle_due(timezone.localdate())
    confer(cast)
    objections.uphold(made, by=cast.clerk, seen=seen_of(made), comment="属实。")
    actions.settle_due(timezone.localdate())

    assert (state_of(cast), states(cast, "李四")) == (L.CLOSED, [S.REJECTED])
    assert disagreements() == []


# --- honours beside others -------------------------------------------------------------------------------------------


def test_an_honour_of_that_name_from_somebody_else_stays(cast: Cast, clock: Any) -> None:
    value = {"kind": "表彰", "sponsor": "甲局党组", "batch": ""}
    given = FactInput("person.honour", 2026, "优秀共产党员", value, "优秀共产党员", "甲局文件", date(2026, 7, 1))
    person_fact_new(cast.people["张三"], given, by=cast.clerk)
    to_conferring(cast, clock)
    confer(cast)

    past = people_as_candidates([cast.people["张三"]])[cast.people["张三"].pk].honours
    assert past is not None
    assert [(each.name, each.sponsor) for each in past.value] == [
        ("优秀共产党员", "甲局党组"), ("优秀共产党员", "市直机关工委"),
    ]  # fmt: skip
    assert disagreements() == []
