"""Reading letters of supervision: what one says, what it lacks, its number, and by when it is answered."""

from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from workflows.engine import calendar
from workflows.engine.models import Round
from workflows.engine.opinions import day_words
from workflows.rectification.models import Letter, Problem
from workflows.rectification.queries.programmes import programme_of
from workflows.rectification.rules import Draft, LetterKind, Part, lacks_in_letter, letter_number, next_letter
from workflows.rectification.states import LetterState as L

SENT = (L.ANSWERING, L.REPLIED)


def kind_of(letter: Letter) -> LetterKind:
    """The kind of letter in the programme."""
    return programme_of(letter.round).letter_by_code[letter.kind]


def sent(problem: Problem) -> QuerySet[Letter]:
    """The letters that were issued about a problem, the first first."""
    return Letter.objects.filter(problem=problem, issued_on__isnull=False).order_by("issued_on", "pk")


def suggested(problem: Problem) -> LetterKind | None:
    """The letter after the gravest one issued; None at the end of the ladder."""
    return next_letter(programme_of(problem.round).letters, list(sent(problem).values_list("kind", flat=True)))


def next_number(letter: Letter) -> str:
    """The next number of its rung in the host's numbering of this year."""
    kind, year = kind_of(letter), timezone.localdate().year
    return letter_number(kind, year, numbered(letter.round, kind, year).count() + 1)


def numbered(round_: Round, kind: LetterKind, year: int) -> QuerySet[Letter]:
    """The letters of a rung that the host of a round issued in a year."""
    start = f"{kind.rung}〔{year}〕"
    return Letter.objects.filter(round__unit=round_.unit_id, number__startswith=start)


def reply_day(kind: LetterKind, issued_on: date) -> date:
    """By when a letter that is issued on a day is answered."""
    if kind.working:
        return calendar.around(issued_on).after(issued_on, kind.reply_days)
    return issued_on + timedelta(days=kind.reply_days)


def lacks_to_issue(letter: Letter) -> list[str]:
    """What a letter must still say before it goes out, one sentence each. One statement."""
    kind = kind_of(letter)
    return list(lacks_in_letter(kind, Draft(said_in(letter), letter.issued_on, letter.reply_by)))


def said_in(letter: Letter) -> dict[Part, str]:
    """What a letter says, part by part; its own words are the demand, else what was demanded of the problem.

    Once it was issued it goes on saying what it said that day.
    """
    problem, day = letter.problem, letter.issued_on or timezone.localdate()
    earlier = [f"{day_words(row.issued_on)}{row.number}" for row in _before(letter) if row.issued_on]
    ahead = problem.due_on if problem.due_on and problem.due_on >= day else None
    above = next_letter(programme_of(letter.round).letters, [letter.kind])
    return {
        Part.PROBLEM: problem.text,
        Part.BASIS: f"“{letter.round.title}”整改办法",
        Part.DEMAND: letter.words or problem.requirement,
        Part.ANSWER_BY: day_words(letter.reply_by) if letter.reply_by else "",
        Part.EARLIER: "、".join(earlier),
        Part.NEW_DAY: day_words(ahead) if ahead else "",
        Part.CONSEQUENCE: f"逾期未回复或未按要求整改的，将发{above.name}。" if above else "逾期的依规依纪追究责任。",
    }


def _before(letter: Letter) -> QuerySet[Letter]:
    """The letters about the same problem that went out before this one."""
    rows = sent(letter.problem).exclude(pk=letter.pk)
    if letter.issued_on is None:
        return rows
    return rows.filter(Q(issued_on__lt=letter.issued_on) | Q(issued_on=letter.issued_on, pk__lt=letter.pk))
