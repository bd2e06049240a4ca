"""Ready plans, a branch of fourteen, and documents and totals to break."""

from typing import Any

from workflows.appraisal.rules import (
    BallotForm,
    Excuse,
    Kind,
    Member,
    Option,
    Plan,
    Presence,
    Question,
    Roll,
    Standing,
    Subject,
    Totals,
    ready,
)

COMMON = ready()
DIMENSIONS = ready("dimensions")
NO_RATIO = ready("no_ratio")
POINTS_PLAN = ready("points")
HERE = Presence.PRESENT
APPROVAL = "机关党委2026年11月2日批复，党员大会11月5日通过"

FORMAL = tuple(Member(f"m{n}", f"党员{n}", presence=HERE) for n in range(1, 11))
EXCUSED = Member("m11", "林远", excuse=Excuse.BEDRIDDEN, approval=APPROVAL)
AWAY = Member("m12", "周行", excuse=Excuse.ABROAD, approval=APPROVAL)
ON_LEAVE = Member("m13", "何静", presence=Presence.ON_LEAVE)
YOUNG = Member("m14", "苏青", Standing.PROBATIONARY, presence=HERE)
BRANCH = Roll((*FORMAL, EXCUSED, AWAY, ON_LEAVE, YOUNG))
"""14 members: 11 expected of whom 10 came, 2 not expected, one 预备党员 who came."""

MEMBERS_FORM = COMMON.form_by_code["members"]
GRADES = Question("m1.overall", "“张三”的综合评定", ("优秀", "合格", "基本合格", "不合格"))
SHORT = BallotForm("s", "简票", Kind.SHORT, Subject.MEMBERS, (Option("优秀"), Option("合格")))


def changed(**fields: Any) -> dict[str, Any]:
    """The document of the default plan with other fields."""
    return COMMON.to_data() | fields


def part(name: str, number: int = 0, **fields: Any) -> dict[str, Any]:
    """The document with one object of a list changed."""
    parts = COMMON.to_data()[name]
    return changed(**{name: [each | fields if n == number else each for n, each in enumerate(parts)]})


def read(data: Any) -> Plan:
    return Plan.read(data)


def totals(*counts: int, issued: int = 12, returned: int = 12, valid: int = 11, invalid: int = 1) -> Totals:
    """Totals of one line with the four grades."""
    return Totals(issued, returned, valid, invalid, {GRADES.key: dict(zip(GRADES.options, counts, strict=True))})
