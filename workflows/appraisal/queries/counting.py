"""The paper ballots: which lines they have, what was keyed in, where the two entries differ, what stands."""

from collections.abc import Sequence

from workflows.appraisal.models import Appraisal, Count, Entry, Meeting
from workflows.appraisal.queries.plans import plan_of, required
from workflows.appraisal.rules import Asks, BallotForm, Line, Question, Subject, Totals, differences, mistakes
from workflows.appraisal.states import AppraisalState as A

TEAM, BRANCH = "team", "branch"
"""Keys of the one line of a form that judges the 班子, or the branch."""


def judged(meeting: Meeting) -> list[Appraisal]:
    """The members whom the meeting judges, in the order of the roll. One statement."""
    rows = meeting.members.exclude(state=A.CALLED_OFF).select_related("entry", "process")
    return list(rows.order_by("rank"))


def subjects(form: BallotForm, members: Sequence[Appraisal]) -> list[tuple[str, str]]:
    """Key and name of each subject that a form judges."""
    if form.subject is Subject.MEMBERS:
        return [(each.entry.key, each.entry.name) for each in members]
    return [(TEAM, "支部班子")] if form.subject is Subject.TEAM else [(BRANCH, "本支部")]


def questions(form: BallotForm, members: Sequence[Appraisal]) -> list[Question]:
    """All lines of a form."""
    return [line for key, name in subjects(form, members) for line in form.questions(key, name)]


def wrong(meeting: Meeting, form: BallotForm, members: Sequence[Appraisal], totals: Totals) -> list[str]:
    """What cannot be in totals of a form, one sentence each; of the 群众 as many may fill one in as took one."""
    most = totals.issued if form.subject is Subject.BRANCH else meeting.voters or 0
    return list(mistakes(questions(form, members), totals, most))


def entries_of(meeting: Meeting) -> dict[str, list[Entry]]:
    """What was keyed in, by form. One statement."""
    found: dict[str, list[Entry]] = {form.code: [] for form in plan_of(meeting.round).forms}
    for entry in meeting.entries.select_related("by__person"):
        found[entry.form].append(entry)
    return found


def differing(form: BallotForm, members: Sequence[Appraisal], found: Sequence[Entry]) -> list[str]:
    """Where two entries of a form differ; none while only one is in."""
    if len(found) < 2:
        return []
    return list(differences(questions(form, members), found[0].totals(), found[1].totals()))


def by_hand(meeting: Meeting) -> tuple[BallotForm, ...]:
    """The forms whose totals are keyed in: all on paper; beside an electronic box the survey of the 群众 alone."""
    plan = plan_of(meeting.round)
    return plan.forms_for(Subject.BRANCH) if meeting.box else plan.forms


def lacks_to_confirm(meeting: Meeting) -> list[str]:
    """What keeps the counts from standing, one sentence each. Two statements."""
    members, found = judged(meeting), entries_of(meeting)
    return [each for form in by_hand(meeting) for each in _about(meeting, form, members, found[form.code])]


def _about(meeting: Meeting, form: BallotForm, members: Sequence[Appraisal], found: Sequence[Entry]) -> list[str]:
    if not found:
        return [f"{form.name}还没有录入票数。"] if required(form) else []
    if len(found) < 2:
        return [f"{form.name}只有{found[0].by}录入，须由另一人再录一次。"]
    if apart := differing(form, members, found):
        return [f"{form.name}两人录入有{len(apart)}处不同，请核对原票后更正。"]
    return [f"{form.name}：{each}" for each in wrong(meeting, form, members, found[0].totals())]


def line_words(form: BallotForm, line: Line) -> str:
    """A counted line in a sentence; of situations only those that somebody ticked, each by what it is."""
    if line.question.asks is not Asks.ANY:
        return line.words
    known = {each.code: each.words for each in form.situations}
    ticked = "；".join(f"{known[code]}{number}张" for code, number in line.counts.items() if number)
    return f"{line.question.words}：{ticked or '没有人填写'}"


def counts_of(meeting: Meeting) -> dict[str, Count]:
    """The counts that stand, by form. One statement."""
    return {count.form: count for count in meeting.counts.all()}
