"""Nominating somebody: from a name to a draft on the branch's own desk."""

from django.db import transaction

from permissions import access
from permissions.actor import Actor
from permissions.models import OrgUnit, Person
from permissions.roles import Right
from workflows.engine import running
from workflows.engine.errors import NotAllowed, Refused
from workflows.engine.models import Round
from workflows.engine.transitions import open_many
from workflows.nomination import queries
from workflows.nomination.models import Nomination
from workflows.nomination.queries import proposing
from workflows.nomination.queries.rounds import taking_part
from workflows.nomination.rules import AwardRound, Category, Subject
from workflows.nomination.states import NominationState as S


@transaction.atomic
def nominate(round_: Round, unit: OrgUnit, category: str, candidate: Person | OrgUnit, *, by: Actor) -> Nomination:
    """Open a draft for a person, a branch or a unit, in one category (its code) of a round.

    Raises NotAllowed, and Refused: the round is over or does not take anything in any more, the unit has no part in it
    or not in this category, the candidate is not its own, or is nominated already (by whom, and for what). Whether the
    candidate meets the conditions is answered at once, and refused only later: a person may overrule an answer.
    """
    # One after the other: whoever waited for this lock sees who was nominated meanwhile.
    round_ = running.locked_open(round_)
    if not access.may(by, Right.PROPOSE, unit, queries.KEY):
        raise NotAllowed(f"{by.post or by.name}不能代表{unit.short_name}提名，可能是任职已变动或身份选择有误。")
    award = queries.award_of(round_)
    chosen = _category(round_, award, unit, category)
    if running.late([Nomination(round=round_, unit=unit, state=S.DRAFTING, process_id=0)], S.DRAFTING):
        raise Refused("本批次提名已截止，不再接收新的提名。")
    made = Nomination(round=round_, unit=unit, category=category, **_candidate(award, unit, chosen, candidate))
    _check_free(made)
    return open_many([made], by=by, comment=f"提名为{chosen.name}。")[0]


def _category(round_: Round, award: AwardRound, unit: OrgUnit, code: str) -> Category:
    if not taking_part(round_).filter(pk=unit.pk).exists():
        raise Refused(f"批次“{round_.title}”没有安排{unit.short_name}推荐。")
    found = next((each for each in proposing.open_to(award, unit) if each.code == code), None)
    if found is None:
        raise Refused(f"{unit.short_name}在本批次没有这个推荐类别，请重新选择。")
    return found


def _candidate(
    award: AwardRound, unit: OrgUnit, category: Category, candidate: Person | OrgUnit
) -> dict[str, Person | OrgUnit]:
    """The candidate by the field that holds it. Raises Refused unless it is of the unit, and of the category's kind."""
    if isinstance(candidate, Person) != (category.subject is Subject.PERSON):
        raise Refused(f"“{category.name}”推荐的是{category.subject.words}，请重新选择人选。")
    if isinstance(candidate, Person):
        dead = proposing.takes_dead(award, category)
        if not proposing.people_for(unit, dead=dead).filter(pk=candidate.pk).exists():
            raise Refused(f"该同志的组织关系不在{unit.short_name}，不能由{unit.short_name}提名。")
        return {"person": candidate}
    if not proposing.units_for(unit, category.subject).filter(pk=candidate.pk).exists():
        raise Refused(f"{unit.short_name}只能提名本组织和所属组织。")
    return {"honoured": candidate}


def _check_free(made: Nomination) -> None:
    """Raise Refused when the candidate is nominated in the round already: who is first, stands."""
    if first := proposing.standing(made.round, person=made.person, honoured=made.honoured):
        words = proposing.nominated_words(made.round, first)
        raise Refused(f"{made.candidate}{words}（{first.get_state_display()}），同一对象在本批次只能提名一次。")
