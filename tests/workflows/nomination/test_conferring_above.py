"""What a higher sponsor decides of those who went up, and the pages on which documents are registered."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from permissions.actor import SYSTEM
from tests.workflows.nomination.cast import Cast, document, make_cast
from tests.workflows.nomination.ending import (
    NUMBER,
    UNIT,
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
from workflows.engine.errors import Incomplete, Refused, Stale
from workflows.engine.models import Fact, Publicity
from workflows.engine.transitions import seen_of
from workflows.nomination import actions
from workflows.nomination.actions import Paper
from workflows.nomination.states import ListState as L
from workflows.nomination.states import NominationState as S

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


@pytest.fixture
def reporting(clock: Any, db: None) -> Cast:
    """Return the cast with a round whose honours a higher sponsor gives."""
    made = make_cast()
    made.award_round(document(sponsor="中共滨江市委", reports_to="市委组织部"))
    return made


def browser(cast: Cast, who: str) -> Client:
    client = Client()
    client.force_login(cast.users[who])
    return client


def answer(cast: Cast, left: dict[str, str], number: str = "滨委〔2026〕30号", on: date | None = None) -> None:
    paper = Paper(number, on or timezone.localdate())
    gone = {cast.nomination(name).process.number: reason for name, reason in left.items()}
    do(cast, lambda found, **seen: actions.list_answer(found, paper, gone, **seen), "clerk")


def both_units(cast: Cast, clock: Any) -> None:
    """Take a list of 甲局 and one of 乙局 past the same notice."""
    to_notice(cast, "张三")
    cast.listed("周八", by="outsider", unit="乙一支部", reviewer="other_deputy")
    report(cast, OTHER, "other_deputy")
    approve(cast, OTHER)
    publicise(cast, OTHER)
    clock.shift(timedelta(days=30))
    actions.settle_due(timezone.localdate())


# --- a higher sponsor ------------------------------------------------------------------------------------------------


def test_a_round_that_reports_sends_names_up_and_waits(reporting: Cast, clock: Any) -> None:
    to_conferring(reporting, clock, "张三", "李四")

    confer(reporting, "滨直工呈〔2026〕3号")

    assert (state_of(reporting), states(reporting, "张三", "李四")) == (L.CONFERRING, [S.RECOMMENDED] * 2)
    sent = reporting.nomination("张三").recommended_by
    assert sent is not None
    assert (honours(), sent.words) == ([], "上报文：滨直工呈〔2026〕3号，2026年12月23日")
    assert disagreements() == []


def test_the_higher_sponsor_s_answer_gives_honours_and_reasons(reporting: Cast, clock: Any) -> None:
    to_conferring(reporting, clock, "张三", "李四")
    confer(reporting, "滨直工呈〔2026〕3号")

    answer(reporting, {"李四": "名额所限。"})

    fact = Fact.objects.get(key="person.honour")
    assert (state_of(reporting), states(reporting, "张三", "李四")) == (L.CLOSED, [S.AWARDED, S.NOT_AWARDED])
    assert (fact.person, fact.value["sponsor"], fact.value["document"]) == (
        reporting.people["张三"], "中共滨江市委", "滨委〔2026〕30号",
    )  # fmt: skip
    with pytest.raises(Stale):
        answer(reporting, {})
    assert disagreements() == []


def test_an_answer_is_not_older_than_the_question(reporting: Cast, clock: Any) -> None:
    to_conferring(reporting, clock)
    confer(reporting, "滨直工呈〔2026〕3号")

    with pytest.raises(Incomplete, match="上级决定的日期早于“上报文"):
        answer(reporting, {}, on=date(2026, 12, 22))


def test_nobody_is_answered_for_who_was_not_asked_about(reporting: Cast, clock: Any) -> None:
    to_conferring(reporting, clock)

    with pytest.raises(Refused, match="没有等待上级决定的人选"):
        answer(reporting, {})


# --- the pages -------------------------------------------------------------------------------------------------------


def form(cast: Cast, **more: str) -> dict[str, str]:
    return {"seen": str(seen_of(cast.list_in(UNIT))), "number": NUMBER, "dated_on": "2026-12-23", **more}


def test_the_document_is_registered_on_a_page(cast: Cast, clock: Any) -> None:
    submission = to_conferring(cast, clock, "张三", "李四")
    address = f"/nomination/{submission.process.number}/confer/"

    text = browser(cast, "clerk").get(address).content.decode()
    assert [
        part for part in ("张三", "李四", "登记表彰决定", "优秀共产党员", "登记并授予（2个）") if part not in text
    ] == []
    assert browser(cast, "clerk").post(address, form(cast, number="")).status_code == 422
    assert browser(cast, "clerk").post(address, form(cast, dated_on="2026-11-25")).status_code == 422
    assert honours() == []
    assert browser(cast, "clerk").post(address, form(cast)).status_code == 302
    assert len(honours()) == 2

    told = browser(cast, "clerk").get(address)
    assert (told.status_code, "可能刚刚办结" in told.content.decode()) == (422, True)


def test_the_page_of_the_whole_round_ends_all_lists(cast: Cast, clock: Any) -> None:
    both_units(cast, clock)
    address = f"/nomination/{cast.list_in(UNIT).process.number}/confer/"

    alone = browser(cast, "clerk").get(address).content.decode()
    assert ("周八" in alone, "本批次全部名单" in alone) == (False, True)
    assert "周八" in browser(cast, "clerk").get(f"{address}?whole=1").content.decode()
    assert browser(cast, "clerk").post(f"{address}?whole=1", form(cast)).status_code == 302
    assert [state_of(cast), state_of(cast, OTHER)] == [L.CLOSED, L.CLOSED]


def test_the_page_says_who_stays_behind(cast: Cast, clock: Any) -> None:
    to_notice(cast, "张三", "李四")
    objections.receive(Publicity.objects.get(), cast.nomination("李四"), by=SYSTEM, channel="网上", text="不实。")
    clock.shift(timedelta(days=30))
    actions.settle_due(timezone.localdate())

    shown = browser(cast, "clerk").get(f"/nomination/{cast.list_in(UNIT).process.number}/confer/").context
    assert [row["name"] for row in shown["rows"]] == ["张三"]
    assert [row["name"] for row in shown["held"]] == ["李四"]


@pytest.mark.parametrize(
    ("who", "status"), [("head", 200), ("leader", 403), ("staff", 403), ("secretary", 404), ("outsider", 404)]
)
def test_who_sees_the_page(cast: Cast, clock: Any, who: str, status: int) -> None:
    submission = to_conferring(cast, clock)

    assert browser(cast, who).get(f"/nomination/{submission.process.number}/confer/").status_code == status


def test_the_answer_is_registered_one_by_one(reporting: Cast, clock: Any) -> None:
    submission = to_conferring(reporting, clock, "张三", "李四")
    confer(reporting, "滨直工呈〔2026〕3号")
    first, second = (reporting.nomination(name).process.number for name in ("张三", "李四"))
    address, client = f"/nomination/{submission.process.number}/answer/", browser(reporting, "clerk")
    given = {f"result_{first}": "given", f"result_{second}": "left", f"reason_{first}": "", f"reason_{second}": ""}

    told = client.post(address, form(reporting, **given))
    assert (told.status_code, "请填写李四未授予的原因。" in told.content.decode()) == (422, True)
    given[f"reason_{second}"] = "名额所限。"
    assert client.post(address, form(reporting, **given)).status_code == 302
    assert states(reporting, "张三", "李四") == [S.AWARDED, S.NOT_AWARDED]
