"""组织处置, step by step: what was entered is checked and kept with its day. 依据: domain 4.4 [R22]-[R25]."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from permissions import access
from permissions.actor import Actor
from permissions.models import OrgUnit, Person
from permissions.roles import Right
from workflows.appraisal.actions.consequences import take_effect
from workflows.appraisal.models import Appraisal, Disposal
from workflows.appraisal.queries import KEY
from workflows.appraisal.queries.disposals import (
    ENDED,
    STATE_OF,
    day_refused,
    is_member,
    lacks_to_propose,
    round_for,
    vote_refused,
)
from workflows.appraisal.queries.plans import plan_of
from workflows.appraisal.queries.roll import standing_of
from workflows.appraisal.rules import GROUND_BY_CODE, Method, Step, due_refused, talk_refused
from workflows.appraisal.states import DisposalState as D
from workflows.engine.editing import edit
from workflows.engine.errors import Incomplete, NotAllowed, Refused
from workflows.engine.models import Meeting as Sitting
from workflows.engine.models import Round
from workflows.engine.transitions import Seen, fire, open_many

NO_ROUND = "{}还没有参加过民主评议。组织处置按所在批次的评议办法办理，请先由主办单位启动评议。"
OWN = "这是对您本人的处置，您应当回避，由其他人员办理。"
FOR_OWN = "您代办的{}是被处置的本人，应当回避，由其他人员办理。"

EFFECTIVE_WITHIN = 30
"""Days after the approval within which a 处置 takes effect."""


@dataclass(frozen=True)
class CaseInput:
    """What is proposed: the ground, since when, what was found, and of a 限期改正 for how many months."""

    ground: str
    evidence: str
    since: date | None = None
    disciplined: bool = False
    months: int | None = None


@dataclass(frozen=True)
class VoteInput:
    """The vote of the 支部大会: its day and minutes, the heads, and what the member said for himself."""

    on: date
    expected: int
    present: int
    agreed: int
    minutes: str
    statement: str
    written: int = 0
    fewer_why: str = ""
    """Why fewer are expected than the register has."""


@dataclass(frozen=True)
class DecisionInput:
    """The superior's decision: its day and number, from when it holds; of a 限期改正 until when, and what is asked."""

    on: date
    number: str = ""
    effective_on: date | None = None
    due_on: date | None = None
    tasks: str = ""


def lock_disposal(disposal: Disposal) -> Disposal:
    """Lock a disposal, with what its rules ask for."""
    rows = Disposal.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("round", "unit", "person").get(pk=disposal.pk)


@transaction.atomic
def disposal_open(
    person: Person, unit: OrgUnit, given: CaseInput, *, by: Actor, appraisal: Appraisal | None = None
) -> Disposal:
    """Draft a proposal of a branch against one of its members, in the round of the appraisal or in its newest one.

    Raises NotAllowed for who does not fill in for the branch and for the member himself, Refused when the person is
    no member there, is under another 处置, or the branch never took part in a round.
    """
    if not access.may(by, Right.PROPOSE, unit, KEY):
        raise NotAllowed(f"{by.post or by.name}不能为{unit.short_name}提出组织处置，可能是任职已变动或身份选择有误。")
    locked = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    _check_other(locked, by)
    if not is_member(locked, unit):
        raise Refused(f"{locked.name}现在不是{unit.short_name}的党员，不能提出组织处置。")
    if Disposal.objects.filter(person=locked).exclude(state__in=ENDED).exists():
        raise Refused(f"{locked.name}已有办理中的组织处置，办结以后才能再提。")
    round_ = appraisal.round if appraisal else round_for(unit)
    if round_ is None or round_.status == Round.Status.CANCELLED:
        raise Refused(NO_ROUND.format(unit.short_name))
    made = Disposal(person=locked, unit=unit, round=round_, appraisal=appraisal, **_case(given, round_))
    return open_many([made], by=by)[0]


def _check_other(person: Person, by: Actor) -> None:
    if by.user is not None and by.user.person_id == person.pk:
        raise NotAllowed(OWN)
    if by.principal is not None and by.principal.person_id == person.pk:
        raise NotAllowed(FOR_OWN.format(by.principal))


