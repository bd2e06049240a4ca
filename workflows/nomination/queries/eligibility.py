"""Whether candidates are eligible, as registers and facts stand now; every answer with its reason. 依据: domain 3.9."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from permissions.models import OrgClosure, OrgUnit, Person
from workflows.engine.models import Round
from workflows.nomination.models import Nomination
from workflows.nomination.queries.awards import award_of
from workflows.nomination.queries.candidates import people_as_candidates, units_as_candidates
from workflows.nomination.rules import (
    Answer,
    AwardRound,
    Candidate,
    Category,
    Eligibility,
    Overruling,
    answers_for,
    eligibility,
)
from workflows.nomination.rules.conditions import NoDiscipline


def eligibility_now(nominations: Sequence[Nomination]) -> dict[int, Eligibility]:
    """Each nomination judged, with its overrulings counted, by its key. Six statements, whatever the number.

    The rounds are loaded with their documents. Raises RoundError: a round has no cut-off day.
    """
    return eligibility_of(nominations, candidates_of(nominations))


def eligibility_of(nominations: Sequence[Nomination], known: Mapping[int, Candidate]) -> dict[int, Eligibility]:
    """The same of candidates (by the nomination's key) that were read already. One statement."""
    below = codes_below({row.unit_id for row in nominations})
    rounds = {row.round_id: row.round for row in nominations}
    rules = {key: award_of(round_) for key, round_ in rounds.items()}
    return {
        row.pk: _judged(rules[row.round_id], row.category, known[row.pk], below[row.unit_id], row.overrulings)
        for row in nominations
    }


def candidates_of(nominations: Sequence[Nomination]) -> dict[int, Candidate]:
    """What is known of whoever each nomination is for, by its key. Five statements, whatever the number.

    The people are kept on the nominations.
    """
    people = Person.objects.filter(pk__in={row.person_id for row in nominations if row.person_id})
    units = OrgUnit.objects.filter(pk__in={row.honoured_id for row in nominations if row.honoured_id})
    by_key = {person.pk: person for person in people.select_related("branch")}
    known_people = people_as_candidates(list(by_key.values()))
    known_units = units_as_candidates(list(units))
    for row in nominations:
        row.person = by_key.get(row.person_id or 0)
    return {
        row.pk: known_people[row.person_id] if row.person_id is not None else known_units[row.honoured_id or 0]
        for row in nominations
    }


def people_judged(round_: Round, category: Category, unit: OrgUnit, people: Sequence[Person]) -> dict[int, Eligibility]:
    """What the conditions would say of people whom a unit might nominate, by their keys. Three statements."""
    return _each(round_, category, unit, people_as_candidates(people))


def units_judged(round_: Round, category: Category, unit: OrgUnit, rows: Sequence[OrgUnit]) -> dict[int, Eligibility]:
    """The same of branches and units. Two statements."""
    return _each(round_, category, unit, units_as_candidates(rows))


def _each(round_: Round, category: Category, unit: OrgUnit, candidates: dict[int, Candidate]) -> dict[int, Eligibility]:
    award, below = award_of(round_), codes_below([unit.pk])[unit.pk]
    return {key: _judged(award, category.code, candidate, below) for key, candidate in candidates.items()}


def _judged(
    award: AwardRound, category: str, candidate: Candidate, below: frozenset[str], kept: Iterable[dict[str, str]] = ()
) -> Eligibility:
    answers = answers_for(award, award.by_code[category], candidate, below)
    return eligibility(answers, map(Overruling.from_data, kept))


def codes_below(units: Collection[int]) -> dict[int, frozenset[str]]:
    """The codes of each of these units and of all below it. One statement."""
    rows = OrgClosure.objects.filter(ancestor__in=units).values_list("ancestor_id", "descendant__code")
    found: dict[int, set[str]] = defaultdict(set)
    for unit, code in rows:
        found[unit].add(code)
    return {unit: frozenset(codes) for unit, codes in found.items()}


PRIVATE = "具体情况由审核单位核对。"


def privately(nomination: Nomination) -> dict[str, str]:
    """The conditions that speak of 处分, by code, with all that whoever nominates is told of their answers."""
    award = award_of(nomination.round)
    conditions = award.conditions_of(award.by_code[nomination.category])
    return {each.code: f"{each.words}：{PRIVATE}" for each in conditions if isinstance(each, NoDiscipline)}


def eligibility_kept(nomination: Nomination) -> Eligibility | None:
    """As of its last step forward, what was overruled since counted too; None while it is drafted. No statement."""
    if not nomination.answers:
        return None
    answers = map(Answer.from_data, nomination.answers["answers"])
    return eligibility(answers, map(Overruling.from_data, nomination.overrulings))
