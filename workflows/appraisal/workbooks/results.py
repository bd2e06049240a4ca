"""Roll and results of a meeting as .xlsx: 评议名册 with 应到 and reasons, 测评汇总, 评定结果."""

from collections.abc import Iterator

from forms.excel import Column, SheetData, SheetSpec, write_workbook
from workflows.appraisal.models import Appraisal, Count, Meeting, RollEntry
from workflows.appraisal.queries.counting import counts_of, judged, line_words, subjects
from workflows.appraisal.queries.plans import plan_of
from workflows.appraisal.queries.roll import lines, roll_of
from workflows.appraisal.rules import BallotForm, Line, Subject, result_of
from workflows.appraisal.states import REPORTED, TOLD
from workflows.appraisal.states import MeetingState as M

ROLL = SheetSpec(
    "评议名册",
    (
        Column("n", "序号", "integer", width=6), Column("name", "姓名"), Column("standing", "党籍"),
        Column("expected", "是否应到", width=10), Column("excuse", "不计入应到的理由", width=30),
        Column("approval", "批准依据", width=30), Column("group", "分组"), Column("presence", "签到", width=8),
    ),
)  # fmt: skip
COUNTS = SheetSpec(
    "测评汇总",
    (
        Column("form", "测评票", width=22), Column("subject", "测评对象"), Column("line", "项目", width=24),
        Column("valid", "有效票", "integer", width=8), Column("result", "票数", width=50),
        Column("abstained", "弃权", "integer", width=8),
    ),
)  # fmt: skip
FIRST = (Column("n", "序号", "integer", width=6), Column("name", "姓名"), Column("grade", "等次"))
LAST = (Column("told", "反馈方式", width=16), Column("on", "反馈日期", "date"))
OWN = (
    Column("opinion", "评定意见", width=50), Column("agreed", "赞成", "integer", width=8),
    Column("against", "不赞成", "integer", width=8), Column("withheld", "弃权", "integer", width=8),
)  # fmt: skip
"""What of a grade stays in the branch."""
GRADES = SheetSpec("评定结果", (*FIRST, *OWN, *LAST))
TOLD_GRADES = SheetSpec("评定结果", (*FIRST, *LAST))


def write(meeting: Meeting, footer: str, *, about_members: bool = True) -> bytes:
    """The bytes of the workbook. Five statements, however many members.

    Not `about_members`: what the pages show outside the branch (domain 4.1 [P03]). No votes on members and no opinion;
    a grade once it is told, the counts of the 班子 and of the 群众 once the grades are reported.
    """
    entries, members = lines(meeting), judged(meeting)
    heading = (roll_of(entries).words + "。",)
    sheets = [
        SheetData(ROLL, [_roll(entry, meeting.state) for entry in entries], footer=(*heading, footer)),
        SheetData(COUNTS, list(_counts(meeting, members, about_members=about_members)), footer=(footer,)),
        SheetData(GRADES, [_grade(each) for each in members], footer=(footer,))
        if about_members
        else SheetData(TOLD_GRADES, [_told_grade(each) for each in members], footer=(footer,)),
    ]
    return write_workbook(sheets, {})


def _roll(entry: RollEntry, state: str) -> tuple[object, ...]:
    expected = "是" if entry.as_member().expected else "否"
    excuse = entry.get_excuse_display() if entry.excuse else ""
    presence = entry.get_presence_display() if state != M.PREPARING else ""
    return (
        entry.position, entry.name, entry.get_standing_display(), expected, excuse, entry.approval, entry.group,
        presence,
    )  # fmt: skip


def _counts(meeting: Meeting, members: list[Appraisal], *, about_members: bool) -> Iterator[tuple[object, ...]]:
    """One row for each line that may be told, and one with the reason for what may not."""
    if not about_members and meeting.state not in REPORTED:
        return
    plan, counts = plan_of(meeting.round), counts_of(meeting)
    for form in plan.forms:
        if form.code in counts and (about_members or form.subject is not Subject.MEMBERS):
            yield _heads(form, counts[form.code])
            for key, name in subjects(form, members):
                found = result_of(form.questions(key, name), counts[form.code].totals(), plan.minimum)
                yield from ((form.name, name, *_line(form, line)) for line in found.lines)
                if found.withheld:
                    yield (form.name, name, found.withheld, None, "", None)


def _heads(form: BallotForm, count: Count) -> tuple[object, ...]:
    said = "，".join(f"{label}{number}张" for label, number in count.totals().heads.items())
    return (form.name, "合计", said, count.valid, "", None)


def _line(form: BallotForm, line: Line) -> tuple[object, ...]:
    said = line_words(form, line).partition("：")[2]
    return (line.question.words.rpartition("的")[2], line.valid, said, line.abstained)


def _grade(row: Appraisal) -> tuple[object, ...]:
    return (
        row.rank, row.entry.name, row.grade_name or row.ungraded_why or row.get_state_display(), row.opinion,
        row.agreed, row.against, row.withheld, row.get_acknowledged_display(), row.acknowledged_on,
    )  # fmt: skip


def _told_grade(row: Appraisal) -> tuple[object, ...]:
    grade = row.grade_name if row.state in TOLD else ""
    said = (row.get_acknowledged_display(), row.acknowledged_on)
    return (row.rank, row.entry.name, grade or row.get_state_display(), *said)
