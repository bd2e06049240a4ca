"""Reading 会审: what was asked of whom about a list, what is still to be asked, and what holds the list back."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from permissions.models import OrgUnit
from workflows.engine import bodies
from workflows.engine.models import AuditEntry
from workflows.nomination.models import Consultation, ConsultationLine, Nomination, NominationList
from workflows.nomination.queries.awards import award_of
from workflows.nomination.queries.rounds import KEY
from workflows.nomination.rules import AwardRound, Candidate, Known, Opinion, Reply, Stage, judge_replies
from workflows.nomination.states import ConsultationState as C


def opinions_of(award: AwardRound) -> tuple[Opinion, ...]:
    """The opinions that a round asks for; none where it has no such stage."""
    return award.opinions if Stage.CONSULTATION in award.stages else ()


def concerned(award: AwardRound, opinion: Opinion, rows: Sequence[Nomination]) -> list[Nomination]:
    """The members for whom an opinion is asked; 双重管理 is not on record, so it is asked for everybody."""
    return [row for row in rows if opinion.concerns(_candidate(award, row), dual=None)]


def _candidate(award: AwardRound, row: Nomination) -> Candidate:
    leader = Known(row.person.is_leader, "人员名册") if row.person else None
    return Candidate(row.candidate, award.by_code[row.category].subject, is_leader=leader)


WHOM = ("nomination__person__branch", "nomination__honoured", "nomination__unit")
"""What is read along with a line to name whom it is about."""


def asked_about(submission: NominationList) -> dict[Consultation, list[ConsultationLine]]:
    """What was asked about a list and not dropped, with its lines. One statement.

    `stale`: whether the candidate was handed in again since the opinion was asked; it was about something else then.
    """
    rows = ConsultationLine.objects.filter(consultation__submission=submission).exclude(consultation__state=C.DROPPED)
    again = AuditEntry.objects.filter(process=OuterRef("nomination__process"), verb="submit")
    rows = rows.annotate(stale=Exists(again.filter(at__gt=OuterRef("consultation__process__created"))))
    needed = ("consultation__process", "consultation__unit", "consultation__round", *WHOM)
    found: dict[Consultation, list[ConsultationLine]] = {}
    for line in rows.select_related(*needed).order_by("consultation", "pk"):
        found.setdefault(line.consultation, []).append(line)
    return found


def lines_of(consultation: Consultation) -> list[ConsultationLine]:
    """Whom a consultation is about, in the order in which they were listed. One statement, read once."""
    if consultation.read_lines is None:
        consultation.read_lines = list(consultation.lines.select_related(*WHOM).order_by("pk"))
    return consultation.read_lines


class ToAsk(NamedTuple):
    """An opinion that has not been asked for some members."""

    opinion: Opinion
    rows: list[Nomination]


class Opinions:
    """The opinions of a list with these members. One statement, none where the round asks for none."""

    def __init__(self, submission: NominationList, rows: Sequence[Nomination]) -> None:
        self.award, self.rows = award_of(submission.round), rows
        self.wanted = opinions_of(self.award)
        self.asked = asked_about(submission) if self.wanted else {}

    def to_ask(self) -> list[ToAsk]:
        """Whom nobody has asked about yet as he stands now, by opinion."""
        known = {
            (each.code, line.nomination_id)
            for each, lines in self.asked.items()
            for line in lines
            if not line.stale  # type: ignore[attr-defined]
        }
        found = []
        for opinion in self.wanted:
            rows = [row for row in concerned(self.award, opinion, self.rows) if (opinion.code, row.pk) not in known]
            found += [ToAsk(opinion, rows)] if rows else []
        return found

    def lacking(self) -> list[str]:
        """A sentence for each opinion that is not asked or not in, and each objection that nobody ruled on."""
        found = [f"还没有征求{each.opinion.body}对{names(each.rows)}的意见。" for each in self.to_ask()]
        open_ = [Reply(each.body, each.reply_by) for each in self.asked if each.state == C.ASKED]
        found += [answer.text for answer in judge_replies(open_, timezone.localdate())]
        return found + [
            f"{each.body}对{line.nomination.candidate}有不同意见，须划去，或者由人裁定后保留。"
            for each in self.asked
            for line in self.against(each)
            if not line.ruling
        ]

    def against(self, consultation: Consultation) -> list[ConsultationLine]:
        """The lines of a consultation that stand against somebody who is still in the list."""
        here = {row.pk for row in self.rows}
        return [line for line in self.asked[consultation] if line.objects_to and line.nomination_id in here]


def names(rows: Sequence[Nomination]) -> str:
    """Who it is about, in words."""
    return "、".join(row.candidate for row in rows)


def answering_unit(submission: NominationList, opinion: Opinion) -> OrgUnit:
    """Who answers: the host's own department of that name where somebody there may; else the host, by letter.

    Two statements; none for an outer body.
    """
    host: OrgUnit = submission.round.unit
    return host if opinion.outer else bodies.answering_unit(host, opinion.body, KEY)


def open_lines(lines: Sequence[int]) -> QuerySet[Consultation]:
    """The consultations that are still open and ask about these nominations."""
    return Consultation.objects.filter(state=C.ASKED, lines__nomination__in=lines).distinct()
