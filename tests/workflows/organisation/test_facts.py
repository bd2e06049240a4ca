"""The past of a person: entered with its source, corrected by a later fact, never overwritten."""

from datetime import date
from typing import Any

import pytest

from tests.workflows.organisation.people import person_of, settle, signed_in
from tests.world import World
from workflows.engine import facts, ledger
from workflows.engine.errors import NotAllowed, Refused, Stale
from workflows.engine.models import Fact
from workflows.organisation import queries
from workflows.organisation.actions import facts as actions
from workflows.organisation.actions.facts import FactInput

DISCIPLINE = {
    "kind": "党内警告",
    "since": "2024-03-01",
    "until": "2025-03-01",
    "basis": "甲局纪〔2024〕3号",
    "source": "处分决定书",
}


@pytest.fixture
def settled(world: World) -> World:
    """Return the cast with 周志远 in 甲一支部."""
    settle(world, secretary="甲一支部")
    return world


def warning(words: str = "党内警告", day: date = date(2024, 3, 1)) -> FactInput:
    """A 处分."""
    value = {"kind": words, "basis": "甲局纪〔2024〕3号"}
    return FactInput(queries.DISCIPLINE_FACT, day.year, day.isoformat(), value, words, "处分决定书", day)


def post(world: World, query: dict[str, Any], form: dict[str, Any], by: str = "staff") -> Any:
    """Send the form of a fact of 周志远."""
    address = f"/organisation/people/{person_of(world, 'secretary').pk}/facts/"
    return signed_in(world.users[by]).post(address, form, query_params=query)


def current(world: World) -> list[tuple[str, str, Any]]:
    return [(row.key, row.words, row.value) for row in facts.of_subject(person_of(world, "secretary"))]


@pytest.mark.parametrize(
    ("kind", "form", "stored"),
    [
        (
            "discipline",
            DISCIPLINE,
            (
                queries.DISCIPLINE_FACT, 2024, "2024-03-01", "党内警告",
                {"kind": "党内警告", "basis": "甲局纪〔2024〕3号"},
            ),
        ),
        (
            "party_work",
            {"post": "组织委员", "unit": "甲一支部", "since": "2021-05-01", "until": "", "source": "任职文件"},
            (queries.PARTY_WORK_FACT, 2021, "2021-05-01", "甲一支部组织委员", {"post": "组织委员", "unit": "甲一支部"}),
        ),
        (
            "honour",
            {
                "name": "优秀共产党员", "kind": "表彰", "year": "2023", "sponsor": "市委", "batch": "第五批",
                "since": "2023-06-28", "source": "表彰决定",
            },
            (
                queries.HONOUR_FACT, 2023, "优秀共产党员", "优秀共产党员",
                {"kind": "表彰", "sponsor": "市委", "batch": "第五批"},
            ),
        ),
        (
            "grade",
            {"year": "2023", "grade": "优秀", "source": "民主评议登记表"},
            (queries.GRADE_FACT, 2023, "", "优秀", {"grade": "优秀"}),
        ),
    ],
)  # fmt: skip
def test_each_kind_of_fact_is_entered_on_its_form(
    settled: World, kind: str, form: dict[str, str], stored: tuple[Any, ...]
) -> None:
    answer = post(settled, {"kind": kind}, form)

    row = Fact.objects.get()
    assert answer.status_code == 302
    assert (row.key, row.year, row.item, row.words, row.value) == stored
    assert row.source == form["source"]
    assert ledger.of(person_of(settled, "secretary")).count() == 1


