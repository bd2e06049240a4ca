"""荣誉台账: what one may see of it, how it is narrowed, and the workbook; past honours stand in it too."""

from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.test import Client
from openpyxl import load_workbook

from tests.workflows.nomination.cast import Cast, make_cast
from tests.workflows.nomination.ending import NUMBER, awarded
from workflows.engine import facts, ledger
from workflows.engine.transitions import seen_of
from workflows.nomination import actions
from workflows.organisation.actions.facts import FactInput, person_fact_new


@pytest.fixture
def clock() -> Iterator[Any]:
    """Stop the clock on a Monday morning; it goes on when shifted."""
    with time_machine.travel(datetime.fromisoformat("2026-11-23T09:00:00+08:00"), tick=False) as stopped:
        yield stopped


@pytest.fixture
def cast(clock: Any, db: None) -> Cast:
    """Return the cast: an award of this year in 甲局, honours of the past in both units."""
    made = make_cast()
    made.award_round()
    for name, year, honour in (("周八", 2019, "优秀党务工作者"), ("张三", 2021, "优秀共产党员")):
        value = {"kind": "通报表扬", "sponsor": f"{name}所在单位", "batch": f"批次{year}"}
        given = FactInput("person.honour", year, honour, value, honour, f"{year}年文件", date(year, 7, 1))
        person_fact_new(made.people[name], given, by=made.clerk)
    facts.record([_past_of_a_unit(made)])
    awarded(made, clock)
    return made


def _past_of_a_unit(cast: Cast) -> facts.NewFact:
    return facts.NewFact(
        key="unit.honour", year=2020, unit_id=cast.units["甲二支部"].pk, item="先进基层党组织",
        value={"kind": "表彰", "sponsor": "中共滨江市委", "batch": "滨委〔2020〕7号"}, words="先进基层党组织",
        source="滨委〔2020〕7号", valid_from=date(2020, 12, 31),
    )  # fmt: skip


def browser(cast: Cast, who: str) -> Client:
    client = Client()
    client.force_login(cast.users[who])
    return client


EVERY = {"张三2026", "张三2021", "甲二支部2020", "周八2019"}


def seen(cast: Cast, who: str = "clerk", query: str = "") -> set[str]:
    """Which lines somebody reads."""
    rows = browser(cast, who).get(f"/nomination/honours/?{query}").context["rows"]
    return {f"{row['line'].whose}{row['year']}" for row in rows}


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("clerk", EVERY),
        ("inspector", EVERY),
        ("staff", EVERY - {"周八2019"}),
        ("secretary", {"张三2026", "张三2021"}),
        ("sibling", {"甲二支部2020"}),
        ("outsider", {"周八2019"}),
        ("direct", set()),
        ("former", set()),
        ("sysadmin", set()),
        ("superuser", set()),
    ],
)
def test_everybody_reads_the_honours_of_whom_he_may_see(cast: Cast, who: str, expected: set[str]) -> None:
    assert seen(cast, who) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("year=2021", {"张三2021"}),
        ("kind=通报表扬", {"张三2021", "周八2019"}),
        ("name=优秀共产", {"张三2021", "张三2026"}),
        ("sponsor=滨江市委", {"甲二支部2020"}),
        ("q=周", {"周八2019"}),
        ("q=甲二支部", {"甲二支部2020"}),
        ("state=revoked", set()),
        ("state=standing", EVERY),
        ("q=没有这个人", set()),
    ],
)
def test_the_register_is_narrowed_by_its_address(cast: Cast, query: str, expected: set[str]) -> None:
    assert seen(cast, query=query) == expected


def test_the_register_is_narrowed_to_a_unit_with_all_below_it(cast: Cast) -> None:
    assert seen(cast, query=f"unit={cast.units['甲局机关党委'].pk}") == EVERY - {"周八2019"}
    assert seen(cast, query=f"unit={cast.units['乙局机关党委'].pk}") == {"周八2019"}


