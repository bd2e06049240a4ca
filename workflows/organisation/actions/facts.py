"""The past of people and units as facts, entered by who keeps them; corrected only by a later one."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from permissions import access
from permissions.actor import Actor
from permissions.models import OrgUnit, Person
from permissions.roles import Duty
from workflows.engine import facts, ledger, registry
from workflows.engine.errors import NotAllowed, Refused, Stale
from workflows.engine.facts import NewFact
from workflows.engine.ledger import Change, subject_of
from workflows.engine.models import Fact
from workflows.organisation import queries
from workflows.organisation.queries import keeping
from workflows.organisation.queries import people as reading

Subject = OrgUnit | Person
OF_RECORD = "这一条由业务办理产生，不能在这里更正。"


@dataclass(frozen=True)
class FactInput:
    """A fact as somebody enters it: its kind's key, its place (year and item), value, words, source and days."""

    key: str
    year: int
    item: str
    value: dict[str, Any]
    words: str
    source: str
    valid_from: date
    valid_until: date | None = None


@transaction.atomic
def person_fact_new(person: Person, given: FactInput, *, by: Actor) -> Fact:
    """Record a fact of a person's past. Raises Refused when one stands there already, NotAllowed."""
    _check_person(person, by)
    return _made(person, given, by)


@transaction.atomic
def unit_fact_new(unit: OrgUnit, given: FactInput, *, by: Actor) -> Fact:
    """Record what a unit was found to be. Raises Refused when one stands there already, NotAllowed."""
    _check_unit(unit, by)
    return _made(unit, given, by)


@transaction.atomic
def person_fact_correct(wrong: Fact, given: FactInput, reason: str, *, by: Actor) -> Fact:
    """Supersede a fact that was entered wrongly; it stays in the history. Only facts without a record behind them.

    Raises Stale when it was superseded meanwhile, Refused when another one stands in the new place, NotAllowed.
    """
    locked, person = _locked(wrong), wrong.person
    if person is None:
        raise Refused(OF_RECORD)
    _check_person(person, by)
    return _corrected(person, locked, given, reason, by)


@transaction.atomic
def unit_fact_correct(wrong: Fact, given: FactInput, reason: str, *, by: Actor) -> Fact:
    """The same of a unit."""
    locked, unit = _locked(wrong), wrong.unit
    if unit is None:
        raise Refused(OF_RECORD)
    _check_unit(unit, by)
    return _corrected(unit, locked, given, reason, by)


def shown(fact: Fact) -> str:
    """A fact in one line, with its days."""
    until = f"至{fact.valid_until:%Y-%m-%d}" if fact.valid_until else ""
    return f"{fact.year}年{fact.words}（{fact.valid_from:%Y-%m-%d}{until}，来源：{fact.source}）"


def joined_words(branch: OrgUnit) -> str:
    """What a fact of 转入支部 says."""
    return f"转入{branch.short_name}"


def joined(branch: OrgUnit, since: date, source: str) -> FactInput:
    """From which day somebody belongs to a branch; told by the branch's code, so that it lapses with the next move."""
    value, words = {"branch": branch.code}, joined_words(branch)
    return FactInput(queries.JOINED_FACT, since.year, branch.code, value, words, source, since)


def _check_person(person: Person, by: Actor) -> None:
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if not reading.kept(by).filter(pk=person.pk).exists():
        raise NotAllowed(f"{by.post or by.name}不管理{person.name}所在的组织，可能是任职已变动或身份选择有误。")
    if keeping.is_self(person, by):
        raise NotAllowed(keeping.OWN_PAST)


def _check_unit(unit: OrgUnit, by: Actor) -> None:
    OrgUnit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    if not access.keeps(by, Duty.ORGANISATION, unit):
        raise NotAllowed(f"{by.post or by.name}不管理{unit.short_name}，可能是任职已变动或身份选择有误。")
    if keeping.is_own_unit(unit, by):
        raise NotAllowed(keeping.OWN_RESULT)


def _locked(wrong: Fact) -> Fact:
    found = Fact.objects.select_for_update(of=("self",)).get(pk=wrong.pk)
    if found.process_id is not None:
        raise Refused(OF_RECORD)
    return found


def _made(subject: Subject, given: FactInput, by: Actor) -> Fact:
    new = _new(subject, given)
    if standing := _in_place(new):
        raise Refused(f"已登记{shown(standing)}，不能重复登记；要改的请在那一条上办理更正。")
    (made,) = facts.record([new])
    _enter("new", "登记", subject, None, made, "", by)
    return made


def _corrected(subject: Subject, wrong: Fact, given: FactInput, reason: str, by: Actor) -> Fact:
    if wrong.superseded_by_id is not None:
        raise Stale("这一条刚刚已被更正，请查看最新情况。")
    new = _new(subject, given)
    standing = _in_place(new)
    if standing is not None and standing.pk != wrong.pk:
        raise Refused(f"已登记{shown(standing)}，更正后会与它重复，请核对。")
    made = facts.correct(wrong, new)
    _enter("correct", "更正", subject, wrong, made, reason, by)
    return made


def _new(subject: Subject, given: FactInput) -> NewFact:
    if isinstance(subject, OrgUnit):
        return NewFact(**vars(given), unit_id=subject.pk)
    return NewFact(**vars(given), person_id=subject.pk)


def _in_place(new: NewFact) -> Fact | None:
    rows = Fact.objects.filter(
        unit=new.unit_id, person=new.person_id, key=new.key, year=new.year, item=new.item, superseded_by__isnull=True
    )
    return rows.first()


def _enter(verb: str, done: str, subject: Subject, old: Fact | None, new: Fact, reason: str, by: Actor) -> None:
    label = registry.fact_kinds()[new.key].label
    whose = "unit" if isinstance(subject, OrgUnit) else "person"
    fields = {label: [shown(old) if old else "", shown(new)]}
    change = Change(f"{whose}_fact_{verb}", f"{done}{label}", subject_of(subject), subject.name, reason, fields)
    ledger.enter([change], by=by)
