"""Where quotas count by field, the pages and the trials say so."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from permissions import tree
from permissions.roles import Field
from tests.workflows.engine.steps import UNIT
from tests.workflows.star_rating.listing import listed, most, round_of, share
from tests.workflows.star_rating.test_quota_fields import HALF
from tests.world import World, make_world, scheme_c
from workflows.engine import ledger
from workflows.engine.models import Quota
from workflows.star_rating import actions
from workflows.star_rating.queries import schemes, trials
from workflows.star_rating.queries.cockpit import quota_use
from workflows.star_rating.queries.quota_lines import uses, whose
from workflows.star_rating.queries.rounds import Standing
from workflows.star_rating.rules import QuotaBase, QuotaNode
from workflows.star_rating.rules.trial import try_on
from workflows.star_rating.workbooks.trial import read_pasted


@pytest.fixture
def world(db: None) -> World:
    """Return the cast: 甲局 is 机关, but 甲二支部 and 甲四支部 are 社区; the others have no field."""
    world = make_world()
    tree.edit_unit(world.units[UNIT], field=Field.AGENCY)
    for branch in ("甲二支部", "甲四支部"):
        tree.edit_unit(world.units[branch], field=Field.COMMUNITY)
    return world


# --- pages ---------------------------------------------------------------------------------------------------------


def browser(world: World) -> Client:
    client = Client()
    client.force_login(world.users["clerk"])
    return client


def test_the_page_of_quotas_says_for_which_field_each_is(world: World) -> None:
    rule_at_root = share(5, "50", base=QuotaBase.FIELD, node=QuotaNode.ROOT)
    round_ = round_of(world, quotas=(HALF, rule_at_root))
    shown = [(use.unit, use.rule) for use in uses(round_)]

    assert shown[-1] == (UNIT, "五星级：社区领域，每个呈报单位不超过参评支部的50%，向下取整")
    assert whose(Quota.objects.get(key="root.5.max@未分领域"), rule_at_root) == "全部单位未分领域"
    assert ("全部单位", "五星级（机关）：全部单位合计不超过同领域支部的50%，向下取整") in shown


def test_the_cockpit_names_unit_and_field(world: World) -> None:
    round_ = round_of(world, quotas=(HALF, most(5, 1), share(5, "50", field="机关", node=QuotaNode.ROOT)))
    units = [world.units[name].pk for name in (UNIT, "工委")]
    now = Standing(cells={}, stars={}, tiers={})
    found = {(use.unit, use.stars, use.limit, use.reached) for use in quota_use(round_, units, now)}

    assert found == {
        (f"{UNIT}社区领域", "五星级", 1, None), (UNIT, "五星级", 1, 0), ("工委", "五星级", 1, 0),
        ("全部单位机关领域", "五星级", 1, None),
    }  # fmt: skip


def test_a_quota_of_a_field_is_changed_under_its_name(world: World) -> None:
    round_ = round_of(world, quotas=(HALF,))
    quota = Quota.objects.get()
    page = browser(world).get(reverse("star_rating:quota", args=[quota.pk]))
    actions.quota_set(quota, 2, by=world.clerk, reason="经工委会议同意。")

    assert "调整甲局机关党委社区领域五星级名额" in page.content.decode()
    assert ledger.of(quota).get().data["name"] == f"{round_.title}：甲局机关党委社区领域五星级名额"


def test_the_page_of_a_scheme_says_that_no_branch_has_a_field(world: World) -> None:
    rules = replace(scheme_c(), quotas=(HALF, share(5, "50", field="医院"), share(5, "50", field="农村")))
    kept_ = actions.scheme_new(rules, by=world.clerk)
    page = browser(world).get(reverse("star_rating:scheme", args=[kept_.pk])).content.decode()

    assert schemes.warnings(rules)[-2:] == [
        "名额规则所指的领域“农村”系统里没有，用这个方案不能准备批次。",
        "现在没有支部属于医院领域，医院领域的名额用不上。",
    ]
    assert "现在没有支部属于医院领域" in page
    assert "社区领域，每个呈报单位不超过参评支部的50%，向下取整" in page


def test_a_quota_of_a_unit_that_is_none_is_warned_of_and_keeps_what_was_typed(world: World) -> None:
    rules = replace(scheme_c(), quotas=(share(5, "50", node=QuotaNode.NAMED, unit_code="NOPE"),))
    kept_ = actions.scheme_new(rules, by=world.clerk)
    typed = {"scheme": kept_.pk, "year": 2026, "title": "2026年度评定", "basis": "某字1号", "resume": "direct"}
    answer = browser(world).post(reverse("star_rating:round_new"), typed)
    page = answer.content.decode()

    assert schemes.warnings(rules)[-1] == "名额规则所指的单位代码“NOPE”系统里没有，用这个方案不能准备批次。"
    assert (answer.status_code, "某字1号" in page) == (422, True)
    assert "<b>没有保存。</b>名额规则所指的单位编码NOPE不存在，请核对评定方案。" in page


def test_a_scheme_without_fields_asks_nothing_of_the_organisation(world: World) -> None:
    with CaptureQueriesContext(connection) as asked:
        schemes.warnings(scheme_c())

    assert len(asked) == 0


# --- trials --------------------------------------------------------------------------------------------------------


def test_a_trial_on_a_round_goes_by_the_field_of_the_superior_too(world: World) -> None:
    round_ = round_of(world, quotas=(most(5, 9),))
    listed(world, "甲一支部", "甲二支部")

    assert {entry.branch: entry.area for entry in trials.of_round(round_)} == {"甲一支部": "机关", "甲二支部": "社区"}


def test_pasted_scores_say_the_field_where_the_scheme_counts_by_it(world: World) -> None:
    rules = replace(scheme_c(), quotas=(most(5, 0, field="社区"),))
    text = "党支部\t单位\t领域\t总分\n甲一\t甲局\t社区\t95\n甲二\t甲局\t\t95"
    scores = actions.keep_scores("上年得分", by=world.clerk, rows=read_pasted(text, rules).rows)

    assert [entry.area for entry in trials.entries(scores)] == ["社区", ""]
    assert [bite.words for bite in try_on(rules, trials.entries(scores)).bites] == [
        "甲局（社区）：五星级最多0个（固定0个），按得分有1个，多1个。"
    ]
    wrong = read_pasted(text.replace("社区", "农村"), rules).errors
    assert str(wrong[0]).startswith("工作表“得分”第2行C列“领域”：“农村”不在可选范围内。")
    assert str(read_pasted(text, scheme_c()).errors[0]).startswith("第1行：第一行应是列名。认不出“领域”")
