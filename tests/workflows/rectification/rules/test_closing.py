"""Who closes a problem, and what still keeps it open."""

import pytest

from tests.workflows.rectification.rules.samples import FEEDBACK, INSPECTION
from workflows.rectification.rules import (
    Closing,
    ClosingFacts,
    Evidence,
    Level,
    ProgrammeError,
    checks_for,
    closes_at,
    lacks_to_close,
)

BRANCH = ("branch", "general_branch", "org_committee", "work_committee")
DIRECT = ("direct_branch", "work_committee")
ITSELF = ("org_committee",)
TOP = ("work_committee",)
WITHIN, COMMITTEE, HOST = (Closing(level) for level in (Level.WITHIN, Level.COMMITTEE, Level.HOST))
JOINT = Closing(Level.JOINT, bodies=("巡察办",))


def test_the_first_line_that_fits_decides() -> None:
    assert FEEDBACK.closing("audit", "grave").level is Level.HOST
    assert FEEDBACK.closing("inspection", "general").level is Level.HOST
    assert FEEDBACK.closing("audit", "general").level is Level.COMMITTEE


def test_a_finished_problem_passes_every_desk_above_its_unit() -> None:
    assert checks_for(BRANCH) == (Level.WITHIN, Level.COMMITTEE, Level.HOST)
    assert checks_for(DIRECT) == (Level.WITHIN, Level.HOST)
    assert checks_for(("branch", "org_committee")) == (Level.WITHIN, Level.HOST)
    assert checks_for(ITSELF) == (Level.WITHIN,)


def test_what_the_work_committee_leads_is_looked_at_twice_although_nobody_stands_above_it() -> None:
    assert checks_for(TOP) == (Level.WITHIN, Level.HOST)


@pytest.mark.parametrize(
    ("closing", "path", "level"),
    [
        (WITHIN, BRANCH, Level.WITHIN),
        (COMMITTEE, BRANCH, Level.COMMITTEE),
        (HOST, BRANCH, Level.HOST),
        (JOINT, BRANCH, Level.HOST),
        (COMMITTEE, DIRECT, Level.HOST),
        (JOINT, DIRECT, Level.HOST),
        (WITHIN, ITSELF, Level.WITHIN),
        (WITHIN, TOP, Level.WITHIN),
        (COMMITTEE, TOP, Level.HOST),
        (HOST, TOP, Level.HOST),
        (JOINT, TOP, Level.HOST),
    ],
)
def test_a_problem_is_closed_at_the_first_desk_that_may(closing: Closing, path: tuple[str, ...], level: Level) -> None:
    assert closes_at(closing, path) == level


@pytest.mark.parametrize("closing", [COMMITTEE, HOST, JOINT])
def test_a_host_that_leads_itself_cannot_close_what_must_be_checked_above(closing: Closing) -> None:
    with pytest.raises(ProgrammeError) as caught:
        closes_at(closing, ITSELF)

    assert str(caught.value) == (f"这个问题应由{closing.level.words}后销号，不能由主办单位自己牵头，请改派牵头单位。")


def test_everything_that_is_missing_is_said() -> None:
    facts = ClosingFacts(("清空活动室",), frozenset({"thinking", "duty", "measures"}), 0, ("巡察组",), ("巡察办",))

    assert lacks_to_close(INSPECTION.checklist, Evidence(least=1, why="核对"), facts) == (
        "整改措施“清空活动室”还没有完成。",
        "销号条件“成果运用到位”还没有确认。",
        "佐证应至少1件，现有0件。",
        "巡察办验收没有通过。",
        "巡察组还没有验收。",
    )


def test_nothing_is_missing_when_the_four_things_are_in_place() -> None:
    ticked = frozenset({"thinking", "duty", "measures", "results"})

    assert lacks_to_close(INSPECTION.checklist, INSPECTION.evidence, ClosingFacts(ticked=ticked)) == ()


def test_evidence_of_the_wrong_kind_is_refused_by_name() -> None:
    assert Evidence(("pdf", "jpg")).refused(["现场.JPG", "程序.exe", "说明"]) == (
        "文件“程序.exe”的类型不能作为佐证，请上传pdf、jpg。",
        "文件“说明”的类型不能作为佐证，请上传pdf、jpg。",
    )
