"""会审: asking bodies for their opinion, giving it, ruling on what is overdue or objected."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from permissions.actor import SYSTEM, Actor
from workflows.engine import calendar, writing
from workflows.engine.editing import edit
from workflows.engine.errors import Incomplete, Refused
from workflows.engine.models import Citation
from workflows.engine.transitions import Seen, fire, fire_many, open_many
from workflows.nomination.actions.avoiding import check_avoids
from workflows.nomination.actions.clearing import state_clear
from workflows.nomination.models import Consultation, ConsultationLine, Nomination, NominationList
from workflows.nomination.queries import lists
from workflows.nomination.queries.consultations import Opinions, ToAsk, answering_unit, open_lines
from workflows.nomination.states import ConsultationState as C
from workflows.nomination.states import ListState as L

LEFT = "名单已退回。"
POINTLESS = "所征求的人选已离开名单。"
LONGEST = 500
"""Characters of what is said against one candidate, or of a ruling."""


@transaction.atomic
def consultations_ask(submission: NominationList, *, by: Actor, seen: Seen, reply_by: date) -> list[Consultation]:
    """Ask every body of the round for its opinion on the members that it concerns and was not asked about.

    An inner department answers itself; what an outer body is asked, the host's clerk registers its letter for. Raises
    Refused when there is nothing to ask, or the day is no day to come. 依据: domain 3.2, 3.5.
    """
    locked = edit(submission, by=by, seen=seen, state=L.VERIFYING)
    if reply_by < timezone.localdate() or not calendar.within_a_year(reply_by):
        raise Refused("回复期限应是今天或一年之内的日期。")
    wanted = Opinions(locked, lists.members(locked)).to_ask()
    if not wanted:
        raise Refused("没有需要征求意见的人选。")
    opened = open_many([_asked(locked, each, reply_by) for each in wanted], by=by)
    lines = [
        ConsultationLine(consultation=made, nomination=row)
        for made, each in zip(opened, wanted, strict=True)
        for row in each.rows
    ]
    ConsultationLine.objects.bulk_create(lines)
    # The unit reads the trail of its list: of whom what was asked and said stands on the trails of the opinions alone.
    writing.note(locked, by, "consultations_ask", "征求会审意见", f"请于{reply_by:%Y年%m月%d日}前回复。")
    return opened


def _asked(submission: NominationList, wanted: ToAsk, reply_by: date) -> Consultation:
    return Consultation(
        submission=submission, round=submission.round, unit=answering_unit(submission, wanted.opinion),
        code=wanted.opinion.code, body=wanted.opinion.body, reply_by=reply_by,
    )  # fmt: skip


@transaction.atomic
def consultation_clear(
    consultation: Consultation, *, by: Actor, seen: Seen, comment: str = "", number: str = ""
) -> Consultation:
    """Say that nothing stands against anybody asked about. A letter must have its number and its file."""
    asked = consultation.state == C.ASKED
    problems = _lacking(consultation, number) if asked else []
    given = {"number": number.strip(), "words": comment.strip()}
    moved = fire(consultation, "clear", by=by, seen=seen, comment=comment, **given)
    if problems:  # told after the right was checked
        raise Incomplete(problems)
    if asked:  # the second of two clicks finds it said
        state_clear(moved)
    return moved


@transaction.atomic
def consultation_object(
    consultation: Consultation, *, by: Actor, seen: Seen, comment: str, number: str = "",
    against: Mapping[int, str] | None = None,
) -> Consultation:  # fmt: skip
    """Say what stands against some of them. `against`: by the key of a line, the words; the others are clear."""
    said = {key: words.strip() for key, words in (against or {}).items() if words.strip()}
    asked = consultation.state == C.ASKED
    problems = [*_lacking(consultation, number), *_about(said)] if asked else []
    given = {"number": number.strip(), "words": comment.strip()}
    moved = fire(consultation, "object", by=by, seen=seen, comment=comment, **given)
    if problems:  # told after the right was checked
        raise Incomplete(problems)
    if asked:
        _put_down(moved, said)
        state_clear(moved)
    return moved


def _about(said: Mapping[int, str]) -> list[str]:
    if not said:
        return ["请写明对哪一位人选有什么意见；对谁都没有意见的，请选“无不同意见”。"]
    return [f"对每一位人选的意见最多{LONGEST}字。"] if any(len(words) > LONGEST for words in said.values()) else []


def _put_down(consultation: Consultation, said: Mapping[int, str]) -> None:
    rows = list(consultation.lines.filter(pk__in=said))
    for row in rows:
        row.objects_to, row.words = True, said[row.pk]
    ConsultationLine.objects.bulk_update(rows, ["objects_to", "words"])


def _lacking(consultation: Consultation, number: str) -> list[str]:
    """What a registered letter lacks; a department that answers itself needs no letter."""
    if not consultation.by_letter:
        return []
    problems = [] if number.strip() else ["请填写来函的文号。"]
    if not Citation.objects.filter(process=consultation.process_id).exists():
        problems.append("请先上传来函的扫描件。")
    return problems


@transaction.atomic
def consultation_waive(
    submission: NominationList, consultation: Consultation, *, by: Actor, seen: Seen, comment: str
) -> Consultation:
    """Rule that the list goes on without an opinion that is overdue. Raises Refused before it is. 依据: domain 3.9."""
    locked = edit(submission, by=by, seen=seen, state=L.VERIFYING)
    if timezone.localdate() <= consultation.reply_by:
        raise Refused(
            f"{consultation.body}应于{consultation.reply_by:%Y年%m月%d日}前回复，还没有逾期，不能裁定；"
            "逾期未复的，从次日起可以裁定。"
        )
    (moved,) = fire_many([consultation], "waive", by=by, via=locked, comment=comment)
    return moved


@transaction.atomic
def consultation_rule(
    submission: NominationList, line: ConsultationLine, *, by: Actor, seen: Seen, comment: str
) -> ConsultationLine:
    """Rule that a member stays although a body objects, and why; nobody rules on what is said against himself.

    Raises Incomplete, NotAllowed, Refused where nothing stands against it.
    """
    check_avoids(line.nomination, by)
    locked = edit(submission, by=by, seen=seen, state=L.VERIFYING)
    reason = comment.strip()
    if not reason or len(reason) > LONGEST:
        raise Incomplete([f"请写明裁定的理由，最多{LONGEST}字。"])
    fresh = ConsultationLine.objects.select_related("nomination__person", "nomination__honoured").get(pk=line.pk)
    here = fresh.nomination.submission_id == locked.pk and fresh.nomination.state not in lists.GONE
    if not fresh.objects_to or not here:
        raise Refused("没有需要裁定的意见，或者该人选已离开名单。")
    fresh.ruling = reason
    fresh.save(update_fields=["ruling"])
    asked = Consultation.objects.select_for_update(no_key=True).get(pk=fresh.consultation_id)
    writing.note(asked, by, "consultation_rule", "裁定保留", f"{fresh.nomination.candidate}：{reason}")
    return fresh


def drop_open(submission: NominationList) -> None:
    """End what was asked about a locked list and is not answered, because it went back."""
    rows = Consultation.objects.filter(submission=submission, state=C.ASKED)
    # Locked as they are looked for: one that is being answered just now stays answered.
    fire_many(list(rows.select_for_update(no_key=True).order_by("pk")), "drop", by=SYSTEM, comment=LEFT)


def drop_pointless(submission: NominationList, gone: Sequence[Nomination]) -> None:
    """End what was asked about nobody but members who have left a locked list."""
    keys = open_lines([row.pk for row in gone]).values_list("pk", flat=True)
    rows = list(Consultation.objects.select_for_update(no_key=True).filter(pk__in=list(keys)).order_by("pk"))
    here = [row.pk for row in lists.members(submission)] if rows else []
    asked = ConsultationLine.objects.filter(consultation__in=rows, nomination__in=here)
    kept = set(asked.values_list("consultation_id", flat=True))
    pointless = [row for row in rows if row.pk not in kept and row.state == C.ASKED]
    fire_many(pointless, "drop", by=SYSTEM, comment=POINTLESS)
