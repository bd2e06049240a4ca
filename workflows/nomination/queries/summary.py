"""The 汇总表: a line for each nomination, from the registers and the facts. 依据: domain 3.8."""

from collections.abc import Sequence
from datetime import date

from permissions.models import Person, User
from workflows.engine.models import Round
from workflows.nomination.models import Nomination
from workflows.nomination.queries.awards import award_of
from workflows.nomination.queries.eligibility import candidates_of
from workflows.nomination.queries.lists import EARLY, in_order
from workflows.nomination.queries.rounds import nominations
from workflows.nomination.rules import AwardRound, Candidate, Past, Review
from workflows.nomination.states import NominationState as S

Line = dict[str, object]
NEEDED = ("unit", "round", "process", "person__branch", "honoured", "submission__unit")
"""What is read along with a nomination that stands in a document."""
RECENT = 5
"""Years within which honours are listed."""
NOT_ON_IT = (S.DRAFTING, S.NOT_FORWARDED, S.REJECTED, S.CALLED_OFF)
"""A draft is its branch's business, and who dropped out is recommended no more."""


def of_round(user: User, round_: Round) -> list[Nomination]:
    """The nominations of a round that a person may see and that stand, unit by unit, as the 汇总表 has them.

    One statement.
    """
    rows = nominations(user).filter(round=round_).exclude(state__in=NOT_ON_IT)
    found = in_order(round_, rows.select_related(*NEEDED))
    return sorted(found, key=_unit)


def _unit(row: Nomination) -> tuple[int, str]:
    unit = row.submission.unit if row.submission else row.unit
    return unit.position, unit.code


def lines(rows: Sequence[Nomination]) -> list[Line]:
    """What the table says of nominations of one round, in their order. Six statements, whatever their number."""
    known = candidates_of(rows)
    return [_line(n, row, known[row.pk]) for n, row in enumerate(rows, 1)]


def _line(number: int, row: Nomination, known: Candidate) -> Line:
    award, person = award_of(row.round), row.person
    return {
        "序号": number,
        "单位": place(row),
        "姓名": row.candidate if person else row.honoured and row.honoured.name,
        "性别": person.gender if person else "",
        "出生年月": month(person.birth_on) if person else "",
        "入党时间": month(person.joined_on) if person else "",
        "职务": duty(row),
        "类别": award.by_code[row.category].name,
        "一线": _yes(person, "is_frontline"),
        "领导干部": _yes(person, "is_leader"),
        "评议等次": _grade(award, known),
        "星级": _star(award, known),
        "荣誉": "；".join(recent(award, known)),
        "备注": "；".join(_remarks(row)),
    }


def place(row: Nomination) -> str:
    """The unit that reports, as soon as there is a list, and the branch that proposed."""
    above = row.submission.unit if row.submission else row.unit
    names = [above.short_name] if above == row.unit else [above.short_name, row.unit.short_name]
    return " ".join(names)


def month(day: date | None) -> str:
    """1985.03, as forms write it; blank where it is not registered."""
    return f"{day:%Y.%m}" if day else ""


def duty(row: Nomination) -> str:
    """Unit and post as the form has them, else 职务职级 from the register; of a unit who heads it."""
    own: str = row.profile.get("duty" if row.person else "head", "")
    return own or (row.person.rank if row.person else "")


def _yes(person: Person | None, field: str) -> str:
    return "" if person is None else "是" if getattr(person, field) else "否"


def _grade(award: AwardRound, known: Candidate) -> str:
    found = known.grades.get((Review.APPRAISAL, award.year - 1))
    return found.value if found else ""


def _star(award: AwardRound, known: Candidate) -> str:
    found = known.stars.get(award.year - 1)
    return f"{found.value}星" if found else ""


def recent(award: AwardRound, known: Candidate) -> list[str]:
    """The honours of the last five years that stand, the latest first."""
    found = known.honours.value if known.honours else ()
    kept = [past for past in found if not past.revoked and award.year - RECENT <= past.year]
    return [honour_words(past) for past in sorted(kept, key=lambda past: -past.year)]


def honour_words(past: Past) -> str:
    """2024年市直机关工委优秀共产党员."""
    return f"{past.year}年{past.sponsor}{past.name}{'（已撤销）' if past.revoked else ''}"


def _remarks(row: Nomination) -> list[str]:
    dead = row.person is not None and row.person.status == Person.Status.DIED
    ruled = len({each["code"] for each in row.overrulings})
    found = [("追授", dead), (f"人工认定{ruled}项", ruled), (row.get_state_display(), row.state in EARLY)]
    return [words for words, there in found if there]