def _case(given: CaseInput, round_: Round) -> dict[str, Any]:
    method = GROUND_BY_CODE[given.ground].method
    usual = plan_of(round_).correction.months
    return {
        "ground": given.ground,
        "method": method,
        "evidence": given.evidence.strip(),
        "since": given.since,
        "disciplined": given.disciplined,
        "months": (given.months or usual) if method is Method.CORRECT else None,
    }


@transaction.atomic
def disposal_save(disposal: Disposal, given: CaseInput, *, by: Actor, seen: Seen) -> Disposal:
    """Change a draft before it is proposed. Raises as `edit`."""
    locked = edit(disposal, by=by, seen=seen, state=D.PROPOSING)
    fields = _case(given, Round.objects.get(pk=locked.round_id))
    for name, value in fields.items():
        setattr(locked, name, value)
    locked.save(update_fields=list(fields))
    return locked


def _tell(problems: Sequence[str]) -> None:
    """Say what is wrong, after the right was checked; nothing is written then."""
    if problems:
        raise Incomplete(list(problems))


def _decided(disposal: Disposal, body: str, on: date, minutes: str, **heads: int) -> None:
    """Register the meeting that decided a step; `disposal` is as it was before the step."""
    Sitting.objects.update_or_create(
        process_id=disposal.process_id, state=str(disposal.state), lap=disposal.lap,
        defaults={"body": body, "held_on": on, "minutes": minutes.strip(), **heads},
    )  # fmt: skip


@transaction.atomic
def disposal_propose(
    disposal: Disposal, *, by: Actor, seen: Seen, held_on: date, minutes: str, comment: str = ""
) -> Disposal:
    """Propose it to the superior, by a decision of the 支委会.

    Raises Incomplete with all that stands against it: no member, no evidence, the months of the ground not reached.
    """
    locked, today = lock_disposal(disposal), timezone.localdate()
    proposing = locked.state == D.PROPOSING
    wrong = lacks_to_propose(locked, today) if proposing else []
    if proposing and held_on > today:
        wrong.append(f"支委会日期{held_on}晚于今天，开会以后再登记。")
    moved = fire(locked, "propose", by=by, seen=seen, comment=comment)
    _tell(wrong)
    if proposing:
        _decided(locked, "支部委员会", held_on, minutes)
    return moved


@transaction.atomic
def _take(
    disposal: Disposal, verb: str, step: Step, on: date, *, by: Actor, seen: Seen, comment: str,
    wrong: Sequence[str] = (), **given: Any,
) -> Disposal:  # fmt: skip
    """Take a step on a day; what is wrong is told to those alone who may take it."""
    locked = lock_disposal(disposal)
    if locked.state == STATE_OF[step]:
        wrong = [*day_refused(locked, step, on), *wrong]
    given["done"] = {**locked.done, str(step): on.isoformat()}
    more = {"submitter": by.user} if verb == "resolve" else {}
    moved = fire(locked, verb, by=by, seen=seen, comment=comment, given=given, **more)
    if locked.state == STATE_OF[step]:
        _tell(wrong)
    return moved


def disposal_receive(
    disposal: Disposal, *, by: Actor, seen: Seen, on: date, filed_as: str = "", comment: str = ""
) -> Disposal:
    """Have it on file beforehand. Raises Incomplete for a day that does not fit."""
    return _take(disposal, "receive", Step.FILE, on, by=by, seen=seen, comment=comment, filed_as=filed_as.strip())


def disposal_verify(
    disposal: Disposal, *, by: Actor, seen: Seen, on: date, investigators: str, findings: str, comment: str = ""
) -> Disposal:
    """Enter what the investigation found true. Raises Incomplete without materials, and for a day that does not fit."""
    given = {"investigators": investigators.strip(), "findings": findings.strip()}
    return _take(disposal, "verify", Step.INVESTIGATE, on, by=by, seen=seen, comment=comment, **given)


def disposal_talk(
    disposal: Disposal, *, by: Actor, seen: Seen, on: date, talkers: Sequence[Person], talk_words: str,
    statement: str = "", comment: str = "",
) -> Disposal:  # fmt: skip
    """Enter the talk with the member. Raises Incomplete where too few 正式党员 held it. 依据: domain 4.4 [R24][R25]."""
    others = [each for each in talkers if each.pk != disposal.person_id]
    standings = [standing_of(each) for each in others]
    refused = talk_refused(plan_of(disposal.round).disposal, standings)
    given = {
        "talkers": [[each.name, str(standing)] for each, standing in zip(others, standings, strict=True)],
        "talk_words": talk_words.strip(),
        "statement": statement.strip() or disposal.statement,
    }
    wrong = [refused] if refused else []
    return _take(disposal, "talk", Step.TALK, on, by=by, seen=seen, comment=comment, wrong=wrong, **given)


