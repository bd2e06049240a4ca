"""Units: added, changed, moved, merged, dissolved, related; told what happens first, and refused with a sentence."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from permissions import tree
from permissions.actor import Actor
from permissions.models import Appointment, OrgUnit, Person, UnitRelation
from permissions.roles import Role, UnitKind
from tests.workflows.engine.steps import list_at, rating_at, review
from tests.world import World, make_world
from workflows.engine import ledger
from workflows.engine.errors import Incomplete, NotAllowed, Refused, Stale
from workflows.organisation.actions import reshaping, units
from workflows.organisation.actions.units import UnitInput
from workflows.organisation.queries import units as reading
from workflows.star_rating import actions
from workflows.star_rating.states import ListState, RatingState

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def world() -> World:
    """Return the cast, without a round."""
    return make_world()


def given(unit: OrgUnit, **more: Any) -> UnitInput:
    """What is kept of a unit, with changes."""
    kept = {name: getattr(unit, name) for name in UnitInput.__dataclass_fields__}
    return UnitInput(**{**kept, **more})


def fresh(world: World, name: str) -> OrgUnit:
    return OrgUnit.objects.select_related("parent").get(pk=world.units[name].pk)


def move(world: World, unit: str, to: str, by: Actor) -> OrgUnit:
    """Move a unit as the page does: look, then confirm."""
    seen = reading.moving(fresh(world, unit), fresh(world, to)).seen
    return reshaping.unit_move(fresh(world, unit), fresh(world, to), by=by, seen=seen, basis="甲工〔2026〕1号")


def merge(world: World, sources: list[str], target: str, by: Actor) -> OrgUnit:
    rows = [fresh(world, name) for name in sources]
    seen = reading.merging(rows, fresh(world, target)).seen
    return reshaping.unit_merge(rows, fresh(world, target), by=by, seen=seen)


def dissolve(world: World, unit: str, by: Actor, on: date | None = None) -> OrgUnit:
    seen = reading.dissolving(fresh(world, unit)).seen
    return reshaping.unit_dissolve(fresh(world, unit), on or TODAY(), by=by, seen=seen)


def entries(unit: OrgUnit) -> list[tuple[str, dict[str, list[str]]]]:
    return [(entry.label, entry.data["fields"]) for entry in ledger.of(unit)]


# --- adding and changing -------------------------------------------------------------------------------------------


def test_a_new_unit_stands_in_the_tree_and_in_the_ledger(world: World) -> None:
    parent = world.units["甲局机关党委"]

    made = units.unit_new(UnitInput("A9", "中共甲九支部", "甲九支部"), UnitKind.BRANCH, parent, by=world.staff)

    assert made.parent == parent
    assert entries(made) == [
        (
            "新增组织",
            {
                "类别": ["", "党支部"],
                "上级组织": ["", "中共甲局机关党委"],
                "单位编码": ["", "A9"],
                "全称": ["", "中共甲九支部"],
                "简称": ["", "甲九支部"],
            },
        )
    ]


def test_a_new_party_group_stands_beside_the_tree_and_is_related(world: World) -> None:
    unit = world.units["甲局机关党委"]

    made = units.unit_new(UnitInput("G1", "甲局党组", "甲局党组"), UnitKind.PARTY_GROUP, unit, by=world.staff)

    relation = UnitRelation.objects.get()
    assert (made.parent, relation.unit, relation.target, relation.kind) == (None, unit, made, "party_group")
    assert units.unit_edit(made, given(made, short_name="甲党组"), by=world.staff).short_name == "甲党组"


@pytest.mark.parametrize(
    ("kind", "parent", "code", "sentence"),
    [
        (UnitKind.BRANCH, "甲一支部", "X", "“中共甲一支部”是党支部，下面只能设党小组。"),
        (UnitKind.GENERAL_BRANCH, "甲一支部", "X", "“中共甲一支部”是党支部，下面只能设党小组。"),
        (UnitKind.BRANCH, "甲局机关党委", "U002", "编码“U002”已由“中共甲一支部”使用，请换一个。"),
        (
            UnitKind.WC_DEPARTMENT,
            "甲局机关党委",
            "X",
            "工委内设部室应设在机关工委之下，不能设在“中共甲局机关党委”（机关党委）之下。",
        ),
    ],
)
def test_a_wrong_place_or_code_is_refused_and_nothing_is_written(
    world: World, kind: UnitKind, parent: str, code: str, sentence: str
) -> None:
    count = OrgUnit.objects.count()

    with pytest.raises(Refused) as refused:
        units.unit_new(UnitInput(code, "新组织", "新组织"), kind, world.units[parent], by=world.clerk)

    assert (refused.value.message, OrgUnit.objects.count()) == (sentence, count)
    assert list(ledger.entries()) == []


def test_a_change_is_entered_as_old_and_new_and_none_when_nothing_differs(world: World) -> None:
    unit = world.units["甲一支部"]

    units.unit_edit(unit, given(unit), by=world.staff)
    units.unit_edit(unit, given(unit, short_name="甲壹", position=3), by=world.staff)

    assert entries(unit) == [("修改组织", {"简称": ["甲一支部", "甲壹"], "排序": ["", "3"]})]


@pytest.mark.parametrize(
    ("person", "unit"),
    [
        ("staff", "乙一支部"),
        ("other_deputy", "甲一支部"),
        ("secretary", "甲一支部"),
        ("leader", "甲一支部"),
        ("sysadmin", "甲一支部"),
        ("secadmin", "甲一支部"),
    ],
)
def test_only_who_keeps_a_unit_changes_it(world: World, person: str, unit: str) -> None:
    found = world.units[unit]

    with pytest.raises(NotAllowed):
        units.unit_edit(found, given(found, short_name="改名"), by=getattr(world, person))

    assert fresh(world, unit).short_name == unit


def test_a_founding_day_to_come_is_refused(world: World) -> None:
    unit = world.units["甲一支部"]

    with pytest.raises(Incomplete) as refused:
        units.unit_edit(unit, given(unit, founded_on=TODAY() + timedelta(days=1)), by=world.staff)

    assert refused.value.problems == ["成立日期不能晚于今天。"]


# --- moving --------------------------------------------------------------------------------------------------------


def test_moving_needs_both_superiors(world: World) -> None:
    for person, unit, to in (
        ("staff", "甲一支部", "乙局机关党委"),
        ("other_deputy", "甲一支部", "乙局机关党委"),
        ("staff", "甲局机关党委", "工委"),
    ):
        with pytest.raises(NotAllowed):
            move(world, unit, to, getattr(world, person))

    assert move(world, "甲一支部", "甲局党总支", world.staff).parent == world.units["甲局党总支"]
    assert move(world, "甲一支部", "乙局机关党委", world.clerk).parent == world.units["乙局机关党委"]


def test_a_branch_moved_below_the_committee_becomes_a_direct_one(world: World) -> None:
    moved = move(world, "甲一支部", "工委", world.clerk)

    assert moved.kind == UnitKind.DIRECT_BRANCH
    assert entries(moved) == [
        ("移动组织", {"上级组织": ["中共甲局机关党委", "中共工委"], "类别": ["党支部", "直属党支部"]})
    ]


@pytest.mark.parametrize(
    ("unit", "to", "sentence"),
    [
        ("甲局党总支", "甲三支部", "“中共甲三支部”在“中共甲局党总支”之下，不能作为它的上级。"),
        ("甲二支部", "甲一支部", "“中共甲一支部”是党支部，下面只能设党小组。"),
    ],
)
def test_a_circle_and_a_branch_below_a_branch_are_refused(world: World, unit: str, to: str, sentence: str) -> None:
    with pytest.raises(Refused) as refused:
        move(world, unit, to, world.clerk)

    assert refused.value.message == sentence


def test_what_changed_since_the_page_is_refused(world: World) -> None:
    seen = reading.moving(world.units["甲一支部"], world.units["乙局机关党委"]).seen
    world.round()

    with pytest.raises(Stale):
        reshaping.unit_move(world.units["甲一支部"], world.units["乙局机关党委"], by=world.clerk, seen=seen)

    assert fresh(world, "甲一支部").parent == world.units["甲局机关党委"]


def test_of_a_unit_moved_with_an_open_rating_the_open_desk_stays_and_later_ones_go_to_the_new_superior(
    world: World,
) -> None:
    world.round()
    rating = rating_at(world, RatingState.SCORING)
    preview = reading.moving(world.units["甲一支部"], world.units["乙局机关党委"])

    move(world, "甲一支部", "乙局机关党委", world.clerk)

    assert [(row.stage, row.desk, row.count, row.becomes) for row in preview.work] == [
        ("机关党委初评", "甲局机关党委", 1, "由原上级办完这一步，之后到“乙局机关党委”")
    ]
    desk = world.desk(rating)
    assert desk is not None
    assert desk.unit == world.units["甲局机关党委"]
    review(world, "甲一支部", five_stars=False)
    assert world.list_of("乙局机关党委").pk == world.rating("甲一支部").submission_id
    world.report("乙局机关党委", world.other_deputy)
    assert world.rating("甲一支部").state == RatingState.VERIFYING


def test_a_rating_on_a_list_goes_to_its_end_with_that_list(world: World) -> None:
    world.round()
    list_at(world, ListState.COMPILING)
    preview = reading.moving(world.units["甲一支部"], world.units["乙局机关党委"])

    move(world, "甲一支部", "乙局机关党委", world.clerk)
    world.report("甲局机关党委", world.staff)

    assert [row.becomes for row in preview.work] == ["已列入呈报批，随原呈报批办完"]
    assert world.rating("甲一支部").state == RatingState.VERIFYING


# --- merging -------------------------------------------------------------------------------------------------------


def test_merging_gives_people_posts_and_children_to_the_other_unit(world: World) -> None:
    one, two = world.units["甲一支部"], world.units["甲二支部"]
    group = world.unit("第一党小组", UnitKind.GROUP, "甲一支部")
    person = Person.objects.create(staff_no="M1", name="何丽", branch=one)

    merge(world, ["甲一支部"], "甲二支部", world.staff)

    assert fresh(world, "甲一支部").dissolved_on == TODAY()
    assert OrgUnit.objects.get(pk=group.pk).parent == two
    assert Person.objects.get(pk=person.pk).branch == two
    held = Appointment.objects.in_force().filter(unit=two).values_list("user__username", "role")
    assert set(held) == {
        ("secretary", "branch_secretary"), ("organiser", "branch_org"), ("sibling", "branch_secretary"),
    }  # fmt: skip
    assert not Appointment.objects.in_force().filter(unit=one).exists()
    assert [label for label, _ in entries(one)] == ["合并组织"]
    assert entries(two) == [("合并组织", {"并入的组织": ["", "中共甲一支部"]})]
    assert [entry.label for entry in ledger.of(person)] == ["调整支部"]


def test_the_preview_of_merging_counts_and_warns_of_two_secretaries(world: World) -> None:
    notes = reading.merging([world.units["甲一支部"]], world.units["甲二支部"]).notes

    assert notes == (
        "“甲一支部”的0名人员、2项任职、0个下级组织转入“甲二支部”，随后撤销。",
        "合并后“甲二支部”将有2名支部书记，请随后调整任职。",
    )


def test_a_unit_with_an_open_record_of_its_own_is_not_merged(world: World) -> None:
    world.round()
    number = world.rating("甲一支部").process.number
    first = reading.merging([world.units["甲一支部"]], world.units["甲二支部"]).first

    with pytest.raises(Incomplete):
        merge(world, ["甲一支部"], "甲二支部", world.staff)

    assert [(each.url, number in each.text) for each in first] == [(f"/records/{number}/", True)]
    assert fresh(world, "甲一支部").dissolved_on is None


def test_a_desk_at_a_unit_that_is_merged_passes_to_the_other(world: World) -> None:
    target = world.unit("新党总支", UnitKind.GENERAL_BRANCH, "甲局机关党委")
    world.round()
    rating = rating_at(world, RatingState.GENERAL_REVIEWING, "甲三支部")
    preview = reading.merging([world.units["甲局党总支"]], target)

    merge(world, ["甲局党总支"], "新党总支", world.staff)

    assert (preview.first, [row.becomes for row in preview.work]) == ((), ["转由“新党总支”办理"])
    desk = world.desk(rating)
    assert desk is not None
    assert (desk.unit, fresh(world, "甲三支部").parent) == (target, target)
    new_post = Appointment.objects.select_related("unit").get(user__username="general", unit=target)
    actions.forward(
        world.rating("甲三支部"), by=Actor(world.users["general"], new_post), seen=world.seen(world.rating("甲三支部"))
    )
    assert world.rating("甲三支部").state == RatingState.SCORING


def test_a_list_that_is_being_compiled_holds_a_committee_back(world: World) -> None:
    world.round()

    first = reading.merging([world.units["甲局机关党委"]], world.units["乙局机关党委"]).first

    assert [each.text.partition("（")[0] for each in first] == [f"甲局机关党委{TODAY().year}年度星级呈报批"]


@pytest.mark.parametrize(
    ("source", "target", "sentence"),
    [
        (
            "甲局党总支",
            "甲局机关党委",
            "“中共甲局党总支”是党总支，“中共甲局机关党委”是机关党委，只有同类组织才能合并。",
        ),
        ("甲一支部", "甲一支部", "不能并入自己，请选择另一个组织。"),
    ],
)
def test_only_units_of_one_kind_are_merged(world: World, source: str, target: str, sentence: str) -> None:
    with pytest.raises(Refused) as refused:
        merge(world, [source], target, world.clerk)

    assert refused.value.message == sentence


# --- dissolving ----------------------------------------------------------------------------------------------------


def test_what_depends_on_a_unit_must_go_elsewhere_before_it_is_dissolved(world: World) -> None:
    Person.objects.create(staff_no="M1", name="何丽", branch=world.units["甲三支部"])
    first = {
        name: [each.text for each in reading.dissolving(world.units[name]).first] for name in ("甲局党总支", "甲三支部")
    }

    for name in first:
        with pytest.raises(Incomplete):
            dissolve(world, name, world.staff)

    assert first == {
        "甲局党总支": ["下级组织“甲三支部”还在，请先移动或撤销。", "高建民还任党总支书记，请先免去。"],
        "甲三支部": ["还有1名人员，请先调整到其他党支部。", "吴婷还任支部书记，请先免去。"],
    }


def test_an_empty_unit_is_dissolved_and_nothing_is_put_below_it_afterwards(world: World) -> None:
    dissolve(world, "甲五支部", world.staff)

    assert entries(world.units["甲五支部"]) == [("撤销组织", {"撤销日期": ["", f"{TODAY()}"]})]
    with pytest.raises(Refused, match=r"已于.*撤销"):
        units.unit_new(UnitInput("G", "党小组", "党小组"), UnitKind.GROUP, fresh(world, "甲五支部"), by=world.staff)
    with pytest.raises(Refused, match=r"已于.*撤销"):
        move(world, "甲五支部", "甲局党总支", world.staff)


def test_nobody_dissolves_or_moves_the_own_unit(world: World) -> None:
    with pytest.raises(NotAllowed):
        dissolve(world, "甲局机关党委", world.staff)
    with pytest.raises(NotAllowed):
        dissolve(world, "工委", world.clerk)


def test_a_day_to_come_is_refused(world: World) -> None:
    with pytest.raises(Refused, match="不能晚于今天"):
        dissolve(world, "甲五支部", world.staff, TODAY() + timedelta(days=1))


# --- relations -----------------------------------------------------------------------------------------------------


def test_a_relation_is_set_once_and_ended(world: World) -> None:
    unit, group = world.units["甲局机关党委"], world.unit("甲局党组", UnitKind.PARTY_GROUP)
    made = units.unit_relate(unit, "party_group", group, by=world.clerk)

    with pytest.raises(Refused, match="已有部门党组“中共甲局党组”，请先解除。"):
        units.unit_relate(unit, "party_group", world.unit("另一党组", UnitKind.PARTY_GROUP), by=world.clerk)
    units.unit_unrelate(made, by=world.staff)

    assert [label for label, _ in entries(group)] == ["解除关系", "设置关系"]
    assert not UnitRelation.objects.exists()


# --- pages ---------------------------------------------------------------------------------------------------------


def signed_in(world: World, person: str) -> Client:
    client = Client()
    client.force_login(world.users[person])
    return client


def test_each_keeper_sees_the_own_part_of_the_tree(world: World) -> None:
    pages = {name: signed_in(world, name).get("/organisation/").content.decode() for name in ("clerk", "staff")}

    assert "乙局机关党委" in pages["clerk"]
    assert "甲一支部" in pages["staff"]
    assert "乙局" not in pages["staff"]


def test_a_search_finds_by_name_and_code_only_what_is_kept(world: World) -> None:
    client = signed_in(world, "staff")

    found = {word: client.get("/organisation/", {"q": word}).context["rows"] for word in ("甲三", "U009", "乙")}

    assert {word: [row.unit.short_name for row in rows] for word, rows in found.items()} == {
        "甲三": ["甲三支部"],
        "U009": [],
        "乙": [],
    }


def test_a_dissolved_unit_is_found_behind_its_filter_alone(world: World) -> None:
    tree.dissolve_unit(world.units["甲五支部"], TODAY())
    client = signed_in(world, "staff")

    assert "甲五支部" not in client.get("/organisation/").content.decode()
    assert "甲五支部" in client.get("/organisation/", {"dissolved": "1"}).content.decode()


@pytest.mark.parametrize("page", ["", "edit/", "move/", "merge/", "dissolve/", "relations/"])
def test_a_unit_that_is_not_kept_is_not_there(world: World, page: str) -> None:
    address = f"/organisation/units/{world.units['乙一支部'].pk}/{page}"

    assert [signed_in(world, name).get(address).status_code for name in ("staff", "secretary", "clerk")] == [
        404, 404, 200,
    ]  # fmt: skip


@pytest.mark.parametrize("page", ["move/", "dissolve/"])
def test_the_own_unit_is_seen_but_not_reshaped(world: World, page: str) -> None:
    address = f"/organisation/units/{world.units['甲局机关党委'].pk}/{page}"

    assert signed_in(world, "staff").get(address).status_code == 403


def test_a_unit_is_moved_after_a_look_at_what_will_happen(world: World) -> None:
    client = signed_in(world, "clerk")
    address = f"/organisation/units/{world.units['甲一支部'].pk}/move/"

    preview = client.get(address, {"to": "乙局机关党委"})
    form = {"seen": preview.context["preview"].seen, "basis": "甲工〔2026〕1号"}
    stale = client.post(f"{address}?to=乙局机关党委", form | {"seen": "别的"})
    moved = client.post(f"{address}?to=乙局机关党委", form)

    assert (preview.status_code, stale.status_code, moved.status_code) == (200, 409, 302)
    assert fresh(world, "甲一支部").parent == world.units["乙局机关党委"]


@pytest.mark.parametrize(
    ("to", "sentence"),
    [("甲二支部", "下面只能设党小组"), ("没有", "没有找到"), ("", "填写")],
)
def test_a_wrong_superior_is_answered_at_the_field(world: World, to: str, sentence: str) -> None:
    answer = signed_in(world, "clerk").get(f"/organisation/units/{world.units['甲一支部'].pk}/move/", {"to": to})

    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)


def test_units_are_merged_and_dissolved_on_their_pages(world: World) -> None:
    client = signed_in(world, "staff")
    address = f"/organisation/units/{world.units['甲四支部'].pk}/merge/?sources=甲一支部、甲二支部"
    merged = client.post(address, {"seen": client.get(address).context["preview"].seen, "basis": "甲委〔2026〕2号"})
    address = f"/organisation/units/{world.units['甲五支部'].pk}/dissolve/"
    seen = client.get(address).context["preview"].seen
    gone = client.post(address, {"seen": seen, "on": f"{TODAY()}", "basis": "甲委〔2026〕3号"})

    assert (merged.status_code, gone.status_code) == (302, 302)
    left = OrgUnit.objects.filter(parent=world.units["甲局机关党委"], dissolved_on__isnull=True)
    assert set(left.values_list("short_name", flat=True)) == {"甲四支部", "甲局党总支"}


def test_what_blocks_dissolving_is_listed_and_there_is_no_button(world: World) -> None:
    page = signed_in(world, "staff").get(f"/organisation/units/{world.units['甲一支部'].pk}/dissolve/")

    text = page.content.decode()
    assert ("周志远还任支部书记，请先免去。" in text, "撤销这个组织" in text) == (True, False)


def test_a_form_with_mistakes_is_answered_at_each_field(world: World) -> None:
    form = {
        "kind": "branch",
        "parent": "甲局机关党委",
        "code": "U002",
        "name": "",
        "short_name": "新",
        "term_until": "2020-01-01",
    }

    answer = signed_in(world, "staff").post("/organisation/units/new/", form)

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"code", "name", "term_from"}


def test_the_page_of_a_unit_shows_posts_relations_and_trail(world: World) -> None:
    unit = world.units["甲局机关党委"]
    units.unit_new(UnitInput("G1", "甲局党组", "甲局党组"), UnitKind.PARTY_GROUP, unit, by=world.clerk)
    units.unit_edit(unit, given(unit, position=7), by=world.clerk)

    text = signed_in(world, "staff").get(f"/organisation/units/{unit.pk}/").content.decode()

    assert all(words in text for words in ("王海燕", "甲局党组", "排序：空 → 7", Role.OC_DEPUTY.label))


def test_a_relation_is_set_and_ended_on_its_page(world: World) -> None:
    world.unit("甲局党组", UnitKind.PARTY_GROUP)
    client = signed_in(world, "clerk")
    address = f"/organisation/units/{world.units['甲局机关党委'].pk}/relations/"

    wrong = client.post(address, {"kind": "discipline", "target": "甲局党组"})
    right = client.post(address, {"kind": "party_group", "target": "甲局党组"})
    ended = client.post(address, {"end": UnitRelation.objects.get().pk})

    assert (wrong.status_code, right.status_code, ended.status_code) == (422, 302, 302)
    assert not UnitRelation.objects.exists()
