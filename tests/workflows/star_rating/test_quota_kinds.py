"""Every kind of quota that a scheme may have is kept: most and least, hard and soft, at any unit, of any base."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from permissions import tree
from permissions.roles import Field, UnitKind
from tests.workflows.engine.steps import EVERY_BRANCH, UNIT, all_is_well, approve, do
from tests.workflows.star_rating.listing import OTHER, least, listed, most, round_of, share
from tests.world import World, make_world, scheme_c
from workflows.engine import ledger
from workflows.engine.errors import Incomplete, NotAllowed, Refused
from workflows.engine.models import AuditEntry, Quota, Reservation
from workflows.star_rating import actions, queries
from workflows.star_rating.actions.running import close_round_job
from workflows.star_rating.models import RatingList
from workflows.star_rating.queries.quota_lines import uses
from workflows.star_rating.rules import Merit, MeritKind, QuotaBase, QuotaNode, QuotaRule, Span
from workflows.star_rating.states import ListState, Sheet


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def report(world: World, unit: str, by: str, **more: Any) -> RatingList:
    """Rank by the order of listing, meet, and report with whatever is said besides."""
    submission = world.list_of(unit)
    placings = [actions.Placing(row.pk, n, row.capped) for n, row in enumerate(submission.members.order_by("pk"), 1)]
    do(actions.list_arrange, world, submission, by, placings=placings)
    world.meet(world.list_of(unit), getattr(world, by), f"{unit}会议")
    do(actions.list_report, world, submission, by, **({"unreported": EVERY_BRANCH} | more))
    return world.list_of(unit)


def test_a_least_number_is_judged_when_nobody_can_still_reach_it(world: World) -> None:
    round_of(world, quotas=(least(1, 1),))
    listed(world, "乙一支部")

    with pytest.raises(Incomplete) as refused:
        report(world, OTHER, "other_deputy")
    assert refused.value.problems == ["一星级至少1个（固定1个），本批列0个，还差1个，请核对后再报送。"]


def test_a_least_number_that_others_of_the_unit_may_still_reach_does_not_hold_a_list(world: World) -> None:
    round_of(world, quotas=(least(1, 1),))
    listed(world, "甲一支部")
    line = queries.Listing(world.list_of(UNIT)).quotas[0]

    assert line.text == "一星级至少1个（固定1个），本批列0个，还差1个，还有4个支部未报。"
    assert report(world, UNIT, "staff").state == ListState.VERIFYING


def test_a_soft_limit_is_exceeded_with_a_reason_that_travels_with_the_list(world: World) -> None:
    round_of(world, quotas=(most(5, 1, hard=False),))
    listed(world, "甲一支部", "甲二支部")

    with pytest.raises(Incomplete, match="超1个，可以突破，须写明理由"):
        report(world, UNIT, "staff")
    submission = report(world, UNIT, "staff", excuse="两个支部均获省级表彰。")
    entry = AuditEntry.objects.get(process=submission.process_id, verb="report")

    assert (submission.state, submission.excuse) == (ListState.VERIFYING, "两个支部均获省级表彰。")
    assert entry.data["snapshot"]["decided"]["excuse"] == "两个支部均获省级表彰。"
    assert Reservation.objects.count() == 2
    assert all_is_well()


@pytest.mark.parametrize(
    ("percent", "number", "sentence"),
    [
        ("40", 1, "五星级名额1个（固定1个），本批列2个，超1个，请按排序改列。"),
        ("20", 3, "五星级名额1个（5×20%=1），本批列2个，超1个，请按排序改列。"),
    ],
)
def test_of_a_share_and_a_number_for_one_star_both_hold(world: World, percent: str, number: int, sentence: str) -> None:
    round_ = round_of(world, quotas=(share(5, percent), most(5, number)))
    assert dict(Quota.objects.filter(unit=world.units[UNIT]).values_list("key", "base")) == {"5": 5, "5#2": 5}
    listed(world, "甲一支部", "甲二支部")
    with pytest.raises(Incomplete) as refused:
        report(world, UNIT, "staff")
    assert refused.value.problems == [sentence]

    for quota in Quota.objects.filter(unit=world.units[UNIT], limit=1):
        actions.quota_set(quota, 2, by=world.clerk, reason="工委会议同意")
    report(world, UNIT, "staff")
    assert {quota.key: quota.reservations.count() for quota in Quota.objects.filter(unit=world.units[UNIT])} == {
        "5": 2, "5#2": 2,
    }  # fmt: skip
    own = [use for use in uses(round_) if use.unit == UNIT]
    assert [(use.rule.partition("：")[0], use.taken) for use in own] == [("五星级", 2), ("五星级", 2)]
    assert all_is_well()


def test_a_share_that_is_rounded_to_none_leaves_a_small_unit_one_place_where_the_scheme_says_so(world: World) -> None:
    round_of(world, quotas=(share(5, "30", at_least_one=True), share(4, "30")))

    limits = Quota.objects.filter(unit=world.units[OTHER]).order_by("-key").values_list("key", "limit", "formula")
    assert list(limits) == [("5", 1, "1×30%=0.3，向下取0，至少1个"), ("4", 0, "1×30%=0.3，向下取0")]
    assert report_of_one(world).state == ListState.VERIFYING


def report_of_one(world: World) -> RatingList:
    listed(world, "乙一支部")
    return report(world, OTHER, "other_deputy")


def test_a_limit_over_all_units_is_shared_by_their_lists(world: World) -> None:
    round_of(world, quotas=(most(5, 1, node=QuotaNode.ROOT),))
    listed(world, "甲一支部")
    listed(world, "乙一支部")
    report(world, UNIT, "staff")

    with pytest.raises(Incomplete) as refused:
        report(world, OTHER, "other_deputy")
    assert refused.value.problems == ["全部单位五星级名额1个（固定1个），前批已列1个，本批列1个，超1个，请按排序改列。"]
    assert Reservation.objects.count() == 1


def test_a_limit_of_a_named_unit_holds_those_below_it_alone(world: World) -> None:
    code = world.units["甲局党总支"].code
    round_of(world, quotas=(most(5, 0, node=QuotaNode.NAMED, unit_code=code),))
    listed(world, "甲一支部")
    world.submit("甲三支部", world.third)
    do(actions.forward, world, world.rating("甲三支部"), "general")
    world.review("甲三支部", world.deputy)

    with pytest.raises(Incomplete, match=r"甲局党总支五星级名额0个（固定0个），本批列1个，超1个"):
        report(world, UNIT, "staff")
    do(actions.list_pull, world, world.list_of(UNIT), "staff", rating=world.rating("甲三支部"), comment="重新核分。")
    assert report(world, UNIT, "staff").state == ListState.VERIFYING


def test_a_named_unit_that_does_not_exist_is_refused_before_the_round_is_drafted(world: World) -> None:
    scheme = replace(scheme_c(), quotas=(most(5, 1, node=QuotaNode.NAMED, unit_code="没有"),))

    with pytest.raises(Refused, match="名额规则所指的单位编码没有不存在"):
        actions.quotas.check_quotas(scheme)


def test_each_field_has_its_own_places_counted_on_its_own_branches(world: World) -> None:
    tree.edit_unit(world.units[UNIT], field=Field.AGENCY)
    tree.edit_unit(world.units["甲二支部"], field=Field.SCHOOL)
    round_of(world, quotas=(share(5, "50", base=QuotaBase.FIELD),))
    quotas = Quota.objects.filter(unit=world.units[UNIT]).order_by("key")
    listed(world, "甲一支部", "甲二支部")

    assert list(quotas.values_list("key", "base", "limit")) == [("5.max@学校", 1, 0), ("5.max@机关", 4, 2)]
    with pytest.raises(Incomplete) as refused:
        report(world, UNIT, "staff")
    assert refused.value.problems == ["学校领域五星级名额0个（1×50%=0.5，向下取0），本批列1个，超1个，请按排序改列。"]


def test_a_share_of_all_branches_counts_those_that_are_not_rated_too(world: World) -> None:
    round_ = round_of(world, quotas=(share(5, "30", node=QuotaNode.ROOT, base=QuotaBase.ALL),))
    world.unit("甲六支部", UnitKind.BRANCH, UNIT)
    Quota.objects.all().delete()
    actions.quotas.open_quotas(round_)

    assert Quota.objects.get().formula == "8×30%=2.4，向下取2"


def test_a_limit_on_a_tier_and_all_above_counts_both(world: World) -> None:
    round_of(world, quotas=(most(3, 1, span=Span.ABOVE),))
    listed(world, "甲一支部")
    listed(world, "甲二支部", five=False)

    with pytest.raises(Incomplete, match="三星级及以上名额1个（固定1个），本批列2个，超1个"):
        report(world, UNIT, "staff")


def test_limits_of_several_named_units_are_all_kept(world: World) -> None:
    codes = [world.units[unit].code for unit in (UNIT, OTHER)]
    rules = [most(5, n, node=QuotaNode.NAMED, unit_code=code) for n, code in enumerate(codes)]
    round_of(world, quotas=(*rules, most(5, 3)))
    kept = Quota.objects.order_by("key", "unit__position", "unit__code").values_list("unit__short_name", "key", "limit")

    assert list(kept.filter(key__startswith="named")) == [(UNIT, "named.5", 0), (OTHER, "named.5#2", 1)]
    assert list(kept.filter(unit=world.units[UNIT])) == [(UNIT, "5", 3), (UNIT, "named.5", 0)]


def test_a_star_given_directly_takes_no_place_where_the_scheme_says_so(world: World) -> None:
    merit = Merit("M1", "获省级以上先进基层党组织", MeritKind.DIRECT, 5, takes_place=False)
    round_of(world, quotas=(most(5, 0),), merits=(merit,))
    found = {veto.code: False for veto in scheme_c().vetoes} | {"M1": True}
    own = actions.SheetInput((), found, proposed_tier=5)
    again = actions.SheetInput((), found, figures={"appraisal": actions.Figure(Decimal(60))})
    do(actions.save_sheet, world, world.rating("甲一支部"), "secretary", sheet=Sheet.SELF, given=own)
    do(actions.submit, world, world.rating("甲一支部"), "secretary")
    do(actions.save_sheet, world, world.rating("甲一支部"), "staff", sheet=Sheet.REVIEW, given=again)
    do(actions.forward, world, world.rating("甲一支部"), "staff")

    assert (world.rating("甲一支部").tier, report(world, UNIT, "staff").state) == (5, ListState.VERIFYING)
    assert Reservation.objects.count() == 0
    assert all_is_well()


def test_a_share_that_grows_every_year_is_that_of_the_rounds_year(world: World) -> None:
    rule = share(5, "10", yearly=Decimal(5), first_year=timezone.localdate().year - 2, until=Decimal(40))
    round_of(world, quotas=(rule,))

    assert Quota.objects.get(unit=world.units[UNIT]).formula == "5×20%=1"


def test_a_least_number_over_all_units_is_judged_when_the_last_list_is_approved(world: World) -> None:
    round_ = round_of(world, quotas=(least(1, 1, node=QuotaNode.ROOT),))
    listed(world, "甲一支部")
    submission = report(world, UNIT, "staff")
    do(actions.list_forward, world, submission, "clerk")
    actions.round_close(round_, reason="申报期已过", by=world.clerk)
    close_round_job.func(round_.pk)

    with pytest.raises(Incomplete, match="全部单位一星级至少1个（固定1个），本批列0个，还差1个"):
        approve(world, submission)


def test_a_quota_is_given_another_limit_with_a_reason_in_the_ledger(world: World) -> None:
    round_of(world, quotas=(most(5, 1),))
    quota = Quota.objects.get(unit=world.units[UNIT])
    changed = actions.quota_set(quota, 2, by=world.clerk, reason="经工委会议同意。")
    (entry,) = ledger.of(quota)

    assert (changed.limit, changed.formula, changed.adjusted) == (2, "工委调整为2个，原1个", True)
    assert (entry.label, entry.comment, entry.data["fields"]) == ("调整名额", "经工委会议同意。", {"名额": ["1", "2"]})
    actions.quotas.open_quotas(quota.round)
    assert Quota.objects.get(pk=quota.pk).limit == 2


def test_a_quota_is_not_lowered_below_what_is_taken(world: World) -> None:
    round_of(world, quotas=(most(5, 2),))
    listed(world, "甲一支部", "甲二支部")
    report(world, UNIT, "staff")
    quota = Quota.objects.get(unit=world.units[UNIT])

    with pytest.raises(Refused, match="已有2个支部占用这项名额，不能低于2个"):
        actions.quota_set(quota, 1, by=world.clerk, reason="压减名额。")
    assert Quota.objects.get(pk=quota.pk).limit == 2
    assert ledger.of(quota).count() == 0


def test_more_places_than_branches_are_given_only_on_purpose(world: World) -> None:
    round_of(world, quotas=(most(5, 1),))
    quota = Quota.objects.get(unit=world.units[UNIT])
    with pytest.raises(
        Refused, match="参评支部共5个，填的是99个，比支部还多，等于不设上限。请核对，确需这样的请勾选。"
    ):
        actions.quota_set(quota, 99, by=world.clerk, reason="本年不设上限。")
    assert (Quota.objects.get(pk=quota.pk).limit, ledger.of(quota).count()) == (1, 0)

    actions.quota_set(quota, 99, by=world.clerk, reason="本年不设上限。", beyond=True)
    assert Quota.objects.get(pk=quota.pk).limit == 99


@pytest.mark.parametrize("beyond", [False, True])
def test_a_least_number_that_no_count_of_branches_reaches_is_refused(world: World, beyond: bool) -> None:
    round_of(world, quotas=(least(1, 1),))
    quota = Quota.objects.get(unit=world.units[UNIT])
    with pytest.raises(Refused, match="参评支部共5个，填的是6个，做不到，最多填5个。"):
        actions.quota_set(quota, 6, by=world.clerk, reason="从严掌握。", beyond=beyond)
    assert actions.quota_set(quota, 5, by=world.clerk, reason="从严掌握。").limit == 5


def test_branches_that_join_count_for_a_quota_whose_limit_was_adjusted(world: World) -> None:
    round_ = round_of(world, quotas=(least(1, 1),))
    quota = Quota.objects.get(unit=world.units[UNIT])
    actions.quota_set(quota, 5, by=world.clerk, reason="从严掌握。")
    actions.quotas.open_quotas(round_, [world.unit("甲新支部", UnitKind.BRANCH, UNIT).pk])

    assert Quota.objects.values_list("base", "limit").get(pk=quota.pk) == (6, 5)


@pytest.mark.parametrize("who", ["deputy", "leader", "secretary"])
def test_only_who_runs_the_round_changes_a_quota(world: World, who: str) -> None:
    round_of(world, quotas=(most(5, 1),))

    with pytest.raises(NotAllowed, match="名额由工委组织部调整"):
        actions.quota_set(Quota.objects.all()[0], 5, by=getattr(world, who), reason="自行增加。")


def test_places_grow_with_branches_that_join_and_never_shrink(world: World) -> None:
    round_ = round_of(world, quotas=(share(5, "50"),))
    branches = [world.unit(f"甲新{n}支部", UnitKind.BRANCH, UNIT).pk for n in range(3)]
    actions.quotas.open_quotas(round_, branches)
    grown = Quota.objects.get(unit=world.units[UNIT])
    actions.quotas.open_quotas(round_)

    assert (grown.base, grown.limit, grown.formula) == (8, 4, "8×50%=4")
    assert Quota.objects.get(pk=grown.pk).base == 8


def test_every_quota_is_shown_with_what_is_taken_of_it(world: World) -> None:
    round_ = round_of(world, quotas=(most(5, 1), least(1, 2, node=QuotaNode.ROOT)))
    listed(world, "甲一支部")
    report(world, UNIT, "staff")
    shown = {(use.unit, use.rule): (use.taken, use.state) for use in uses(round_)}

    assert shown["全部单位", "一星级：全部单位合计不少于2个"] == (0, "还差2个")
    assert shown[UNIT, "五星级：每个呈报单位不超过1个"] == (1, "已满")
    assert shown[OTHER, "五星级：每个呈报单位不超过1个"] == (0, "余1个")


@pytest.mark.parametrize("rules", [(most(5, 1),), (most(5, 1), most(4, 2), least(1, 1, node=QuotaNode.ROOT))])
def test_the_page_of_quotas_asks_the_database_as_often_for_many_as_for_one(
    world: World, rules: tuple[QuotaRule, ...]
) -> None:
    round_ = round_of(world, quotas=rules)
    client = Client()
    client.force_login(world.users["clerk"])
    client.get(f"/star_rating/rounds/{round_.pk}/quotas/")
    with CaptureQueriesContext(connection) as asked_for:
        shown = client.get(f"/star_rating/rounds/{round_.pk}/quotas/").content.decode()

    assert len(asked_for) == 7
    assert shown.count(">调整</a>") == 3 * len([rule for rule in rules if rule.node is QuotaNode.SUBMITTING_UNIT]) + (
        len(rules) > 1
    )


def test_a_quota_is_changed_on_its_page(world: World) -> None:
    round_of(world, quotas=(most(5, 1),))
    listed(world, "甲一支部")
    report(world, UNIT, "staff")
    quota = Quota.objects.get(unit=world.units[UNIT])
    client = Client()
    client.force_login(world.users["clerk"])
    low = client.post(f"/star_rating/quotas/{quota.pk}/", {"limit": "0", "reason": "压减。"})
    done = client.post(f"/star_rating/quotas/{quota.pk}/", {"limit": "3", "reason": "经工委会议同意。"})

    assert (low.status_code, "不能低于1个" in low.content.decode()) == (422, True)
    assert (done.status_code, Quota.objects.get(pk=quota.pk).limit) == (302, 3)


def test_the_page_says_of_how_many_branches_it_is_before_and_asks_when_it_is_more(world: World) -> None:
    round_of(world, quotas=(most(5, 1), least(1, 1)))
    client = Client()
    client.force_login(world.users["clerk"])
    most_, least_ = Quota.objects.filter(unit=world.units[UNIT]).order_by("-key")
    given = {"limit": "99", "reason": "本年不设上限。"}
    url = f"/star_rating/quotas/{most_.pk}/"

    assert "参评支部共5个，填得更多等于不设上限。" in client.get(url).content.decode()
    asked_for = client.post(url, given)
    assert (asked_for.status_code, "填的是99个，比支部还多" in asked_for.content.decode()) == (422, True)
    assert client.post(url, given | {"beyond": "on"}).status_code == 302
    shown = client.get(f"/star_rating/quotas/{least_.pk}/").content.decode()
    assert ("参评支部共5个，最多填5个。" in shown, "仍这样调整" in shown) == (True, False)


def test_after_a_change_the_list_is_where_it_was_and_a_unit_is_found_by_its_name(world: World) -> None:
    round_ = round_of(world, quotas=(most(5, 1),))
    client = Client()
    client.force_login(world.users["clerk"])
    quota = Quota.objects.get(unit=world.units[OTHER])
    at = f"/star_rating/rounds/{round_.pk}/quotas/"
    found = client.get(at, {"q": "乙局"}).content.decode()
    tail = "?q=%E4%B9%99%E5%B1%80"
    done = client.post(f"/star_rating/quotas/{quota.pk}/{tail}", {"limit": "0", "reason": "经工委会议同意。"})

    assert (OTHER in found, UNIT in found, f"/star_rating/quotas/{quota.pk}/{tail}" in found) == (True, False, True)
    assert done["Location"] == f"{at}{tail}"
    assert client.get(at, {"q": world.units[UNIT].code}).content.decode().count(">调整</a>") == 1
    assert "没有这样的单位" in client.get(at, {"q": "绝无"}).content.decode()