def test_a_correction_supersedes_and_the_page_shows_both_with_the_reason(settled: World) -> None:
    post(settled, {"kind": "discipline"}, DISCIPLINE)
    wrong = Fact.objects.get()

    answer = post(
        settled,
        {"fact": str(wrong.pk)},
        DISCIPLINE | {"kind": "党内严重警告", "since": "2024-04-01", "reason": "录错日期"},
    )

    earlier = Fact.objects.get(pk=wrong.pk)
    made = Fact.objects.get(superseded_by=None)
    person = person_of(settled, "secretary")
    assert answer.status_code == 302
    assert (earlier.words, earlier.superseded_by, made.words) == ("党内警告", made, "党内严重警告")
    assert ledger.of(person)[0].data["fields"] == {
        "处分": [
            "2024年党内警告（2024-03-01至2025-03-01，来源：处分决定书）",
            "2024年党内严重警告（2024-04-01至2025-03-01，来源：处分决定书）",
        ]
    }
    text = signed_in(settled.users["staff"]).get(f"/organisation/people/{person.pk}/").content.decode()
    assert ("<del>2024年党内警告</del>" in text, "录错日期" in text) == (True, True)


def test_the_same_fact_is_not_entered_twice(settled: World) -> None:
    person = person_of(settled, "secretary")
    actions.person_fact_new(person, warning(), by=settled.staff)

    with pytest.raises(Refused) as refused:
        actions.person_fact_new(person, warning("留党察看"), by=settled.staff)

    assert refused.value.message == (
        "已登记2024年党内警告（2024-03-01，来源：处分决定书），不能重复登记；要改的请在那一条上办理更正。"
    )
    assert [words for _, words, _ in current(settled)] == ["党内警告"]


def test_a_correction_does_not_swallow_another_fact_nor_happen_twice(settled: World) -> None:
    person = person_of(settled, "secretary")
    first = actions.person_fact_new(person, warning(), by=settled.staff)
    actions.person_fact_new(person, warning("留党察看", date(2025, 1, 1)), by=settled.staff)

    with pytest.raises(Refused):
        actions.person_fact_correct(first, warning(day=date(2025, 1, 1)), "日期", by=settled.staff)
    actions.person_fact_correct(first, warning("党内严重警告"), "种类", by=settled.staff)
    with pytest.raises(Stale):
        actions.person_fact_correct(first, warning("党内警告"), "又改", by=settled.staff)

    assert sorted(words for _, words, _ in current(settled)) == ["党内严重警告", "留党察看"]


def test_a_fact_of_somebody_elses_people_is_refused(settled: World) -> None:
    with pytest.raises(NotAllowed):
        actions.person_fact_new(person_of(settled, "secretary"), warning(), by=settled.other_deputy)

    assert post(settled, {"kind": "discipline"}, DISCIPLINE, "other_deputy").status_code == 404
    assert not Fact.objects.exists()


@pytest.mark.parametrize(
    ("kind", "form", "field", "sentence"),
    [
        ("discipline", DISCIPLINE | {"since": "2090-01-01"}, "since", "日期应在今天以前，请核对年份。"),
        ("discipline", DISCIPLINE | {"until": "2024-02-01"}, "until", "截止日期不能早于开始日期。"),
        ("grade", {"year": "去年", "grade": "优秀", "source": "表"}, "year", "请填1949到今年之间的年份。"),
    ],
)
def test_a_fact_with_faults_is_refused_at_its_field(
    settled: World, kind: str, form: dict[str, str], field: str, sentence: str
) -> None:
    answer = post(settled, {"kind": kind}, form)

    assert (answer.status_code, answer.context["form"].errors[field]) == (422, [sentence])


@pytest.mark.parametrize("query", [{"kind": "没有这种"}, {"fact": "0"}, {"fact": "x"}])
def test_an_unknown_kind_or_fact_is_not_found(settled: World, query: dict[str, str]) -> None:
    assert post(settled, query, DISCIPLINE).status_code == 404


def test_nobody_enters_facts_about_himself(settled: World) -> None:
    settle(settled, staff="甲一支部")

    with pytest.raises(NotAllowed) as refused:
        actions.person_fact_new(person_of(settled, "staff"), warning(), by=settled.staff)

    assert refused.value.message == "本人的以往情况不能由本人登记或更正，请由其他经办人或上级办理。"
