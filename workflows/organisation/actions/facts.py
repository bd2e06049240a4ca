"""The past of a person as facts: 处分, 党务经历, 个人荣誉, 民主评议等次; corrected only by a later one."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from permissions.actor import Actor
from permissions.models import Person
from workflows.engine import facts, ledger, registry
from workflows.engine.errors import NotAllowed, Refused, Stale
from workflows.engine.facts import NewFact
from workflows.engine.ledger import Change, subject_of
from workflows.engine.models import Fact
from workflows.organisation.queries import keeping
from workflows.organisation.queries import people as reading


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
    """Record a fact of the past. Raises Refused when one stands there already, NotAllowed."""
    _check_kept(person, by)
    new = _new(person, given)
    if standing := _in_place(new):
        raise Refused(f"已登记{shown(standing)}，不能重复登记；要改的请在那一条上办理更正。")
    (made,) = facts.record([new])
    _enter("person_fact_new", "登记", person, None, made, "", by)
    return made


@transaction.atomic
def person_fact_correct(wrong: Fact, given: FactInput, reason: str, *, by: Actor) -> Fact:
    """Supersede a fact that was entered wrongly; it stays in the history. Only facts without a record behind them.

    Raises Stale when it was superseded meanwhile, Refused when another one stands in the new place, NotAllowed.
    """
    wrong = Fact.objects.select_for_update(of=("self",)).select_related("person").get(pk=wrong.pk)
    person = wrong.person
    if person is None or wrong.process_id is not None:
        raise Refused("这一条由业务办理产生，不能在这里更正。")
    _check_kept(person, by)
    if wrong.superseded_by_id is not None:
        raise Stale("这一条刚刚已被更正，请查看最新情况。")
    new = _new(person, given)
    standing = _in_place(new)
    if standing is not None and standing.pk != wrong.pk:
        raise Refused(f"已登记{shown(standing)}，更正后会与它重复，请核对。")
    made = facts.correct(wrong, new)
    _enter("person_fact_correct", "更正", person, wrong, made, reason, by)
    return made


def shown(fact: Fact) -> str:
    """A fact in one line, with its days."""
    until = f"至{fact.valid_until:%Y-%m-%d}" if fact.valid_until else ""
    return f"{fact.year}年{fact.words}（{fact.valid_from:%Y-%m-%d}{until}，来源：{fact.source}）"


def _check_kept(person: Person, by: Actor) -> None:
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if not reading.kept(by).filter(pk=person.pk).exists():
        raise NotAllowed(f"{by.post or by.name}不管理{person.name}所在的组织，可能是任职已变动或身份选择有误。")
    if keeping.is_self(person, by):
        raise NotAllowed(keeping.OWN_PAST)


def _new(person: Person, given: FactInput) -> NewFact:
    return NewFact(person_id=person.pk, **vars(given))


def _in_place(new: NewFact) -> Fact | None:
    rows = Fact.objects.filter(person=new.person_id, key=new.key, year=new.year, item=new.item)
    return rows.filter(superseded_by__isnull=True).first()


def _enter(verb: str, done: str, person: Person, old: Fact | None, new: Fact, reason: str, by: Actor) -> None:
    label = registry.fact_kinds()[new.key].label
    fields = {label: [shown(old) if old else "", shown(new)]}
    ledger.enter([Change(verb, f"{done}{label}", subject_of(person), person.name, reason, fields)], by=by)
