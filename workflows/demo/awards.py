"""The award rounds of the demonstration: the 工委's at every stage, and one that a 机关党委 held and ended itself."""

from datetime import timedelta

from django.utils import timezone

from permissions.actor import Actor
from permissions.roles import Role
from workflows.demo import award_lists, own_awards, past
from workflows.demo import award_words as words
from workflows.demo.branches import Work
from workflows.demo.nominations import Case, Reach, bring, candidate
from workflows.demo.organisation import Office, Organisation
from workflows.demo.plans import Story
from workflows.engine.models import Round
from workflows.nomination import actions
from workflows.nomination.queries.allocation import Table
from workflows.nomination.states import ListState as L

R = Reach
FIRST_UNIT = (
    # The secretary's branch has a draft, the sibling's and that of the man with two posts wait for the 机关党委, the
    # former secretary's was returned, the one under the 党总支 waits there.
    Case(0, "member", R.DRAFTED), Case(1, "member", R.SUBMITTED), Case(2, "worker", R.SUBMITTED),
    Case(3, "member", R.RETURNED), Case(5, "member", R.LISTED), Case(6, "branch", R.LISTED),
    Case(7, "member", R.REJECTED), Case(12, "member", R.SUBMITTED),
)  # fmt: skip
LISTED = (Case(0, "member", R.LISTED), Case(1, "worker", R.LISTED))
ENDS = {
    Story.OBJECTED: L.VERIFYING, Story.REPORTED: L.DECIDING, Story.VERIFIED: L.ANNOUNCING,
    Story.PUBLISHED: L.PUBLICISING,
}  # fmt: skip
"""Where the list of the first unit of each story stays; 会审 is out where it is verified."""


def run(work: Work, organisation: Organisation) -> None:
    """Record what was before, then play both rounds."""
    year = timezone.localdate().year
    first, told = organisation.offices[0], {story: _first(organisation, story) for story in ENDS}
    offices = [first, *told.values()]
    cases = {id(office): LISTED for office in offices} | {id(first): FIRST_UNIT}
    home = told[Story.REPORTED]
    members = [
        candidate(work, office.branches[case.branch], "member").pk
        for office in offices
        for case in (*cases[id(office)], *own_awards.CASES)
        if case.category == "member" and case.branch != 1
    ]
    past.record([branch for office in offices for branch in office.branches], year, members, work.chance)
    round_ = _open(organisation, work.staff.at(organisation.root, Role.WC_HEAD))
    for office in offices:
        for case in cases[id(office)]:
            bring(work, office, round_, case)
    for story, office in told.items():
        award_lists.carry(work, organisation, award_lists.list_of(round_, office.unit), ENDS[story])
    own_awards.run(work, home)


def _first(organisation: Organisation, story: Story) -> Office:
    return next(office for office in organisation.offices if office.story == story)


def _open(organisation: Organisation, head: Actor) -> Round:
    """The 工委's round, its places by the number of branches."""
    today = timezone.localdate()
    document = words.document(today.year, today - timedelta(days=30))
    round_ = actions.draft_round(organisation.root, document, by=head, title=document["name"])
    branches = {office.unit.pk: len(office.branches) for office in organisation.offices}
    cells = {
        (unit.pk, code): places
        for unit in Table.of(round_).units
        for code, places in (("member", 1 + branches[unit.pk] // 5), ("worker", 1), ("branch", 1))
    }
    actions.allocation_save(round_, cells, by=head, seen="0")
    actions.open_round(round_, by=head)
    return round_
