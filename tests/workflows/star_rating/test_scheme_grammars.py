"""Every way of scoring of domain 2.7.3 as a scheme of its own: through a workbook and graded, without any code."""

from decimal import Decimal
from typing import Any

from tests.workflows.star_rating.schemes import everything, of, one, shipped, steps, through_book, typed
from workflows.star_rating.rules import (
    Component,
    FigureOf,
    Group,
    Item,
    Mode,
    Result,
    Scheme,
    Slope,
    Tier,
    grade,
    warnings_of,
)

D = Decimal


def graded(rules: Scheme, **figures: str) -> Result:
    """The result of a table alone, by the scheme as it comes out of its workbook."""
    back = through_book(rules)
    assert back == rules
    return grade(back, typed(**figures), {}, ())


def scored(rules: Scheme, **figures: str) -> tuple[str, str]:
    """Score and tier."""
    result = graded(rules, **figures)
    return str(result.score), result.tier_name


def ladder(*rows: tuple[int, str, str]) -> tuple[Tier, ...]:
    return tuple(Tier(level, name, D(bound)) for level, name, bound in rows)


def test_steps_that_are_worth_points() -> None:
    """分档取值 [I05]."""
    often = {"每季度至少1次": "5", "半年1次": "2", "偶尔": "1", "不开": "0"}
    committee = {"每月": "2", "每季": "1", "偶尔": "0.5", "无": "0"}
    lecture, minutes = (
        {"半年1次": "2", "一年1次": "1", "无": "0"},
        {"规范": "3", "较规范": "2", "不太规范": "1", "无": "0"},
    )
    rules = of(
        one("1", 2, steps("1.1", "班子配备", 健全="2", 较健全="1", 不健全="0"), name="支部班子"),
        one(
            "2", 12, steps("2.1", "支部大会", **often), steps("2.2", "支委会", **committee),
            steps("2.3", "党课", **lecture), steps("2.4", "记录", **minutes), name="工作机制",
        ),
        tiers=ladder((2, "达标", "8.4"), (0, "不达标", "0")), max_score=D(14),
    )  # fmt: skip

    assert scored(rules, c1_1="2", c2_1="5", c2_2="2", c2_3="2", c2_4="3") == ("14.00", "达标")
    assert scored(rules, c1_1="1", c2_1="2", c2_2="0.5", c2_3="1", c2_4="3") == ("7.50", "不达标")
    assert warnings_of(rules) == []


def test_points_taken_for_each_case_and_each_person() -> None:
    """每次扣、按人扣: 工作制度 loses 5 + 5 (2名班子成员) + 2 of its 10 and stops at 0 (2.7.1 [I01])."""
    result = graded(shipped("table_271"), c10="5", c11="5", c12="2", c20="10")

    assert (str(result.score), result.tier_name) == ("80.00", "较好")
    assert "工作制度应扣12分，满分10分，扣完为止" in result.reasons[0].text


def test_points_that_follow_a_measured_value() -> None:
    """线性增减 [I03]."""

    def slope(code: str, text: str, points: str, target: str, **more: Any) -> Item:
        return Item(code, text, D(points), mode=Mode.LINEAR, slope=Slope(D(target), D(10), D(1), **more))

    rules = of(
        one(
            "1", 100, slope("1.1", "积极分子比例", "3", "30"), slope("1.2", "谈话记录", "2", "60"),
            slope("1.3", "第二次联系记录", "1", "30", only_above=True), uncapped=True,
        ),
        tiers=ladder((2, "好", "8"), (1, "一般", "0")),
    )  # fmt: skip

    assert scored(rules, c1_1="45", c1_2="60", c1_3="55") == ("9.00", "好")
    assert scored(rules, c1_1="10", c1_2="45", c1_3="29.9") == ("2.00", "一般")


def test_a_score_without_an_upper_limit_that_stops_at_nothing() -> None:
    """基础分100，上不封顶，基础分减完为止 [I03]; 积分型 [S23]."""
    rules = of(
        one(
            "1", 100, Item("1.1", "加分", D(10), mode=Mode.COUNT), Item("1.2", "减分", D(60), per_count=True),
            start=D(100), uncapped=True,
        ),
        uncapped=True,
    )  # fmt: skip

    assert scored(rules, c1_1="3") == ("130.00", "五星级")
    assert scored(rules, c1_1="1", c1_2="60") == ("50.00", "一星级")
    assert scored(rules, c1_1="0", c1_2="100") == ("0.00", "一星级")