@pytest.mark.parametrize("query", ["year=1800", "year=x", "unit=0", "kind=无", f"q={'长' * 41}", "state=x"])
def test_an_address_that_makes_no_sense_says_so(cast: Cast, query: str) -> None:
    client = browser(cast, "clerk")

    assert client.get(f"/nomination/honours/?{query}").status_code == 422
    assert client.get(f"/nomination/honours/honours.xlsx?{query}").status_code == 404


def test_a_unit_of_others_cannot_be_asked_for(cast: Cast) -> None:
    unit = cast.units["乙局机关党委"].pk

    assert browser(cast, "staff").get(f"/nomination/honours/?unit={unit}").status_code == 422


def test_the_workbook_has_what_the_page_has(cast: Cast) -> None:
    answer = browser(cast, "clerk").get("/nomination/honours/honours.xlsx?name=优秀共产")

    sheet = load_workbook(BytesIO(answer.content))["荣誉台账"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[1] == [
        "序号", "年度", "姓名或组织名称", "所在党支部", "荣誉名称", "形式", "授予机关", "批次或文号", "授予日期",
        "状态", "撤销日期", "撤销文号", "来源",
    ]  # fmt: skip
    assert rows[2][:8] == [1, 2026, "张三", "甲一支部", "优秀共产党员", "表彰", "市直机关工委", NUMBER]
    assert [row[1] for row in rows[2:4]] == [2026, 2021]
    assert "郑思远于2026-12-23 09:00从系统导出" in str(rows[-1][0])
    kept = ledger.entries()[0]
    assert (kept.label, kept.actor_name, kept.comment) == ("导出名册", "郑思远", "荣誉台账")


def test_who_has_no_post_takes_nothing_along(cast: Cast) -> None:
    assert browser(cast, "former").get("/nomination/honours/honours.xlsx").status_code == 403


def test_what_was_revoked_is_told_apart_everywhere(cast: Cast) -> None:
    made = actions.revocation_propose(cast.nomination("张三"), "受到处分。", by=cast.clerk)
    actions.revocation_revoke(
        made, by=cast.leader, seen=seen_of(made), approved_by="工委", document="撤〔2026〕1号",
        revoked_on=date(2026, 12, 23),
    )  # fmt: skip

    assert (seen(cast, query="state=revoked"), seen(cast, query="state=standing")) == (
        {"张三2026"}, EVERY - {"张三2026"},
    )  # fmt: skip
    page = browser(cast, "secretary").get(f"/nomination/honours/people/{cast.people['张三'].pk}/").content.decode()
    assert [part for part in ("已撤销", "受到处分。", "撤〔2026〕1号", "牌匾、证书待收回") if part not in page] == []


def test_one_person_s_and_one_unit_s_honours(cast: Cast) -> None:
    def read(who: str, address: str) -> list[int] | int:
        answer = browser(cast, who).get(f"/nomination/honours/{address}/")
        return [row["year"] for row in answer.context["rows"]] if answer.status_code == 200 else answer.status_code

    person, unit = f"people/{cast.people['张三'].pk}", f"units/{cast.units['甲二支部'].pk}"
    assert [read(who, person) for who in ("secretary", "clerk", "outsider", "sibling")] == [[2026, 2021]] * 2 + [
        404
    ] * 2
    assert [read(who, unit) for who in ("sibling", "staff", "outsider", "secretary")] == [[2020], [2020], 404, 404]
    assert [read("clerk", each) for each in ("people/0", "units/0", f"people/{cast.people['李四'].pk}")] == [
        404,
        404,
        [],
    ]


def test_who_left_for_another_unit_stays_in_the_register_of_who_put_him_forward(cast: Cast) -> None:
    person = cast.people["张三"]
    type(person).objects.filter(pk=person.pk).update(branch=cast.units["乙一支部"])

    assert seen(cast, "secretary") == {"张三2026"}
    assert seen(cast, "outsider") == {"周八2019", "张三2026", "张三2021"}


def test_the_register_needs_signing_in(cast: Cast) -> None:
    assert Client().get("/nomination/honours/")["Location"].startswith("/login/")
