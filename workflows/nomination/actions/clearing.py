"""无处分说明 by 会审: what the discipline body's reply says of those against whom it has nothing becomes a fact."""

from collections.abc import Sequence
from datetime import date

from django.utils import timezone

from workflows.engine import facts
from workflows.engine.facts import NewFact
from workflows.nomination.models import Consultation, ConsultationLine
from workflows.nomination.queries.awards import award_of
from workflows.nomination.queries.candidates import CLEAN


def state_clear(consultation: Consultation) -> None:
    """Record of each person against whom a reply has nothing that he is under no 处分, where the round's reply says so.

    It counts as of the day on which the body was asked: nobody knows how long the letter lay. Four statements.
    """
    opinion = next(each for each in award_of(consultation.round).opinions if each.code == consultation.code)
    if opinion.clean_years is None:
        return
    lines = consultation.lines.filter(objects_to=False, nomination__person__isnull=False)
    day = timezone.localtime(consultation.process.created).date()
    facts.record(_facts(consultation, list(lines.select_related("nomination")), day, opinion.clean_years))


def _facts(consultation: Consultation, lines: Sequence[ConsultationLine], day: date, years: int) -> list[NewFact]:
    number = f"（{consultation.number}）" if consultation.number else ""
    return [
        NewFact(
            CLEAN, day.year, {"body": consultation.body, "years": str(years or "")}, f"截至{day}无处分",
            f"{consultation.body}会审答复{number}", day, person_id=line.nomination.person_id, item=day.isoformat(),
            process_id=consultation.process_id,
        )
        for line in lines
    ]  # fmt: skip
