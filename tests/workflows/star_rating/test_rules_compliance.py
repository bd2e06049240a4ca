"""Indicators that contradict the rules on relieving the grassroots are marked with the clause, plain words are not."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.workflows.star_rating.test_rules_modes import ACTIVISTS, ACTIVITIES, CONTACTS, MEETING, ROOMS, indicator
from tests.workflows.star_rating.test_rules_modes import scheme as scheme_of
from tests.world import scheme_c
from workflows.star_rating.rules import Group, Indicator, Item, Mode, Option, Veto, VetoOutcome
from workflows.star_rating.rules.compliance import NO_PRESS, NO_TRACES, findings, unanswered


def names(text: str, evidence: str = "") -> str:
    """What is marked in a scheme of one line that says this."""
    found = findings(scheme_of(indicator(Item("1", text, Decimal(5), evidence=evidence))))
    return "；".join(finding.names for finding in found)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("获批示一条", "批示加分"),
        ("党建工作得到市级以上领导肯定性批示", "批示加分"),
        ("学习贯彻工作获省领导批示的加2分", "批示加分"),
        ("获市领导批示要求推广的加3分", "批示加分"),
        ("按照获批示数量加分", "批示加分"),
        ("办理工作获领导肯定性批示，加1分", "批示加分"),
        ("学习工作有领导批示的，每条加2分", "批示加分"),
        ("工作经验得到领导批示推广", "批示加分"),
        ("稿件一篇", "刊发报道加分"),
        ("在省级以上报纸刊物发表文章加分", "刊发报道加分"),
        ("经验做法被党建刊物采用", "刊发报道加分"),
        ("被学校简报报道", "刊发报道加分"),
        ("宣传5篇以上", "刊发报道加分"),
        ("信息被上级采用", "刊发报道加分"),
        ("在省级以上媒体发表文章", "刊发报道加分"),
        ("主题党日拍照上传", "拍照、视频、截图、轨迹留痕"),
        ("走访轨迹", "拍照、视频、截图、轨迹留痕"),
        ("撰写学习笔记", "学习笔记"),
        ("读书笔记每月不少于2000字", "学习笔记"),
        ("心得体会每人不少于2篇", "学习笔记"),
        ("公众号文章点赞数", "点赞、转发、网络投票数"),
        ("转发活动链接", "点赞、转发、网络投票数"),
        ("最美支部网络投票", "点赞、转发、网络投票数"),
        ("人均线上学习时长", "学习时长"),
        ("学习强国人均积分", "学习时长"),
        ("学习强国平均分", "学习时长"),
        ("每日打卡", "打卡"),
        ("手机签到", "打卡"),
        ("党员积分排名前10名", "积分排名"),
    ],
)
def test_what_the_rules_forbid_to_judge_by_is_marked(text: str, name: str) -> None:
    assert names(text) == name


@pytest.mark.parametrize(
    "text",
    [
        "未落实批示",
        "学习贯彻重要指示批示精神不及时",
        "领导批示件办理超期",
        "落实领导批示不到位的扣2分",
        "被督办的批示没有办结",
        "学习贯彻重要指示批示精神及时，加1分",
        "发生负面报道",
        "公开发表违背党的理论的文章",
        "在网络平台发表不当言论",
        "民主生活会上发表意见",
        "阅览角有书籍、刊物",
        "交流学习心得",
        "视频会议系统不能使用",
        "组织党员观看警示教育视频",
        "及时转发上级文件",
        "笔记本电脑涉密管理不规范",
        "有班子成员年培训不足40学时",
        "党建或业务年度考核排名靠后",
        "党员积分制手册不健全",
        "民主评议得票数",
        "“三会一课”签到表",
        "党员双报到",
        "信息公开不及时",
        "有场所无教育设施，活动室照片",
    ],
)
def test_plain_words_raise_no_alarm(text: str) -> None:
    assert names(text) == ""


def test_evidence_is_read_like_the_line_itself() -> None:
    assert names("组织生活会", evidence="会议记录、现场照片") == "拍照、视频、截图、轨迹留痕"


def test_steps_and_headings_are_read_too() -> None:
    steps = (Option("被市级报道", Decimal(2)), Option("无", Decimal(0)))
    item = Item("1", "宣传工作", Decimal(0), mode=Mode.TIERED, options=steps)
    heading = Indicator("I1", "积分排名", Decimal(2), (item,), False, "")

    found = findings(scheme_of(heading))

    assert [(finding.place, finding.names) for finding in found] == [
        ("指标“积分排名”", "积分排名"),
        ("第1条宣传工作", "刊发报道加分"),
    ]


def test_vetoes_and_the_headings_over_indicators_are_read_too() -> None:
    veto = Veto("V9", "学习强国积分排名全市后10%", VetoOutcome.CAP_TIER, 2, 1, "")
    scheme = replace(scheme_c(), vetoes=(*scheme_c().vetoes, veto), groups=(Group("G9", "打卡情况"),))

    assert [(finding.key, finding.place) for finding in findings(scheme)] == [
        ("group.G9", "一级指标“打卡情况”"),
        ("veto.V9", "否决情形“学习强国积分排名全市后10%”"),
    ]


def test_a_line_against_two_clauses_is_marked_once_with_both() -> None:
    (found,) = findings(scheme_of(indicator(Item("1", "获批示或被媒体报道", Decimal(5), evidence="截图"))))

    assert found.names == "批示加分、刊发报道加分、拍照、视频、截图、轨迹留痕"
    assert (found.words[0], found.words[1].startswith(NO_TRACES)) == (NO_PRESS, True)


def test_the_old_samples_are_marked() -> None:
    # 依据: domain 2.7.3 [I09][I07], 2.7.2 [I02]
    reports = Item("p", "稿件一篇", Decimal(3), mode=Mode.COUNT)
    praise = Item("b", "获批示一条", Decimal(10), mode=Mode.COUNT)
    publicity = Item("x", "宣传5篇以上奖1分", Decimal("0.2"), mode=Mode.COUNT, most=Decimal(1))
    brief = Item("3.9", "被学校简报报道", Decimal(2), mode=Mode.MANUAL)
    old = scheme_of(indicator(MEETING, ACTIVISTS, CONTACTS, ACTIVITIES, ROOMS, reports, praise, publicity, brief))

    assert [finding.key for finding in findings(old)] == ["item.p", "item.b", "item.x", "item.3.9"]


def test_the_shipped_county_scheme_is_clean() -> None:
    assert findings(scheme_c()) == []


def test_a_finding_is_answered_by_a_reason_that_says_something() -> None:
    found = findings(scheme_of(indicator(Item("1", "打卡", Decimal(5)), Item("2", "学习笔记", Decimal(5)))))

    assert unanswered(found, {"item.1": "应急值守", "item.2": "  "}) == found[1:]


def test_a_finding_keeps_its_key_when_the_words_change() -> None:
    one = Item("1", "打卡", Decimal(5))

    (before,), (after,) = (findings(scheme_of(indicator(item))) for item in (one, replace(one, text="每日打卡")))

    assert before.key == after.key
