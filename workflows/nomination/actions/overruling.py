"""Overruling: a person's verdict in the stead of a condition's answer, with reason, in the trail and on the form."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from permissions.actor import Actor
from workflows.engine.editing import edit
from workflows.engine.errors import Incomplete, Refused, Stale
from workflows.engine.transitions import Seen
from workflows.engine.writing import note
from workflows.nomination.actions.avoiding import check_avoids
from workflows.nomination.models import Nomination, NominationList
from workflows.nomination.queries.awards import award_of
from workflows.nomination.queries.eligibility import eligibility_now, privately
from workflows.nomination.rules import Answer, Overruling, Verdict
from workflows.nomination.states import ListState
from workflows.nomination.states import NominationState as S

REVIEWED = (S.GENERAL_REVIEWING, S.COMMITTEE_REVIEWING)
"""Where the reviewing unit overrules on its own desk."""


@transaction.atomic
def overrule(
    nomination: Nomination, code: str, verdict: Verdict, reason: str, *, by: Actor, seen: Seen, shown: str = ""
) -> Nomination:  # fmt: skip
    """Say of one condition (its code) that it is met or not met, whatever the registers say; the last word counts.

    The reviewing unit on its own desk; at 初审会审 the host's department, on the desk of the list: `seen` is that of
    the list then. `shown`: the mark of the answer that was looked at (`mark_of`); empty checks nothing. Raises Stale,
    NotAllowed, Incomplete (no reason), Refused (no such condition, or not the time).
    """
    check_avoids(nomination, by)
    if not reason.strip():
        raise Incomplete(["人工认定须写明理由。"])
    locked = _locked(nomination, by, seen)
    award = award_of(locked.round)
    conditions = {each.code: each for each in award.conditions_of(award.by_code[locked.category])}
    if code not in conditions or verdict is Verdict.UNKNOWN:
        raise Refused("没有这项条件，或者没有选择认定结果，请重新选择。")
    answer = _answer_kept(locked, code)
    if shown and shown != mark_of(answer):
        raise Stale(f"核对结果刚刚有变化，现为{answer.verdict.words}：{answer.text}请重新查看。")
    ruled = Overruling(
        code, verdict, reason.strip(), f"{by.post}{by.name}", timezone.localdate(), answer.verdict, answer.text
    )
    locked.overrulings = [*locked.overrulings, ruled.to_data()]
    locked.save(update_fields=["overrulings", "answers"])
    told = "理由见资格审核。" if code in privately(locked) else reason.strip()
    note(locked, by, "overrule", "认定资格条件", f"“{conditions[code].words}”认定为{verdict.words}：{told}")
    return locked


def mark_of(answer: Answer) -> str:
    """What tells an answer from another that the same condition may give later."""
    return sha256(f"{answer.verdict}{answer.text}".encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Looked:
    """A nomination as somebody looked at it who rules on several: in which capacity, at which desk, which answer."""

    nomination: Nomination
    by: Actor
    seen: Seen
    shown: str


def overrule_many(rows: Sequence[Looked], code: str, verdict: Verdict, reason: str) -> list[str]:
    """Rule alike on one condition of several; each stands or falls alone, with an entry in its own trail.

    Returns for each why it was refused, empty where it was done. Members of one list were looked at on one desk, whose
    version each of these rulings raises: what somebody else did in between is found all the same.
    """
    said, done = [], Counter[int]()
    for row in rows:
        seen = Seen(row.seen.task, row.seen.version + done[row.seen.task])
        try:
            overrule(row.nomination, code, verdict, reason, by=row.by, seen=seen, shown=row.shown)
        except Refused as refused:
            said.append("".join(refused.problems) if isinstance(refused, Incomplete) else refused.message)
        else:
            done[row.seen.task] += 1
            said.append("")
    return said


def _answer_kept(nomination: Nomination, code: str) -> Answer:
    """What the condition says now, which is what is ruled on; it is kept in the stead of what it said before."""
    found = eligibility_now([nomination])[nomination.pk].answers
    answer = next(each.answer for each in found if each.answer.code == code)
    kept = [answer.to_data() if each["code"] == code else each for each in nomination.answers["answers"]]
    nomination.answers = nomination.answers | {"answers": kept}
    return answer


def _locked(nomination: Nomination, by: Actor, seen: Seen) -> Nomination:
    """The nomination on a desk where it may be ruled on, locked after its list, one version newer."""
    if nomination.state in REVIEWED:
        return edit(nomination, by=by, seen=seen, state=nomination.state)
    if nomination.state != S.VERIFYING or nomination.submission_id is None:
        raise Refused("只有审核单位在审核环节、主办单位在初审会审环节可以认定资格条件。")
    travelling = NominationList.objects.get(pk=nomination.submission_id)
    edit(travelling, by=by, seen=seen, state=ListState.VERIFYING)
    locked = Nomination.objects.select_for_update(no_key=True).get(pk=nomination.pk)
    if locked.submission_id != travelling.pk or locked.state != S.VERIFYING:
        raise Stale(f"{locked.candidate}刚刚离开了这份名单，请重新查看。")
    locked.version += 1
    locked.save(update_fields=["version"])
    return locked


def answered_anew(rows: Sequence[Nomination]) -> list[str]:
    """Ask the conditions of the members of a locked list once more, keep the answers, and say whom they hold back.

    A sentence for each answer that is 不符合 or 需人工核实 and that nobody has ruled on. 依据: domain 3.9.
    """
    found = eligibility_now(rows)
    for row in rows:
        row.answers = found[row.pk].to_data()
    Nomination.objects.bulk_update(rows, ["answers"])
    return [
        f"{row.candidate}：{each.text}请先作出人工认定，或者单独退回、划去。"
        for row in rows
        for each in found[row.pk].open
    ]
