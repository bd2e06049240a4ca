"""Headings over indicators: they cap what stands under them, or only add it up."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from tests.workflows.star_rating.rules_samples import TABLE, made, points, typed
from tests.workflows.star_rating.test_rules_components import HEADED, SATISFACTION, K, texts
from workflows.star_rating.rules import (
    Component,
    Dimension,
    FigureOf,
    Group,
    GroupScore,
    SchemeError,
    base_score,
    grade,
)


def test_a_heading_caps_what_stands_under_it() -> None:
    base = base_score(HEADED, typed(A="16", B="8", C="70"))
    assert base.per_group == (GroupScore("G", Decimal(20), Decimal(24)),)
    assert base.per_component == {"table": 90}
    assert texts(grade(HEADED, typed(A="16", B="8", C="70"), {}, ()))[0] == (
        "党建工作满分100分，指标A得16分，指标B得8分，指标C得70分，创先争优合计24分，满分20分封顶，得90.0分。"
    )


def test_a_heading_that_does_not_cap_only_adds_up() -> None:
    heading = Group("G", "创先争优", Decimal(20))
    plainly = made(points("A", 16, group="G"), points("B", 10, group="G"), groups=(heading,))
    assert base_score(plainly, typed(A="16", B="8")).per_component == {"table": 24}


def test_headings_under_a_heading_are_capped_from_below() -> None:
    scheme = made(
        points("A", 30, group="G1"),
        points("B", 30, group="G2"),
        groups=(
            Group("G", "一级", Decimal(35), capped=True),
            Group("G1", "二级甲", Decimal(20), parent="G", capped=True),
            Group("G2", "二级乙", Decimal(30), parent="G"),
        ),
    )
    base = base_score(scheme, typed(A="30", B="30"))
    assert base.per_group == (
        GroupScore("G", Decimal(35), Decimal(50)),
        GroupScore("G1", Decimal(20), Decimal(30)),
        GroupScore("G2", Decimal(30), Decimal(30)),
    )
    assert base.per_component == {"table": 35}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"components": ()}, "方案至少要有一个分项。"),
        ({"components": (TABLE, TABLE)}, "分项的编号“table”重复。"),
        ({"indicators": (points("A", group="X"),)}, "指标“指标A”所说的一级指标“X”不在方案里。"),
        ({"indicators": (points("A", component="X"),)}, "指标“指标A”所说的分项“X”不在方案的分项里。"),
        ({"groups": (Group("G", "甲", parent="H"), Group("H", "乙", parent="G"))}, "一级指标“乙”绕了一圈又属于自己。"),
        ({"groups": (Group("G", "甲", capped=True),)}, "一级指标“甲”按满分封顶，但没有填写满分。"),
        ({"components": (TABLE, Component("own", "个性", Decimal(1)))},
         "分项“个性”由指标表合计，但没有一项指标属于它。"),
        ({"components": (TABLE, Component("own", TABLE.name, Decimal(1)))}, f"分项的名称“{TABLE.name}”重复。"),
        ({"components": (SATISFACTION,)}, "指标“指标A”所属的分项不是由指标表合计的。"),
    ],
)  # fmt: skip
def test_parts_that_do_not_fit_together_are_refused(change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(SchemeError, match=sentence):
        made(*change.get("indicators", (points("A"),)), **{k: v for k, v in change.items() if k != "indicators"})


@pytest.mark.parametrize(
    ("made_with", "sentence"),
    [
        (lambda: Dimension("班子", Decimal(0)), "评分项“班子”的满分应大于0。"),
        (lambda: Component("p", "评委评", Decimal(1), FigureOf.PANEL, Decimal(0)), "分项“评委评”的满分应大于0。"),
    ],
)
def test_a_full_mark_of_nothing_is_refused(made_with: Callable[[], object], sentence: str) -> None:
    with pytest.raises(SchemeError) as refused:
        made_with()
    assert (str(refused.value), refused.value.key) == (sentence, "full")


def test_a_heading_holds_indicators_of_one_component() -> None:
    with pytest.raises(SchemeError, match="一级指标“甲”下的指标不属于同一个分项。"):
        made(
            points("A", group="G"),
            points("B", group="G", component="own"),
            components=K.components,
            groups=(Group("G", "甲"),),
        )
