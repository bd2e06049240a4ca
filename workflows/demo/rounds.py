"""The current round of star rating, opened and brought into full swing through the process's own actions."""

import json
from pathlib import Path
from random import Random

from django.utils import timezone

from permissions.actor import Actor
from permissions.roles import Role
from workflows import star_rating
from workflows.demo import beside, lists
from workflows.demo.branches import Progress, Work, bring
from workflows.demo.organisation import Office, Organisation
from workflows.demo.people import Staff
from workflows.demo.plans import Story
from workflows.engine import calendar, gates
from workflows.engine.models import Round
from workflows.star_rating import actions
from workflows.star_rating.models import Rating, RatingList, Scheme
from workflows.star_rating.queries.checkups import checkup
from workflows.star_rating.rules import Scheme as Rules
from workflows.star_rating.states import RatingState

SHIPPED = Path(star_rating.__file__).parent / "schemes" / "county_c.json"
P = Progress
KEPT = "上级文件有明确要求，本年度保留，只看现成记录，不另报材料。"
FIRST_UNIT = (
    # In the order of the branches: the secretary's, the sibling's, that of the man with two posts, the former
    # secretary's, the vacant one; then nobody in particular but the ninth, which has no account and is filled in for,
    # and the four under the 党总支.
    P.DRAFTED, P.SCORED, P.SUBMITTED, P.RETURNED, P.UNTOUCHED,
    P.SCORED, P.SCORED, P.RESUBMITTED, P.SUBMITTED, P.DRAFTED, P.UNTOUCHED, P.SCORED,
    P.SUBMITTED, P.SCORED, P.REJECTED, P.DRAFTED,
)  # fmt: skip
MIXED = ((P.UNTOUCHED, P.DRAFTED, P.SUBMITTED, P.RETURNED, P.RESUBMITTED, P.SCORED), (15, 20, 25, 5, 5, 30))
BEGUN = ((P.UNTOUCHED, P.DRAFTED), (60, 40))


def shipped_rules() -> Rules:
    """Scheme C of domain 2.3 with the table of 2.7.1."""
    return Rules.from_data(json.loads(SHIPPED.read_text("utf-8")))


def run(organisation: Organisation, staff: Staff, rules: Rules, chance: Random) -> Round:
    """Open this year's round and take every unit to where its story ends."""
    round_ = _open(organisation, staff, rules)
    work = Work(staff, rules, chance)
    for number, office in enumerate(organisation.offices):
        _bring_branches(work, office, round_, FIRST_UNIT if number == 0 else _progress(office, chance))
        if office.story >= Story.LISTED:
            lists.carry(work, organisation, office, RatingList.objects.get(round=round_, unit=office.unit))
    lists.end_short_notices(work, organisation)
    beside.go_on(work, organisation, round_)
    return round_


def _open(organisation: Organisation, staff: Staff, rules: Rules) -> Round:
    head = staff.at(organisation.root, Role.WC_HEAD)
    today = timezone.localdate()
    year = today.year
    # Near enough to be seen in every colour while the demonstration is in use.
    self_due = calendar.around(today).after(today, 2)
    scheme = Scheme.objects.create(
        name=rules.name, version=rules.version, document=rules.to_data(), created_by=head.user
    )
    round_ = actions.draft_round(
        organisation.root, scheme, by=head, year=year, title=f"{year}年度党支部星级评定",
        basis=f"滨直工发〔{year}〕12号", resume=Round.Resume.DIRECT,
        stages={RatingState.SELF_ASSESSING.value: {"due_on": self_due.isoformat()}},
    )  # fmt: skip
    _look_over(round_, head)
    beside.write_notice(round_, head)
    actions.open_round(round_, by=head)
    return round_


def _look_over(round_: Round, head: Actor) -> None:
    """What whoever starts the round sees of its burden, and says about what contradicts the rules."""
    found = checkup(round_)
    despite = {finding.key: KEPT for finding in found.open_findings}
    gates.confirm(round_, found, gates.CheckupAnswer(found.fingerprint, despite=despite), by=head)


def _progress(office: Office, chance: Random) -> list[Progress]:
    if office.story >= Story.LISTED:
        return [P.SCORED] * len(office.branches)
    return chance.choices(*(BEGUN if office.story == Story.STARTING else MIXED), k=len(office.branches))


def _bring_branches(work: Work, office: Office, round_: Round, progress: list[Progress] | tuple[Progress, ...]) -> None:
    rows = Rating.objects.select_related("unit", "round", "process")
    ratings = {row.unit_id: row for row in rows.filter(round=round_, unit__in=office.branches)}
    for branch, reach in zip(office.branches, progress, strict=True):
        bring(work, office, ratings[branch.pk], reach)
