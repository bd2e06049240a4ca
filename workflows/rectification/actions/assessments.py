"""登记评估: how units or problems were judged in a form of the programme; entered anew, the earlier one stays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from permissions.actor import Actor
from permissions.models import OrgUnit
from workflows.engine import running
from workflows.engine.errors import Incomplete, NotAllowed, Refused
from workflows.engine.models import Round
from workflows.rectification.models import Assessment, Problem
from workflows.rectification.queries.assessments import form_of, may_assess
from workflows.rectification.queries.rounds import taking_part
from workflows.rectification.rules import Judged, ProgrammeError, ScoreForm, judged

NOT_YOURS = "评估由工委或者上级党组织登记，您现在的身份不能评估{}。"
UNDER_WAY = (Round.Status.OPEN, Round.Status.CLOSED)


@dataclass(frozen=True)
class AssessmentInput:
    """What is entered: the unit or one of its problems, the day, who judged, and the answers by entry of the form."""

    unit: OrgUnit
    held_on: date
    given: Mapping[str, Decimal | str] = field(default_factory=dict)
    body: str = ""
    problem: Problem | None = None


@transaction.atomic
def assessments_enter(round_: Round, form: str, rows: Sequence[AssessmentInput], *, by: Actor) -> list[Assessment]:
    """Enter what a form of the programme says of units or problems, all or none.

    Raises NotAllowed for whoever reviews for no unit above, Refused when the programme has not begun or has no such
    form, Incomplete with a sentence for each thing that is missing or cannot be. 依据: domain 5.5.
    """
    for row in rows:
        if not may_assess(by, row.unit):
            raise NotAllowed(NOT_YOURS.format(row.unit.short_name))
    locked = Round.objects.select_for_update(no_key=True, of=("self",)).select_related("unit").get(pk=round_.pk)
    if locked.status not in UNDER_WAY:
        raise Refused(f"专项{locked.get_status_display()}，不能登记评估。")
    used = form_of(locked, form)
    if used is None:
        raise Refused("本专项没有这种评估办法，请重新选择。")
    made = _judged(locked, used, rows, by)
    if not made:
        raise Incomplete(["没有填写评估。"])
    _supersede(made)
    Assessment.objects.bulk_create(made)
    running.enter("assess", "登记评估", locked, by, comment=f"{used.name}，{len(made)}件", fields=_said(made))
    return made


def _judged(round_: Round, form: ScoreForm, rows: Sequence[AssessmentInput], by: Actor) -> list[Assessment]:
    able = set(taking_part(round_).values_list("pk", flat=True))
    wrong: list[str] = []
    made: list[Assessment] = []
    seen: set[tuple[int, int | None]] = set()
    for n, row in enumerate(rows, 1):
        where = f"第{n}件：" if len(rows) > 1 else ""
        key = (row.unit.pk, row.problem.pk if row.problem else None)
        problems = [*_cannot_be(round_, row, able), *(["和前面的重复，请删去一件。"] if key in seen else [])]
        seen.add(key)
        try:
            made.append(_assessment(round_, form, row, judged(form, row.given), by))
        except ProgrammeError as error:
            problems.append(str(error))
        wrong += [f"{where}{problem}" for problem in problems]
    if wrong:
        raise Incomplete(wrong)
    return made


def _cannot_be(round_: Round, row: AssessmentInput, able: set[int]) -> list[str]:
    found = []
    if row.unit.pk not in able:
        found.append(f"{row.unit.short_name}不在本专项范围内，或者已撤销。")
    if row.problem and (row.problem.round_id, row.problem.unit_id) != (round_.pk, row.unit.pk):
        found.append(f"这个问题不是{row.unit.short_name}在本专项牵头的，请核对编号。")
    if row.held_on > timezone.localdate():
        found.append("评估日期不能晚于今天。")
    return found


def _assessment(round_: Round, form: ScoreForm, row: AssessmentInput, result: Judged, by: Actor) -> Assessment:
    return Assessment(
        round=round_, unit=row.unit, problem=row.problem, form=form.code, name=form.name, held_on=row.held_on,
        body=row.body.strip(), given={key: str(value) for key, value in row.given.items()}, lines=list(result.lines),
        score=result.score, grade=result.grade.name if result.grade else "",
        poor=bool(result.grade and result.grade.poor), by=by.user, at=timezone.now(),
    )  # fmt: skip


def _supersede(made: Sequence[Assessment]) -> None:
    """What was entered before about the same makes room. Two statements."""
    units = [row.unit_id for row in made if row.problem is None]
    problems = [row.problem_id for row in made if row.problem is not None]
    rows = Assessment.objects.filter(round=made[0].round_id, form=made[0].form, superseded=False)
    rows.filter(problem__isnull=True, unit__in=units).update(superseded=True)
    rows.filter(problem__in=problems).update(superseded=True)


def _said(made: Sequence[Assessment]) -> dict[str, list[str]]:
    """The first results, as the ledger of what was done shows them."""
    return {f"{row.problem or row.unit.short_name}": ["", f"{row.score} {row.grade}".strip()] for row in made[:20]}