def test_dimensions_of_a_hundred_each_are_weighted() -> None:
    """维度各100再加权: A 班子建设100分占20%…，每小项20分，好20/较好15/一般10/差0 [I04]."""
    words = {"好": "20", "较好": "15", "一般": "10", "差": "0"}
    codes = dict(zip("ABCDE", ("班子建设", "思想教育", "党员队伍", "活动规范", "作用发挥"), strict=True))
    rules = of(
        *(
            one(code, 100, *(steps(f"{code}{n}", f"小项{n}", **words) for n in "12345"), name=name, component=code)
            for code, name in codes.items()
        ),
        components=tuple(Component(code, name, D(20)) for code, name in codes.items()),
    )  # fmt: skip
    figures = {f"{code}{n}": "20" for code in "ABCDE" for n in range(1, 6)}

    assert scored(rules, **figures) == ("100.00", "五星级")
    assert scored(rules, **figures | {"A1": "15", "A2": "10", "D1": "0"}) == ("93.00", "五星级")
    assert scored(rules, **figures | {f"D{n}": "0" for n in range(1, 6)}) == ("80.00", "四星级")
    assert graded(rules, **figures | {"A1": "15"}).reasons[5].text == (
        "班子建设95.0×20%+思想教育100.0×20%+党员队伍100.0×20%+活动规范100.0×20%+作用发挥100.0×20%=99.00。"
    )


def test_every_piece_counts() -> None:
    """计件累加: 活动5分一次、支委会2分、稿件3分、批示一条再加10到20分 [I09]."""
    rules = of(
        one(
            "1", 100, Item("1.1", "组织活动", D(5), mode=Mode.COUNT), Item("1.2", "支委会", D(2), mode=Mode.COUNT),
            Item("1.3", "稿件", D(3), mode=Mode.COUNT), Item("1.4", "获批示", D(20), mode=Mode.MANUAL), uncapped=True,
        ),
        uncapped=True,
    )  # fmt: skip

    assert scored(rules, c1_1="12", c1_2="12", c1_3="4", c1_4="15") == ("111.00", "五星级")


def test_a_line_stops_at_its_own_limit() -> None:
    """宣传5篇以上奖1分，封顶1分；建网站、群任何一项奖1分，不累计 [I07]."""
    rules = of(
        one(
            "1", 2, Item("1.1", "宣传", D("0.2"), mode=Mode.COUNT, most=D(1)),
            Item("1.2", "建网站、群", D(1), mode=Mode.COUNT, most=D(1)),
        ),
        tiers=ladder((1, "达标", "1"), (0, "不达标", "0")), max_score=D(2),
    )  # fmt: skip

    assert scored(rules, c1_1="9", c1_2="2") == ("2.00", "达标")
    assert scored(rules, c1_1="4", c1_2="0") == ("0.80", "不达标")


def test_points_taken_line_by_line_with_ways_of_looking() -> None:
    """逐条扣、多考评方式 [I06]: 学习教育10分8条各扣1，基层组织活动15分."""
    study = [Item(f"1.{n}", f"第{n}条", D(1), evidence="查阅资料、问卷") for n in range(1, 9)]
    points = {"未换届": 3, "未配党务干部": 2, "党费问题": 2, "发展程序": 1, "三会一课": 1, "谈心": 1, "双重组织生活": 1}
    life = [Item(f"2.{n}", text, D(taken), evidence="查阅资料") for n, (text, taken) in enumerate(points.items(), 1)]
    rules = of(
        one("1", 10, *study, name="学习教育"),
        one("2", 15, *life, name="基层组织活动"),
        tiers=ladder((1, "合格", "15"), (0, "不合格", "0")), max_score=D(25),
    )  # fmt: skip

    assert scored(rules, c1_1="1", c1_2="1", c2_1="3", c2_7="1") == ("19.00", "合格")
    assert warnings_of(rules) == [
        "指标“学习教育”各条扣分合计8分，不到满分10分，这一项扣不完。",
        "指标“基层组织活动”各条扣分合计11分，不到满分15分，这一项扣不完。",
    ]


