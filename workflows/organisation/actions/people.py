"""People: entered, corrected, moved between branches, and taken off the roll with their posts."""

from dataclasses import asdict, dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from permissions import access, tree
from permissions.actor import Actor
from permissions.models import OrgUnit, Person
from permissions.roles import Duty
from workflows.engine import ledger
from workflows.engine.errors import Incomplete, NotAllowed, Refused
from workflows.engine.ledger import Change, subject_of
from workflows.organisation.actions import accounts, appointments, facts
from workflows.organisation.queries import keeping
from workflows.organisation.queries import people as reading
from workflows.organisation.queries.accounts import closable
from workflows.organisation.queries.people import BRANCHES, KEPT_ON, PersonInput, described, differences

TAKEN = "工号或身份证号刚刚被他人登记，请核对后重新保存。"
LONGEST_SOURCE = 160
OWN = "本人的党籍状态不能由本人变更，请由其他经办人或上级办理。"


@transaction.atomic
def person_new(given: PersonInput, branch: OrgUnit, *, by: Actor) -> Person:
    """Enter a person in a branch. Raises Incomplete with a sentence for each thing that is wrong, NotAllowed."""
    _check_branch(branch, by)
    person = Person(**_checked(given, None, by), branch=branch)
    _write(person)
    fields = differences({}, {**described(person), "所在支部": branch.short_name})
    ledger.enter([_change("person_new", "新增人员", person, fields)], by=by)
    return person


@transaction.atomic
def person_edit(person: Person, given: PersonInput, *, by: Actor) -> Person:
    """Correct what is kept of a person; nothing is entered when nothing differs. Raises Incomplete, NotAllowed."""
    person = _locked(person, by)
    before = described(person)
    number = person.id_number
    for name, value in _checked(given, person, by).items():
        setattr(person, name, value)
    fields = differences(before, described(person))
    if person.id_number != number:
        fields.setdefault("身份证号", [before["身份证号"], f"{described(person)['身份证号']}（已更改）"])
    if fields:
        _write(person)
        ledger.enter([_change("person_edit", "修改人员", person, fields)], by=by)
    return person


@transaction.atomic
def person_transfer(person: Person, branch: OrgUnit, reason: str, *, by: Actor, on: date | None = None) -> Person:
    """Move a person to another branch; posts stay as they are. `on`: the day of coming there, kept as a fact.

    Raises Refused, NotAllowed; the day is nobody's own to enter.
    """
    person = _locked(person, by)
    _check_branch(branch, by)
    if person.status not in KEPT_ON:
        raise Refused(f"{person.name}已{person.get_status_display()}，请先办理恢复在册。")
    if person.branch_id == branch.pk:
        raise Refused(f"{person.name}已在{branch.short_name}，不用调整。")
    fields = {"所在支部": [person.branch.short_name if person.branch else "", branch.short_name]}
    person.branch = branch
    person.save(update_fields=["branch"])
    ledger.enter([_change("person_transfer", "调整支部", person, fields, reason)], by=by)
    if on is not None:
        facts.person_fact_new(person, facts.joined(branch, on, f"调整支部：{reason.strip()}"[:LONGEST_SOURCE]), by=by)
    return person


@dataclass(frozen=True)
class StatusInput:
    """A change of 党籍状态: since when, why, on which basis; `branch` is where somebody listed again belongs."""

    status: str
    on: date
    reason: str
    basis: str
    branch: OrgUnit | None = None


@transaction.atomic
def person_status(person: Person, given: StatusInput, *, by: Actor, seen: str = "") -> Person:
    """Change the status. Who is no longer listed loses all posts this moment; unless only 停止党籍, branch and account.

    An account that is not the actor's to close stays in use. `seen` is what the page said would happen; empty checks
    nothing. Raises Refused when the days do not fit, when a post is not the actor's to end, or when it is the last
    clerk's; Stale when it has changed meanwhile; NotAllowed, also for oneself.
    """
    person = _locked(person, by)
    before = _status_words(person)
    if keeping.is_self(person, by):
        raise NotAllowed(OWN)
    _check_status(person, given, by)
    # Asked first: without posts and branch it would not be seen whose account it is.
    account = closable(by, person) if given.status not in KEPT_ON else None
    changes = [] if given.status == Person.Status.LISTED else appointments.end_all(person, by=by, seen=seen)
    if account is not None:
        changes.append(accounts.close(account, given.reason))
    person.status, person.status_on = given.status, given.on
    person.status_reason, person.status_basis = given.reason.strip(), given.basis.strip()
    if given.status not in KEPT_ON:
        person.branch = None
    elif given.branch is not None:
        person.branch = given.branch
    person.save(update_fields=["status", "status_on", "status_reason", "status_basis", "branch"])
    label = "恢复在册" if given.status == Person.Status.LISTED else f"登记{person.get_status_display()}"
    fields = differences(before, _status_words(person))
    ledger.enter([_change("person_status", label, person, fields, given.reason), *changes], by=by)
    return person


def _check_status(person: Person, given: StatusInput, by: Actor) -> None:
    if given.status == person.status:
        raise Refused(f"{person.name}现在就是“{person.get_status_display()}”，没有变更。")
    if given.on > timezone.localdate():
        raise Refused("状态日期不能晚于今天，到日子再登记。")
    earliest = person.status_on or person.joined_on or person.birth_on
    if earliest and given.on < earliest:
        raise Refused(f"状态日期不能早于{earliest:%Y年%m月%d日}（上次变更、入党或出生日期）。")
    if given.branch is not None:
        _check_branch(given.branch, by)
    elif given.status == Person.Status.LISTED and person.branch_id is None:
        raise Refused("恢复在册须填写所在党支部。")


def _status_words(person: Person) -> dict[str, str]:
    return {
        "党籍状态": Person.Status(person.status).label,
        "状态日期": person.status_on.isoformat() if person.status_on else "",
        "依据": person.status_basis,
        "所在支部": person.branch.short_name if person.branch else "",
    }


def _locked(person: Person, by: Actor) -> Person:
    """The row as it is now, locked after the tree. Raises NotAllowed for somebody the actor does not keep."""
    tree.lock()
    found = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if not reading.kept(by).filter(pk=found.pk).exists():
        raise NotAllowed(f"{by.post or by.name}不管理{found.name}所在的组织，可能是任职已变动或身份选择有误。")
    return found


def _check_branch(branch: OrgUnit, by: Actor) -> None:
    """Raise NotAllowed, Refused unless the branch takes people in; it is not dissolved meanwhile."""
    tree.lock(branch)
    if not access.keeps(by, Duty.ORGANISATION, branch):
        raise NotAllowed(f"{by.post or by.name}不管理{branch.short_name}，可能是任职已变动或身份选择有误。")
    if branch.kind not in BRANCHES or branch.dissolved_on is not None:
        raise Refused(f"{branch.short_name}不是现有的党支部，党员只能编入党支部。")


def _checked(given: PersonInput, person: Person | None, by: Actor) -> dict[str, object]:
    tidy = given.tidy()
    if found := reading.problems(tidy, of=person, by=by):
        raise Incomplete(list(found.values()))
    return asdict(tidy)


def _write(person: Person) -> None:
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:
        raise Refused(TAKEN) from None


def _change(verb: str, label: str, person: Person, fields: dict[str, list[str]], comment: str = "") -> Change:
    return Change(verb, label, subject_of(person), person.name, comment, fields)
