"""A round of 先进推荐 for the benchmarks: nominations in a unit's list, and honours of earlier years."""

from datetime import date

from django.utils import timezone

from benchmarks.organisation import Office
from permissions.models import Person
from tests.workflows.nomination.cast import FORMAL, JOINED, document, stages_of
from tests.workflows.nomination.places import categories
from workflows.engine.models import Round
from workflows.engine.transitions import open_many, seen_of
from workflows.nomination import actions
from workflows.nomination.actions import quotas
from workflows.nomination.models import NominationList
from workflows.nomination.queries.candidates import HONOUR
from workflows.nomination.rules import AwardRound
from workflows.organisation.actions.facts import FactInput, person_fact_new


class Honours:
    """An open round with the list of the office's 机关党委, into which candidates come one by one."""

    def __init__(self, office: Office) -> None:
        scheme = document(categories=categories(member={"places": 100}), materials=[])
        award = AwardRound.from_data(scheme)
        self.round = Round.objects.create(
            process_key="nomination", year=award.year, title=award.name, unit=office.top, scheme=scheme,
            scheme_version=award.version, stages=stages_of(award), status=Round.Status.OPEN, opened_at=timezone.now(),
        )  # fmt: skip
        open_many([NominationList(round=self.round, unit=office.committee)], by=office.clerk)
        quotas.open_quotas(self.round)

    def add(self, office: Office, index: int) -> None:
        """Nominate a member of a branch, review him into the list, and enter an honour that he has had before."""
        branch, secretary = office.branches[index], office.secretaries[index]
        person = Person.objects.create(
            staff_no=f"H{index:03d}", name=f"人选{index}", branch=branch, roll=Person.Roll.FORMAL, joined_on=JOINED,
            formal_on=FORMAL,
        )  # fmt: skip
        row = actions.nominate(self.round, branch, "member", person, by=secretary)
        given = actions.DraftInput(
            profile={"duty": "科员", "resume": "2008年参加工作。"}, held_on=timezone.localdate(), expected=10,
            present=8, approve=8, resolution="同意推荐。",
        )  # fmt: skip
        row = actions.nomination_save(row, given, by=secretary, seen=seen_of(row))
        row = actions.submit(row, by=secretary, seen=seen_of(row))
        row = actions.forward(row, by=office.reviewer, seen=seen_of(row))
        actions.forward(row, by=office.deputy, seen=seen_of(row))
        value = {"kind": "表彰", "sponsor": "市直机关工委", "level": "city", "batch": ""}
        past = FactInput(HONOUR, 2020, "优秀共产党员", value, "优秀共产党员", "表彰决定", date(2020, 7, 1))
        person_fact_new(person, past, by=office.clerk)