def disposal_forward(disposal: Disposal, *, by: Actor, seen: Seen, on: date, comment: str = "") -> Disposal:
    """Agree in the review beforehand. Raises Incomplete for a day that does not fit."""
    return _take(disposal, "forward", Step.PRE_REVIEW, on, by=by, seen=seen, comment=comment)


@transaction.atomic
def disposal_resolve(disposal: Disposal, *, by: Actor, seen: Seen, vote: VoteInput, comment: str = "") -> Disposal:
    """Enter that the meeting voted for it. Raises Incomplete below the quorum or the majority, with the sum."""
    locked = lock_disposal(disposal)
    voting = locked.state == D.VOTING
    heads = {"expected": vote.expected, "present": vote.present, "agreed": vote.agreed, "written": vote.written}
    why = vote.fewer_why.strip()
    wrong = vote_refused(locked, **heads, fewer_why=why) if voting else []
    given = heads | {"statement": vote.statement.strip(), "fewer_why": why}
    moved = _take(locked, "resolve", Step.VOTE, vote.on, by=by, seen=seen, comment=comment, wrong=wrong, **given)
    if voting:
        _decided(locked, "支部党员大会", vote.on, vote.minutes, due=vote.expected, present=vote.present)
    return moved


@transaction.atomic
def disposal_approve(
    disposal: Disposal, *, by: Actor, seen: Seen, decision: DecisionInput, comment: str = ""
) -> Disposal:
    """Approve it: it takes effect, as a 限期改正 that runs or as the end of membership.

    Raises Incomplete for days that do not fit: in effect before the decision, a deadline before that or too far off.
    """
    locked = lock_disposal(disposal)
    approving = locked.state == D.APPROVING
    from_day = decision.effective_on or decision.on
    given = {"number": decision.number.strip(), "effective_on": from_day, **_until(locked, from_day)}
    due = _due(locked, from_day, decision)
    wrong = _days_refused(locked, from_day, due, decision) if approving else []
    step, on = Step.APPROVE, decision.on
    moved = _take(locked, "approve", step, on, by=by, seen=seen, comment=comment, wrong=wrong, **given)
    if approving:
        take_effect(moved, due, decision.tasks.strip(), by=by)
    return moved


def _until(disposal: Disposal, from_day: date) -> dict[str, date]:
    """Until when nobody so disposed of may join again; nothing of a 限期改正."""
    bars = Method(disposal.method).bars
    return {"barred_until": plan_of(disposal.round).disposal.barred_until(from_day)} if bars else {}


def _due(disposal: Disposal, from_day: date, decision: DecisionInput) -> date | None:
    if disposal.method != Method.CORRECT:
        return None
    return decision.due_on or plan_of(disposal.round).correction.last_day(from_day, disposal.months)


def _days_refused(disposal: Disposal, from_day: date, due: date | None, decision: DecisionInput) -> list[str]:
    last = decision.on + timedelta(days=EFFECTIVE_WITHIN)
    wrong = [f"生效日期{from_day}早于批准日期{decision.on}。"] if from_day < decision.on else []
    wrong += [f"生效日期{from_day}太晚，应在批准后{EFFECTIVE_WITHIN}天以内，最晚{last}。"] if from_day > last else []
    if due is not None:
        wrong.append(due_refused(plan_of(disposal.round).correction, from_day, due))
        wrong += [] if decision.tasks.strip() else ["限期改正须写明改正要求。"]
    return [each for each in wrong if each]


def disposal_end(disposal: Disposal, *, by: Actor, seen: Seen, comment: str) -> Disposal:
    """Nothing comes of it, for a reason."""
    return fire(disposal, "end", by=by, seen=seen, comment=comment)


def disposal_send_back(disposal: Disposal, *, by: Actor, seen: Seen, to: str, comment: str) -> Disposal:
    """Send it back to an earlier stage."""
    return fire(disposal, "send_back", by=by, seen=seen, comment=comment, to=to)


def disposal_aside(record: Any, user: Any) -> str:
    """Why a person stands aside from a 处置 or a 限期改正: it is his own."""
    return OWN if user.person_id == record.person_id else ""