def test_second_level_indicators_with_lists_of_evidence() -> None:
    """一级（17分）→二级（7/5/5）→评分标准（0–3、0–2、0–2）→考评材料清单 [I08]."""

    def line(code: str, text: str, most: int) -> Item:
        return Item(
            code,
            text,
            D(most),
            mode=Mode.MANUAL,
            evidence="会议记录、通知",
            needs_evidence=True,
            evidence_why="核实是否开过",
        )

    rules = of(
        one("1.1", 7, line("1.1.1", "①", 3), line("1.1.2", "②", 2), line("1.1.3", "③", 2), group="1"),
        one("1.2", 5, line("1.2.1", "①", 5), group="1"),
        one("1.3", 5, line("1.3.1", "①", 5), group="1"),
        groups=(Group("1", "组织建设", D(17), capped=True),), max_score=D(17),
        tiers=ladder((1, "好", "14"), (0, "差", "0")),
    )  # fmt: skip

    assert scored(rules, c1_1_1="3", c1_1_2="1.5", c1_1_3="2", c1_2_1="4", c1_3_1="5") == ("15.50", "好")
    assert warnings_of(rules) == []


def test_only_those_who_take_part_get_points() -> None:
    """参加党课评比得1分，不参加不得分；半年内有一次党课记录即得分 [I10]."""
    rules = of(
        one("1", 2, steps("1.1", "党课评比", 参加="1", 不参加="0"), steps("1.2", "半年内有党课记录", 有="1", 没有="0")),
        tiers=ladder((1, "得分", "1"), (0, "不得分", "0")), max_score=D(2),
    )  # fmt: skip

    assert scored(rules, c1_1="1", c1_2="0") == ("1.00", "得分")
    assert scored(rules, c1_1="0", c1_2="0") == ("0.00", "不得分")


def test_a_heading_that_caps_what_stands_under_it() -> None:
    """The published 26 against 20 of 2.7.2, with the heading made to cap."""
    rules = of(
        *(one(f"3.{n}", full, steps(f"3.{n}", f"第{n}小项", 好=str(full), 差="0"), group="3")
          for n, full in enumerate((2, 4, 4, 4, 4, 2, 2, 2, 2), 1)),
        groups=(Group("3", "创先争优", D(20), capped=True),), max_score=D(20),
        tiers=ladder((1, "好", "15"), (0, "差", "0")),
    )  # fmt: skip
    best = {f"c3_{n}": str(full) for n, full in enumerate((2, 4, 4, 4, 4, 2, 2, 2, 2), 1)}

    assert scored(rules, **best) == ("20.00", "好")
    assert "创先争优合计26分，满分20分封顶" in graded(rules, **best).reasons[0].text


def test_five_single_stars_from_five_departments() -> None:
    """单项星型: five single stars, all five make 五星 [S22]."""
    areas = ("基层党建", "产业兴旺", "生态宜居", "平安建设", "乡风文明")
    rules = of(
        components=tuple(Component(f"s{n}", name, D(100), FigureOf.OFFICE, D(1)) for n, name in enumerate(areas)),
        max_score=D(5), decimals=0,
        tiers=tuple(Tier(n, f"{n}星", D(n)) for n in range(5, -1, -1)),
    )  # fmt: skip
    back = through_book(rules)

    got = {f"s{n}": D(1) for n in range(5)}
    assert grade(back, (), got, ()).tier == 5
    assert grade(back, (), got | {"s2": D(0), "s3": D(0)}, ()).tier == 3
    assert warnings_of(rules) == []


def test_what_adds_and_what_takes_stand_beside_the_table() -> None:
    """基础指数 + 正向加分 + 反向扣分 + 一票否决 (2.6c J [S10])."""
    rules = of(
        one("1", 100, Item("1.1", "未按期换届", D(10)), free=True),
        components=(
            Component("base", "基础指数", D(100)),
            Component("plus", "正向加分", D(100), FigureOf.REVIEW, D(10)),
            Component("minus", "反向扣分", D(100), FigureOf.REVIEW, D(20), takes=True),
        ),
        max_score=D(110),
    )  # fmt: skip
    back = through_book(rules)

    result = grade(back, typed(c1_1="10"), {"plus": D(6), "minus": D("8.5")}, ())
    assert (str(result.score), result.tier_name) == ("87.50", "四星级")
    assert result.reasons[1].text == "基础指数90.0+正向加分6.0−反向扣分8.5=87.50。"


def test_a_scheme_that_says_everything_is_graded() -> None:
    """19.5×60% + 3 + 50×40.5% − 2 + 80×10% = 40.95, 向下取 to one decimal."""
    figures = {"panel": D(50), "minus": D(2), "masses": D(80)}
    result = grade(everything(), typed(c1="0.5", c2="5", c3="60", c4="1"), figures, ())

    assert result.score == D("40.9")
