"""Terms of office: computed, overridden within a year, listed when due or overdue, reminded of twice."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from permissions import tree
from permissions.models import OrgUnit
from permissions.roles import UnitKind
from tests.world import World, make_world
from workflows.engine import ledger
from workflows.engine.errors import Incomplete, NotAllowed, Refused
from workflows.engine.models import Notice
from workflows.engine.months import months_after
from workflows.organisation import rules
from workflows.organisation.actions import terms, units
from workflows.organisation.actions.units import UnitInput
from workflows.organisation.queries import terms as reading

pytestmark = pytest.mark.django_db
TODAY = date(2026, 7, 1)


@pytest.fixture
def world() -> World:
    """Return the cast, without a round."""
    return make_world()


def elect(world: World, unit: str, person: str = "clerk", **more: Any) -> OrgUnit:
    """Enter a term as the page does."""
    found = OrgUnit.objects.get(pk=world.units[unit].pk)
    kept = {name: getattr(found, name) for name in UnitInput.__dataclass_fields__}
    with time_machine.travel(TODAY):
        return units.unit_edit(found, UnitInput(**{**kept, **more}), by=getattr(world, person))


def ends(world: World, unit: str, until: date) -> None:
    tree.edit_unit(world.units[unit], term_from=months_after(until, -36), term_until=until)


def told(world: World) -> dict[str, list[str]]:
    """What everybody was told, by person."""
    found: dict[str, list[str]] = {}
    for name, text in Notice.objects.order_by("pk").values_list("user__username", "text"):
        found.setdefault(name, []).append(text)
    return found


# --- the rules -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("starts", "years", "last"),
    [
        (date(2023, 6, 18), 3, date(2026, 6, 17)),
        (date(2024, 2, 29), 3, date(2027, 2, 27)),
        (date(2024, 3, 1), 5, date(2029, 2, 28)),
        (date(2021, 1, 1), 5, date(2025, 12, 31)),
    ],
)
def test_the_last_day_of_a_term(starts: date, years: int, last: date) -> None:
    assert rules.term_end(starts, years) == last


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2026, 1, 1), date(2026, 1, 20), "19天"),
        (date(2026, 1, 31), date(2026, 2, 28), "1个月"),
        (date(2026, 1, 15), date(2026, 3, 14), "1个月"),
        (date(2025, 1, 1), date(2026, 7, 1), "18个月"),
    ],
)
def test_how_long_is_said_in_whole_months_or_days(first: date, last: date, words: str) -> None:
    assert rules.how_long(first, last) == words


@pytest.mark.parametrize(
    ("starts", "until", "note", "problems"),
    [
        (date(2023, 6, 18), None, "", {}),
        (date(2023, 6, 18), date(2026, 6, 17), "", {}),
        (date(2023, 6, 18), date(2027, 6, 17), "甲工〔2026〕5号", {}),
        (date(2023, 6, 18), date(2025, 6, 17), "甲工〔2026〕5号", {}),
        (None, None, "", {}),
        (None, date(2026, 6, 17), "", {"term_from": "请先填写本届起始日期。"}),
        (date(2026, 7, 2), None, "", {"term_from": "本届起始日期不能晚于今天。"}),
        (
            date(2023, 6, 18),
            date(2026, 9, 1),
            "",
            {"term_note": "与任期3年应届满的2026-06-17不同，须写上级批准的依据。"},
        ),
        (
            date(2023, 6, 18),
            date(2027, 6, 18),
            "甲工〔2026〕5号",
            {"term_until": "延期或提前不超过1年，届满日期应在2025-06-17至2027-06-17之间。"},
        ),
        (
            date(2023, 6, 18),
            date(2025, 6, 16),
            "甲工〔2026〕5号",
            {"term_until": "延期或提前不超过1年，届满日期应在2025-06-17至2027-06-17之间。"},
        ),
    ],
)
def test_a_term_is_put_off_or_brought_forward_by_a_year_at_most_and_with_a_basis(
    starts: date | None, until: date | None, note: str, problems: dict[str, str]
) -> None:
    assert rules.term_problems(starts, until, note, 3, TODAY) == problems


# --- entering ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "until"),
    [
        ("甲局机关党委", date(2028, 6, 17)),
        ("甲局党总支", date(2026, 6, 17)),
        ("甲一支部", date(2026, 6, 17)),
        ("丙办党支部", date(2026, 6, 17)),
    ],
)
def test_the_end_is_computed_by_kind(world: World, unit: str, until: date) -> None:
    assert elect(world, unit, term_from=date(2023, 6, 18)).term_until == until


def test_years_of_the_office_s_own_go_before_those_of_the_regulations(world: World) -> None:
    terms.set_years("branch", 2, by=world.clerk)

    assert elect(world, "甲一支部", term_from=date(2023, 6, 18)).term_until == date(2025, 6, 17)
    entry = ledger.entries().get(verb="term_years")
    assert (entry.label, entry.data["name"], entry.data["fields"]) == ("修改任期", "党支部", {"任期": ["3年", "2年"]})


def test_more_than_a_year_off_is_refused_and_nothing_is_written(world: World) -> None:
    with pytest.raises(Incomplete):
        elect(world, "甲一支部", term_from=date(2023, 6, 18), term_until=date(2028, 1, 1), term_note="甲工〔2026〕5号")

    assert OrgUnit.objects.get(pk=world.units["甲一支部"].pk).term_from is None
    assert not ledger.entries().exists()


def test_a_kind_without_a_term_has_none(world: World) -> None:
    with pytest.raises(Incomplete) as refused:
        elect(world, "工委", term_from=date(2023, 6, 18))

    assert refused.value.problems == ["机关工委没有任期，请清空。"]


@pytest.mark.parametrize(("kind", "years"), [("branch", 0), ("branch", 11), ("party_group", 3)])
def test_impossible_years_are_refused(world: World, kind: str, years: int) -> None:
    with pytest.raises(Refused):
        terms.set_years(kind, years, by=world.clerk)


def test_only_who_keeps_the_committee_at_the_top_sets_years(world: World) -> None:
    for person in ("staff", "leader", "sysadmin"):
        with pytest.raises(NotAllowed):
            terms.set_years("branch", 2, by=getattr(world, person))

    assert reading.years()["branch"] == 3


# --- reminding -----------------------------------------------------------------------------------------------------


def test_unit_and_keepers_are_told_half_a_year_and_a_month_before_and_no_more(world: World) -> None:
    ends(world, "甲一支部", date(2026, 12, 31))

    with time_machine.travel(TODAY):
        counts = [terms.remind_terms(date(2026, 6, 29))]
        counts += [terms.remind_terms(day) for day in (date(2026, 6, 30), date(2026, 7, 1), date(2026, 11, 29))]
        counts += [terms.remind_terms(day) for day in (date(2026, 11, 30), date(2026, 12, 1), date(2027, 2, 1))]

    # The secretary; from above deputy and staff of 甲局, clerk and head at the 工委.
    assert counts == [0, 5, 0, 0, 5, 0, 0]
    assert told(world)["secretary"] == ["换届提醒：甲一支部本届任期于2026年12月31日届满，请按期换届。"] * 2
    assert set(told(world)) == {"secretary", "deputy", "staff", "clerk", "head"}


def test_what_was_missed_goes_out_late_and_only_the_nearer_of_two(world: World) -> None:
    ends(world, "甲一支部", date(2026, 6, 20))

    with time_machine.travel(TODAY):
        counts = [terms.remind_terms(TODAY), terms.remind_terms(TODAY)]

    assert counts == [5, 0]
    assert told(world)["secretary"] == ["换届提醒：甲一支部本届任期已于2026年06月20日届满，请按期换届。"]


def test_a_new_term_is_reminded_of_anew(world: World) -> None:
    ends(world, "甲一支部", date(2026, 7, 20))

    with time_machine.travel(TODAY):
        first = terms.remind_terms(TODAY)
        ends(world, "甲一支部", date(2026, 7, 25))
        second = terms.remind_terms(TODAY)

    assert (first, second) == (5, 5)


def test_a_keeper_of_many_units_is_told_of_them_in_one_notice(world: World) -> None:
    for name in ("甲一支部", "甲二支部", "甲四支部", "甲五支部"):
        ends(world, name, date(2026, 9, 1))

    with time_machine.travel(TODAY):
        terms.remind_terms(TODAY)

    assert len(told(world)["clerk"]) == 1
    assert "；等4个组织。" in told(world)["clerk"][0]


def test_a_dissolved_unit_is_not_reminded(world: World) -> None:
    ends(world, "甲五支部", date(2026, 9, 1))
    tree.dissolve_unit(world.units["甲五支部"], TODAY)

    assert terms.remind_terms(TODAY) == 0


# --- the page ------------------------------------------------------------------------------------------------------


def page(world: World, person: str, **asked: str) -> Any:
    client = Client()
    client.force_login(world.users[person])
    return client.get("/organisation/terms/", asked)


def test_the_list_says_who_is_overdue_due_and_without_a_date(world: World) -> None:
    today = timezone.localdate()
    ends(world, "甲一支部", months_after(today, -5))
    ends(world, "甲二支部", months_after(today, 2))
    ends(world, "甲四支部", months_after(today, 20))
    ends(world, "乙一支部", months_after(today, -5))

    found = {
        which: [(row["unit"].short_name, row["term"].text) for row in page(world, "staff", which=which).context["rows"]]
        for which in ("overdue", "due", "none")
    }

    assert found == {
        "overdue": [("甲一支部", "逾期5个月未换届")],
        "due": [("甲二支部", "2个月后届满")],
        "none": [(name, "未登记届满日期") for name in ("甲局机关党委", "甲五支部", "甲局党总支", "甲三支部")],
    }
    assert [row["unit"].short_name for row in page(world, "clerk", q="乙").context["rows"]] == ["乙一支部"]


def test_on_the_day_itself_a_term_is_not_overdue(world: World) -> None:
    ends(world, "甲一支部", timezone.localdate())
    ends(world, "甲二支部", timezone.localdate() - timedelta(days=1))

    assert [row["unit"].short_name for row in page(world, "staff").context["rows"]] == ["甲二支部"]


@pytest.mark.parametrize(
    ("person", "form", "status"),
    [
        ("clerk", {"kind": "branch", "years": "2"}, 302),
        ("clerk", {"kind": "branch", "years": "二"}, 422),
        ("clerk", {"kind": "group", "years": "2"}, 422),
        ("staff", {"kind": "branch", "years": "2"}, 403),
        ("secretary", {"kind": "branch", "years": "2"}, 404),
    ],
)
def test_years_are_changed_on_the_page_by_who_may(world: World, person: str, form: dict[str, str], status: int) -> None:
    client = Client()
    client.force_login(world.users[person])

    assert client.post("/organisation/terms/", form).status_code == status
    assert reading.years()["branch"] == (2 if status == 302 else 3)


def test_a_new_start_on_the_page_brings_a_new_end(world: World) -> None:
    unit = world.units["甲一支部"]
    ends(world, "甲一支部", date(2026, 6, 17))
    client = Client()
    client.force_login(world.users["staff"])
    form = {
        "code": unit.code, "name": unit.name, "short_name": unit.short_name,
        "term_from": "2026-06-18", "term_until": "2026-06-17",
    }  # fmt: skip

    answer = client.post(f"/organisation/units/{unit.pk}/edit/", form)

    kept = OrgUnit.objects.get(pk=unit.pk)
    assert (answer.status_code, kept.term_until, kept.kind) == (302, date(2029, 6, 17), UnitKind.BRANCH)
