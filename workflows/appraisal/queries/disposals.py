"""组织处置: by which plan, of whom it may be, what stands against each step, who is under one."""

from collections.abc import Collection, Mapping
from datetime import date

from django.db.models import Q
from django.utils import timezone

from permissions.models import Appointment, OrgClosure, OrgUnit, Person
from workflows.appraisal.models import Correction, Disposal, Meeting
from workflows.appraisal.queries.plans import plan_of
from workflows.appraisal.queries.roll import ON_ROLL, standing_of
from workflows.appraisal.rules import (
    GROUND_BY_CODE,
    Case,
    Method,
    Plan,
    Purpose,
    Step,
    judge_passing,
    judge_quorum,
    length_refused,
    order_refused,
    proposal_refused,
)
from workflows.appraisal.states import CorrectionState as C
from workflows.appraisal.states import DisposalState as D
from workflows.engine.models import Citation, Round

ENDED = (D.DISPOSED, D.NOT_DISPOSED, D.CALLED_OFF)
STATE_OF: Mapping[Step, D] = {
    Step.FILE: D.FILING,
    Step.INVESTIGATE: D.INVESTIGATING,
    Step.TALK: D.TALKING,
    Step.PRE_REVIEW: D.PRE_REVIEWING,
    Step.VOTE: D.VOTING,
    Step.APPROVE: D.APPROVING,
}
"""The stage at which each step is taken."""


def off_stages(plan: Plan) -> dict[str, dict[str, bool]]:
    """The stages that a plan lacks, as a round keeps them."""
    return {str(state): {"off": True} for step, state in STATE_OF.items() if step not in plan.disposal.steps}


def round_for(unit: OrgUnit) -> Round | None:
    """The newest round in which the branch takes part; a 处置 goes by its plan. One statement."""
    rows = Meeting.objects.filter(unit=unit).exclude(round__status=Round.Status.CANCELLED)
    found = rows.select_related("round__unit").order_by("-round__year", "-round_id").first()
    return found.round if found else None


def members(unit: OrgUnit) -> list[Person]:
    """Who belongs to a branch now, those whose 党籍 is suspended among them. One statement."""
    rows = Person.objects.filter(branch=unit, status__in=ON_ROLL).exclude(roll=Person.Roll.NONE)
    return list(rows.order_by("staff_no"))


def is_member(person: Person, unit: OrgUnit) -> bool:
    """Whether somebody belongs to a branch now."""
    return person.branch_id == unit.pk and person.status in ON_ROLL and person.roll != Person.Roll.NONE


def formal(unit: OrgUnit) -> int:
    """How many 正式党员 the register has in a branch. One statement."""
    return Person.objects.filter(branch=unit, status=Person.Status.LISTED, roll=Person.Roll.FORMAL).count()


def talkers_for(disposal: Disposal) -> list[Person]:
    """正式党员 who may hold the talk: of the branch, and those with a post at the units above it. One statement."""
    above = OrgClosure.objects.filter(descendant=disposal.unit_id, depth__gt=0).values("ancestor")
    posts = Appointment.objects.standing().filter(unit__in=above).values("user__person")
    there = Q(branch=disposal.unit_id) | Q(pk__in=posts)
    rows = Person.objects.filter(there, status=Person.Status.LISTED, roll=Person.Roll.FORMAL)
    return list(rows.exclude(pk=disposal.person_id).order_by("staff_no"))


def case_of(disposal: Disposal) -> Case:
    """What is proposed, as the rules take it."""
    return Case(disposal.ground, standing_of(disposal.person), disposal.evidence, disposal.since, disposal.disciplined)


def lacks_to_propose(disposal: Disposal, today: date) -> list[str]:
    """What stands against proposing it, one sentence each. At most two statements."""
    person = disposal.person
    wrong = [*proposal_refused(case_of(disposal), today), *_before(disposal)]
    if disposal.method == Method.CORRECT:
        wrong.append(length_refused(plan_of(disposal.round).correction, disposal.months or 0))
    if not is_member(person, disposal.unit):
        wrong.insert(0, f"{person.name}现在不是{disposal.unit.short_name}的党员，不能提出组织处置。")
    if disposal.since and disposal.since > today:
        wrong.append(f"情形起始日期{disposal.since}晚于今天，请核对。")
    return [each for each in wrong if each]


