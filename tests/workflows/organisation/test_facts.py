"""The past of a person: entered with its source, corrected by a later fact, never overwritten."""

from datetime import date
from typing import Any

import pytest

from tests.workflows.organisation.books import book, counts, sentences, written
from tests.workflows.organisation.people import person_of, settle, signed_in
from tests.world import World
from workflows.engine import facts, ledger
from workflows.engine.errors import NotAllowed, Refused, Stale
from workflows.engine.models import Fact
from workflows.organisation import queries
from workflows.organisation.actions import facts as actions
from workflows.organisation.actions import people
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
        (
            "annual",
            {"year": "2023", "grade": "称职", "source": "年度考核登记表"},
            (queries.ANNUAL_FACT, 2023, "", "称职", {"grade": "称职"}),
        ),
        (
            "rank",
            {"year": "2023", "groups": ["县级干部", "市管干部"], "source": "任免文件"},
            (
                queries.RANK_FACT, 2023, "", "市管干部、县级干部",
                {"groups": ["市管干部", "县级干部"], "among": ["省管干部", "市管干部", "县级干部"]},
            ),
        ),
        (
            "rank",
            {"year": "2023", "source": "任免文件"},
            (
                queries.RANK_FACT, 2023, "", "都不属于",
                {"groups": [], "among": ["省管干部", "市管干部", "县级干部"]},
            ),
        ),
        (
            "clean",
            {"body": "甲局机关纪委", "since": "2024-03-01", "years": "5", "source": "复函"},
            (
                queries.CLEAN_FACT, 2024, "2024-03-01", "截至2024-03-01无处分",
                {"body": "甲局机关纪委", "years": "5"},
            ),
        ),
        (
            "joined",
            {"since": "2024-03-01", "source": "介绍信"},
            (queries.JOINED_FACT, 2024, "U002", "转入甲一支部", {"branch": "U002"}),
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
        (
            "clean",
            {"body": "机关纪委", "since": "2024-03-01", "years": "0", "source": "函"},
            "years",
            "请填1到50的整数。",
        ),
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


# --- units ----------------------------------------------------------------------------------------------------------

STANDARD = {"year": "2023", "grade": "达标", "source": "验收通报"}


def post_unit(
    world: World, query: dict[str, Any], form: dict[str, Any], unit: str = "甲一支部", by: str = "staff"
) -> Any:
    """Send the form of a fact of a unit."""
    address = f"/organisation/units/{world.units[unit].pk}/facts/"
    return signed_in(world.users[by]).post(address, form, query_params=query)


@pytest.mark.parametrize(
    ("kind", "form", "stored"),
    [
        ("standard", STANDARD, (queries.STANDARD_FACT, 2023, "达标", {"grade": "达标"})),
        (
            "party_building",
            STANDARD | {"grade": "良好"},
            (queries.PARTY_BUILDING_FACT, 2023, "良好", {"grade": "良好"}),
        ),
    ],
)
def test_what_a_unit_was_found_to_be_is_entered_and_shown(
    world: World, kind: str, form: dict[str, str], stored: tuple[Any, ...]
) -> None:
    answer, unit = post_unit(world, {"kind": kind}, form), world.units["甲一支部"]

    row = Fact.objects.get()
    assert answer.status_code == 302
    assert (row.unit, row.key, row.year, row.words, row.value, row.source) == (unit, *stored, "验收通报")
    entry = ledger.of(unit)[0]
    assert (entry.verb, entry.data["fields"][entry.label[2:]][1]) == (
        "unit_fact_new", f"2023年{row.words}（2023-12-31，来源：验收通报）",
    )  # fmt: skip
    page = signed_in(world.users["staff"]).get(f"/organisation/units/{unit.pk}/").content.decode()
    assert [text in page for text in (row.words, "验收通报", f"facts/?fact={row.pk}")] == [True] * 3


def test_what_was_entered_of_a_unit_is_corrected_by_a_later_fact(world: World) -> None:
    post_unit(world, {"kind": "standard"}, STANDARD)
    wrong = Fact.objects.get()
    again = post_unit(world, {"kind": "standard"}, STANDARD)
    answer = post_unit(world, {"fact": str(wrong.pk)}, STANDARD | {"grade": "不达标", "reason": "录错"})

    assert (again.status_code, answer.status_code) == (422, 302)
    assert [row.words for row in facts.of_subject(world.units["甲一支部"])] == ["不达标"]
    given = FactInput(queries.STANDARD_FACT, 2023, "", {"grade": "达标"}, "达标", "通报", date(2023, 12, 31))
    with pytest.raises(Stale):
        actions.unit_fact_correct(wrong, given, "又改", by=world.staff)


@pytest.mark.parametrize(
    ("unit", "by", "status"),
    [
        ("甲一支部", "staff", 302), ("甲一支部", "clerk", 302), ("甲局机关党委", "clerk", 302),
        ("甲局机关党委", "staff", 403), ("乙一支部", "staff", 404), ("甲一支部", "secretary", 404),
    ],
)  # fmt: skip
def test_who_keeps_a_unit_enters_of_it_and_nobody_of_his_own(world: World, unit: str, by: str, status: int) -> None:
    answer = post_unit(world, {"kind": "standard"}, STANDARD, unit, by)

    assert (answer.status_code, Fact.objects.count()) == (status, int(status == 302))


@pytest.mark.parametrize("query", [{"kind": "grade"}, {"fact": "0"}])
def test_a_kind_that_units_do_not_have_is_not_found(world: World, query: dict[str, str]) -> None:
    assert post_unit(world, query, STANDARD).status_code == 404


# --- the day of coming to a branch ----------------------------------------------------------------------------------


def test_a_transfer_with_its_day_enters_that_day(settled: World) -> None:
    person, other = person_of(settled, "secretary"), settled.units["甲二支部"]
    people.person_transfer(person, other, "轮岗", by=settled.staff, on=date(2024, 6, 1))

    row = Fact.objects.get()
    assert (row.value, row.valid_from, row.source) == ({"branch": other.code}, date(2024, 6, 1), "调整支部：轮岗")


def test_nobody_belongs_to_a_branch_since_a_day_who_belongs_to_none(world: World) -> None:
    person = person_of(world, "secretary")
    client = signed_in(world.users["clerk"])
    form = {"since": "2024-06-01", "source": "介绍信"}
    answer = client.post(f"/organisation/people/{person.pk}/facts/", form, query_params={"kind": "joined"})

    assert (answer.status_code, answer.context["form"].non_field_errors()) == (
        422, ["没有编入党支部，不能登记转入日期。请先调整支部。"],
    )  # fmt: skip


# --- in a workbook --------------------------------------------------------------------------------------------------


def test_all_of_it_comes_in_a_workbook_and_the_same_again_changes_nothing(settled: World) -> None:
    staff_no = person_of(settled, "secretary").staff_no
    of: dict[str, Any] = {"staff_no": staff_no, "source": "滨直工发〔2025〕6号"}
    day = date(2025, 5, 1)

    def result(kind: str, words: str) -> dict[str, Any]:
        return of | {"kind": kind, "year": 2024, "result": words}

    sheets = {
        "历史结果": [
            result("年度考核等次", "优秀"),
            result("职级分组", "市管干部、县级干部"),
            {"unit": "U002", "kind": "标准化规范化验收", "year": 2024, "result": "达标", "source": "通报"},
            {"unit": "U002", "kind": "党建评估等次", "year": 2024, "result": "优秀", "source": "通报"},
        ],
        "无处分说明": [of | {"since": day, "body": "甲局机关纪委", "years": 5}],
        "转入支部": [of | {"branch": "U002", "since": day}],
    }
    done = written(book(**sheets), settled.clerk)

    assert counts(done) == {"历史结果": (4, 0, 0), "无处分说明": (1, 0, 0), "转入支部": (1, 0, 0)}
    assert sorted(Fact.objects.values_list("words", flat=True)) == sorted(
        ["优秀", "市管干部、县级干部", "达标", "优秀", "截至2025-05-01无处分", "转入甲一支部"]
    )
    again = written(book(**sheets), settled.clerk)
    assert counts(again) == {"历史结果": (0, 0, 4), "无处分说明": (0, 0, 1), "转入支部": (0, 0, 1)}
    later = [of | {"branch": "U002", "since": date(2025, 6, 1)}]
    assert counts(written(book(转入支部=later), settled.clerk)) == {"转入支部": (0, 1, 0)}
    joined = Fact.objects.get(key=queries.JOINED_FACT, superseded_by=None)
    assert joined.valid_from == date(2025, 6, 1)


def test_a_workbook_with_other_words_says_which_may_be_written(settled: World) -> None:
    of: dict[str, Any] = {"staff_no": person_of(settled, "secretary").staff_no, "year": 2024, "source": "表"}
    found = sentences(
        book(
            历史结果=[
                of | {"kind": "年度考核等次", "result": "很好"},
                of | {"kind": "职级分组", "result": "市管"},
            ],
            转入支部=[{"staff_no": of["staff_no"], "branch": "U001", "since": date(2025, 5, 1), "source": "表"}],
        ),
        settled.clerk,
    )

    assert found == [
        "历史结果2E列“结果”“很好”不是年度考核等次，请写优秀、称职、合格、基本称职、基本合格、不称职、不合格、不定等次之一。",
        "历史结果3E列“结果”“市管”不是职级分组，请写省管干部、市管干部、县级干部，几项的用顿号隔开；没有的写都不属于。",
        "转入支部2B列“支部编码”“甲局机关党委”不是党支部。请写党支部的编码。",
    ]
