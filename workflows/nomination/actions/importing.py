"""A 汇总表 that a unit brings in: its rows become drafts of its branches, all of them or none."""

from collections.abc import Sequence

from django.db import transaction

from permissions.actor import Actor
from permissions.models import OrgUnit, Person
from workflows.engine import running, writing
from workflows.engine.editing import edit
from workflows.engine.errors import Incomplete, Refused
from workflows.engine.transitions import Seen, open_many
from workflows.nomination.models import Nomination, NominationList
from workflows.nomination.queries.importing import NOT_HERE, Pick, Roster
from workflows.nomination.rules import Subject
from workflows.nomination.states import ListState as L
from workflows.nomination.states import NominationState as S

TOO_LATE = "本批次提名已截止，不再接收新的提名。"


@transaction.atomic
def nominations_import(submission: NominationList, picks: Sequence[Pick], *, by: Actor, seen: Seen) -> list[Nomination]:
    """Open a draft for each candidate on the desk of its own branch; whoever compiles the list may.

    The branch fills in, votes and hands in as if it had begun itself. Raises NotAllowed, Stale, Refused: the round is
    over or takes nothing in any more; and Incomplete with a sentence for each candidate that is not the unit's own,
    is nominated already or twice, or does not fit the category. 依据: domain 3.2, 3.8.
    """
    # One after the other: whoever waited for this lock sees who was nominated meanwhile.
    submission.round = running.locked_open(submission.round)
    locked = edit(submission, by=by, seen=seen, state=L.COMPILING)
    locked.round = submission.round
    made = _drafts(Roster(locked), picks)
    if running.late(made, S.DRAFTING):
        raise Refused(TOO_LATE)
    opened = open_many(made, by=by, comment=f"由{locked.unit.short_name}从汇总表导入。")
    writing.note(locked, by, "nominations_import", "导入汇总表", f"提名{len(opened)}个。")
    return opened


def _drafts(roster: Roster, picks: Sequence[Pick]) -> list[Nomination]:
    """The drafts as they will be opened. Raises Incomplete."""
    found = _candidates(roster, picks)
    taken = roster.taken(
        {pick.person for pick in picks if pick.person}, {pick.honoured for pick in picks if pick.honoured}
    )
    problems, made = [], list[Nomination]()
    for n, (pick, candidate) in enumerate(zip(picks, found, strict=True)):
        if problem := _problem(roster, pick, candidate, taken, found[:n]):
            problems.append(problem)
        elif candidate is not None:
            made.append(_draft(roster, pick, candidate))
    if problems or not made:
        raise Incomplete(problems or ["没有可以导入的推荐对象。"])
    return made


def _candidates(roster: Roster, picks: Sequence[Pick]) -> list[Person | OrgUnit | None]:
    people = roster.people({pick.person for pick in picks if pick.person is not None})
    return [
        people.get(pick.person) if pick.person is not None else roster.units.get(pick.honoured or 0) for pick in picks
    ]


def _problem(
    roster: Roster, pick: Pick, candidate: Person | OrgUnit | None, taken: dict[Person | OrgUnit, str],
    before: Sequence[Person | OrgUnit | None],
) -> str:  # fmt: skip
    category = roster.award.by_code.get(pick.category)
    if candidate is None or category is None:
        return NOT_HERE.format("所选的推荐对象")
    if candidate in before:
        return f"{candidate}出现了两次，同一对象在本批次只能提名一次。"
    if words := taken.get(candidate):
        return f"{candidate}{words}，同一对象在本批次只能提名一次。"
    return roster.why_not(category, candidate)


def _draft(roster: Roster, pick: Pick, candidate: Person | OrgUnit) -> Nomination:
    of_person = roster.award.by_code[pick.category].subject is Subject.PERSON
    field, entry = ("person", "duty") if of_person else ("honoured", "head")
    return Nomination(
        round=roster.submission.round, unit=roster.proposer(candidate), category=pick.category,
        profile={entry: pick.duty} if pick.duty else {}, **{field: candidate},
    )  # fmt: skip
