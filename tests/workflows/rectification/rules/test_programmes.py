"""The ready programmes are usable, come back from their JSON form unchanged, and say what their sources say."""

import json
from datetime import date

import pytest

from tests.workflows.rectification.rules.samples import AUDIT, FEEDBACK, INSPECTION, PROTECTION, SUPERVISION
from workflows.rectification.rules import DEFAULT, Level, LimitKind, Precision, Programme, ready, ready_codes

SOURCES = [
    "党建考核", "公示异议", "民主评议", "巡视巡察反馈", "审计", "主题教育自查", "民主生活会和组织生活会",
    "书记述职评议点评", "督查督办", "环保督察", "机关党委自行梳理", "专项清查", "信访", "三份清单",
]  # fmt: skip


@pytest.mark.parametrize("code", ready_codes())
def test_a_ready_programme_survives_its_json_form(code: str) -> None:
    programme = ready(code)

    assert Programme.read(json.loads(json.dumps(programme.to_data()))) == programme
    assert programme.code == code


def test_the_default_programme_comes_first() -> None:
    assert ready_codes() == (
        DEFAULT, "audit", "environment", "inspection", "protection", "self_check", "supervision",
    )  # fmt: skip


def test_a_programme_that_does_not_exist_is_not_found() -> None:
    with pytest.raises(KeyError):
        ready("nothing")


def test_the_default_programme_has_the_source_dictionary() -> None:
    assert [source.name for source in FEEDBACK.sources] == SOURCES


def test_an_event_finds_its_source_and_an_unknown_one_finds_none() -> None:
    source = FEEDBACK.source_for("star_rating.low_result")

    assert source is FEEDBACK.source_by_code["assessment"]
    assert FEEDBACK.source_for("nobody.knows") is None
    assert AUDIT.source_for("star_rating.low_result") is None


def test_the_inspection_is_closed_by_joint_acceptance_when_four_things_are_in_place() -> None:
    closing = INSPECTION.closing("inspection", "first")

    assert (closing.level, closing.bodies) == (Level.JOINT, ("巡察办", "巡察组"))
    assert [each.words for each in INSPECTION.checklist] == [
        "思想认识到位", "责任细化到位", "措施落实到位", "成果运用到位",
    ]  # fmt: skip


def test_an_inspection_told_in_may_is_concentrated_for_three_months_and_assessed_again_after_six() -> None:
    assert INSPECTION.phases(date(2024, 5, 16)) == (date(2024, 8, 16), date(2024, 11, 16))
    assert AUDIT.phases(date(2024, 5, 16)) == (None, None)


def test_the_audit_has_its_three_kinds_of_limit() -> None:
    assert [(each.name, each.kind) for each in AUDIT.limits] == [
        ("立行立改", LimitKind.IMMEDIATE),
        ("分阶段整改", LimitKind.DATED),
        ("持续整改", LimitKind.SUSTAINED),
    ]


def test_short_middle_and_long_limits_are_six_months_two_and_five_years() -> None:
    assert [(each.name, each.months) for each in PROTECTION.limits[:3]] == [("短期", 6), ("中期", 24), ("长期", 60)]


def test_self_checked_problems_are_closed_within_unless_they_are_grave() -> None:
    own = ready("self_check")

    assert own.closing("clean_up", "general").level is Level.WITHIN
    assert own.closing("clean_up", "heavy").level is Level.COMMITTEE
    assert own.precision is Precision.MONTH
    assert len(own.categories) == 3


def test_parts_are_found_by_their_codes() -> None:
    assert SUPERVISION.light_by_code["orange"].name == "橙单"
    assert SUPERVISION.letter_by_code["red"].name == "红色告诫单"
    assert SUPERVISION.limit_by_code["dated"].name == "限期办理"
