"""Vetoes: each has its own outcome, and they add up."""

import pytest

from tests.workflows.star_rating.test_rules import star, texts
from workflows.star_rating.rules import (
    ReasonKind,
    ScoreError,
)


@pytest.mark.parametrize(
    ("vetoes", "history", "level", "kind", "sentence"),
    [
        ({"V1"}, None, 2, ReasonKind.CAP, "核实有“党员因违纪违法受到处理”，最高评二星级，由五星级降为二星级。"),
        ({"V5"}, 5, 1, ReasonKind.VETO, "核实有“近两年书记和班子有重大问题”，直接定为一星级，由五星级降为一星级。"),
        ({"V6"}, 5, None, ReasonKind.VETO, "核实有“档案资料弄虚作假”，取消评星资格。"),
        ({"V7"}, 3, 3, ReasonKind.CAP,
         "核实有“上年度评星指出的问题未整改”，不得晋级，上年是三星级，由五星级降为三星级。"),
        ({"V7"}, 5, 5, ReasonKind.CAP, "核实有“上年度评星指出的问题未整改”，不得晋级，上年是五星级，五星级不受影响。"),
        ({"V7"}, None, 5, ReasonKind.CAP,
         "核实有“上年度评星指出的问题未整改”，不得晋级，但上年没有星级可比，五星级不受影响。"),
    ],
)  # fmt: skip
def test_a_veto_has_its_own_outcome(
    vetoes: set[str], history: int | None, level: int | None, kind: ReasonKind, sentence: str
) -> None:
    result = star("95", "95", vetoes, history)
    assert (result.tier, result.reasons[-1].kind, result.reasons[-1].text) == (level, kind, sentence)
    assert result.score == 95


def test_a_cap_leaves_a_lower_tier_alone() -> None:
    result = star("50", "50", {"V1"})
    assert result.tier == 1
    assert texts(result)[-1] == "核实有“党员因违纪违法受到处理”，最高评二星级，一星级不受影响。"


def test_vetoes_add_up_and_each_is_told() -> None:
    result = star("95", "95", {"V6", "V1", "V5"})
    assert (result.tier, result.tier_name, len(result.reasons)) == (None, "取消评星资格", 6)


def test_an_unknown_veto_is_refused() -> None:
    with pytest.raises(ScoreError, match="方案里没有编号为“V99”的否决情形。"):
        star("95", "95", {"V99"})
