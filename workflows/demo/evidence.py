"""Evidence files of the demonstration: minutes as text, a training record as a workbook, both about invented people."""

from io import BytesIO
from random import Random

from django.db import transaction

from forms.excel import Column, SheetData, SheetSpec, write_workbook
from permissions.actor import Actor
from permissions.models import OrgUnit, Person
from workflows.engine import attachments
from workflows.engine.editing import edit
from workflows.engine.transitions import seen_of
from workflows.star_rating.models import Rating
from workflows.star_rating.states import RatingState

MEETING_LINE, TRAINING_LINES = "7", {"11", "12"}
TRAINING = SheetSpec(
    title="培训学时",
    columns=(
        Column("name", "姓名", width=12),
        Column("roll", "党员身份", width=14),
        Column("hours", "学时", kind="integer", width=8),
    ),
)


@transaction.atomic
def attach(rating: Rating, taken: set[str], *, by: Actor, chance: Random) -> Rating:
    """Cite the minutes of a members' meeting and, where training cost points, the training record."""
    locked = edit(rating, by=by, seen=seen_of(rating), state=RatingState.SELF_ASSESSING)
    unit, year = rating.unit, rating.round.year
    _cite(locked, by, MEETING_LINE, f"{year}年第三季度党员大会会议记录.txt", _minutes(unit, year).encode())
    for code in sorted(taken & TRAINING_LINES):
        _cite(locked, by, code, f"{year}年党员教育培训台账.xlsx", _training(unit, chance))
    return locked


def _cite(rating: Rating, by: Actor, code: str, name: str, content: bytes) -> None:
    kept = attachments.upload(rating.unit, BytesIO(content), by, name)
    attachments.cite(rating.process, kept, code)


def _minutes(unit: OrgUnit, year: int) -> str:
    present = unit.people.count()
    return (
        f"{unit.name}\n{year}年第三季度党员大会会议记录（摘要）\n\n"
        f"时间：{year}年9月18日下午\n地点：机关会议室\n应到党员{present}名，实到{present - 1}名，请假1名。\n"
        "议题：一、传达学习上级会议精神；二、通报党费收缴情况；三、研究第四季度主题党日安排。\n"
        "决议：与会党员一致同意第四季度主题党日安排，由组织委员负责落实。\n"
    )


def _training(unit: OrgUnit, chance: Random) -> bytes:
    people = Person.objects.filter(branch=unit).order_by("staff_no")
    rows = [(person.name, person.get_roll_display(), chance.randint(20, 56)) for person in people]
    return write_workbook([SheetData(TRAINING, rows)], {})
