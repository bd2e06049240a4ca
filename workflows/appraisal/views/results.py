"""The counts of a meeting in words: of members only for its branch, and none below the minimum of the plan."""

from typing import Any

from workflows.appraisal.models import Appraisal, Count, Meeting
from workflows.appraisal.queries import counting
from workflows.appraisal.queries.disposals import under_disposal
from workflows.appraisal.queries.plans import plan_of
from workflows.appraisal.queries.satisfaction import satisfaction_from
from workflows.appraisal.rules import BallotForm, Result, Subject, beside_the_vote, result_of, weighted


def results(
    meeting: Meeting, counts: dict[str, Count], members: list[Appraisal], *, about_members: bool
) -> list[dict[str, Any]]:
    """Each form that was counted: its heads, and the lines of each subject. No statement.

    The 班子 is judged for its superior to go by (domain 4.5 [P03]); votes on a member stay in the branch (4.1 [P03]).
    """
    told = [form for form in plan_of(meeting.round).forms if about_members or form.subject is not Subject.MEMBERS]
    return [_form(meeting, form, counts[form.code], members) for form in told if form.code in counts]


def _form(meeting: Meeting, form: BallotForm, count: Count, members: list[Appraisal]) -> dict[str, Any]:
    plan, totals = plan_of(meeting.round), count.totals()
    found = [
        (name, result_of(form.questions(key, name), totals, plan.minimum))
        for key, name in counting.subjects(form, members)
    ]
    figure = satisfaction_from(meeting, {form.code: count}) if form.subject is Subject.BRANCH else None
    return {
        "name": form.name,
        "heads": "，".join(f"{label}{number}张" for label, number in totals.heads.items()),
        "withheld": found[0][1].withheld if found else "",
        "subjects": [{"name": name, "lines": _lines(form, result)} for name, result in found if result.lines],
        "kept": form.subject is Subject.MEMBERS,
        "note": figure.text if figure else "",
    }


def _lines(form: BallotForm, result: Result) -> list[str]:
    """The lines in words; of points the weighted sum as well."""
    overall = weighted(form, result.lines)
    return [counting.line_words(form, line) for line in result.lines] + (
        [f"加权得分{overall}分"] if overall is not None else []
    )


def hints(meeting: Meeting, row: Appraisal) -> list[str]:
    """What the ballots say of one member, and the 处置 he is under, beside the form that grades. Three statements."""
    plan, counts = plan_of(meeting.round), counting.counts_of(meeting)
    found = list(under_disposal([row.person_id]).values())
    for form in plan.forms_for(Subject.MEMBERS):
        if (count := counts.get(form.code)) is not None:
            questions = form.questions(row.entry.key, row.entry.name)
            result = result_of(questions, count.totals(), plan.minimum)
            found += [result.withheld] if result.withheld else _lines(form, result)
            found += [_beside(line, row) for line in result.lines if line.question.key.endswith(".overall")]
    return [each for each in found if each]


def _beside(line: Any, row: Appraisal) -> str:
    return beside_the_vote(line, row.grade_name) if row.grade_name else ""
