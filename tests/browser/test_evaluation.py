"""A 评审 from the clerk's page to the places, by people who each see only what is theirs; the sheet on a phone."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.walk import Open, decide, expect_next_step, keep, open_work, sign_in
from tests.workflows.star_rating.panels import sheet_of
from tests.world import World
from workflows.star_rating.models import Evaluation

pytestmark = pytest.mark.browser


def test_a_visit_is_prepared_scored_and_ranked(world: World, open_page: Open, pictures: Path) -> None:
    round_ = world.rating("甲一支部").round
    clerk = sign_in(open_page(), "clerk")
    clerk.goto(f"/star_rating/rounds/{round_.pk}/")
    clerk.get_by_role("link", name="评审", exact=True).click()
    clerk.get_by_role("link", name="组织评审").click()
    clerk.get_by_label("评审名称").fill("逐支部观摩")
    clerk.get_by_label("评分项").fill("班子建设 60\n作用发挥 40")
    clerk.get_by_label("末位挂联个数").fill("1")
    clerk.get_by_role("button", name="保存，去添加评委").click()
    clerk.get_by_role("link", name="添加评委").click()
    clerk.get_by_label("评委").fill("陈立平")
    clerk.get_by_role("button", name="添加评委").click()
    clerk.get_by_role("link", name="添加支部").click()
    clerk.get_by_label("参评支部").fill("甲一支部\n乙一支部")
    clerk.get_by_role("button", name="添加支部").click()
    keep(clerk, pictures, "评审_准备", whole=True)
    decide(clerk, "开始评分")
    expect(clerk.get_by_role("heading", level=1)).to_contain_text("评分中")

    phone = open_work(sign_in(open_page(width=375, height=812), "leader"), "逐支部观摩评分表")
    expect_next_step(phone)
    for branch, points in (("甲一支部", ("55", "38.5")), ("乙一支部", ("50", "31"))):
        phone.get_by_label(f"{branch}的班子建设").fill(points[0])
        phone.get_by_label(f"{branch}的作用发挥").fill(points[1])
    keep(phone, pictures, "评审_评分表_手机", whole=True)
    phone.get_by_role("button", name="提交评分").click()
    expect(phone.get_by_role("status")).to_contain_text("评分表已提交")
    assert sheet_of(world, "leader").state == "marked"

    clerk.reload()
    decide(clerk, "汇总结果")
    expect(clerk.get_by_text("第2名")).to_be_visible()
    keep(clerk, pictures, "评审_名次", whole=True)
    clerk.get_by_role("link", name="确定挂联").click()
    expect(clerk.get_by_role("heading", level=1)).to_contain_text("挂联乙一支部")
    assert [row["figure"] for row in Evaluation.objects.get().outcome] == ["93.50", "81.00"]