def _before(disposal: Disposal) -> list[str]:
    """What must have come before a ground is used."""
    ground, person = GROUND_BY_CODE[disposal.ground], disposal.person
    if ground.code == "unchanged" and not Correction.objects.filter(person=person, state=C.TURNED).exists():
        return [f"“{ground.words}”须先有限期改正的复评结论“转劝其退党”。"]
    persuaded = Disposal.objects.filter(person=person, method=Method.PERSUADE, state=D.DISPOSED)
    if ground.code == "refuses" and not persuaded.exists():
        return [f"“{ground.words}”须先已批准劝其退党。"]
    if ground.code == "lost" and person.status != Person.Status.SUSPENDED:
        return [f"“{ground.words}”须先停止党籍，人员名册上{person.name}现在是“{person.get_status_display()}”。"]
    return []


def days_of(disposal: Disposal) -> dict[Step, date]:
    """The days of the steps taken."""
    return {Step(step): date.fromisoformat(day) for step, day in disposal.done.items()}


def day_refused(disposal: Disposal, step: Step, on: date) -> list[str]:
    """Why a step cannot have been taken on a day; none when it can."""
    if on > timezone.localdate():
        return [f"{step.words}的日期{on}晚于今天，办理以后再登记。"]
    refused = order_refused(plan_of(disposal.round).disposal, days_of(disposal), step, on)
    return [refused] if refused else []


def vote_refused(
    disposal: Disposal, expected: int, present: int, agreed: int, written: int, fewer_why: str
) -> list[str]:
    """Why a vote does not carry, with the sum; none when it does. One statement. 依据: domain 4.2 [R25]-[R27]."""
    rule, known = plan_of(disposal.round).quorum_for(Purpose.DISPOSE), formal(disposal.unit)
    if expected > known:
        return [f"应到{expected}人，多于{disposal.unit.short_name}名册上的正式党员{known}人，请核对。"]
    if expected < known and not fewer_why:
        return [f"应到{expected}人，少于名册上的正式党员{known}人：请写明哪些人不计入应到和依据，或者改正人数。"]
    came = judge_quorum(rule, expected, present)
    if not came.holds:
        return [came.text]
    passed = judge_passing(rule, expected, present, agreed, written)
    return [] if passed.holds else [f"{passed.text}没有通过的，请按“不予处置”办理并写明表决情况。"]


def under_disposal(people: Collection[int]) -> dict[int, str]:
    """Of these people (keys), those under a 组织处置 that is not settled or a 限期改正 that runs, in words.

    For whoever gives grades or judges a candidate. Two statements.
    """
    open_ = Disposal.objects.filter(person__in=people).exclude(state__in=ENDED)
    found = {row.person_id: f"组织处置办理中（{row.get_state_display()}）" for row in open_}
    running = Correction.objects.filter(person__in=people, state__in=(C.CORRECTING, C.REASSESSING))
    said = {row.person_id: f"{row.get_state_display()}，期限到{row.due_on}" for row in running}
    return {**found, **said}


def lacks_evidence(disposals: Collection[Disposal]) -> dict[int, str]:
    """By key a sentence for each in which no material is cited. One statement."""
    keys = [each.process_id for each in disposals]
    cited = set(Citation.objects.filter(process__in=keys).values_list("process_id", flat=True))
    without = [each for each in disposals if each.process_id not in cited]
    return {each.pk: "还没有证据材料，请先上传调查报告、证言等材料。" for each in without}


def still_listed(units: Collection[int]) -> int:
    """How many people below these units lost their membership by a 处置 and are still on the roll. One statement."""
    below = OrgClosure.objects.filter(ancestor__in=units).values("descendant")
    rows = Disposal.objects.filter(state=D.DISPOSED, barred_until__isnull=False, unit__in=below)
    return rows.filter(person__status__in=ON_ROLL).values("person").distinct().count()
