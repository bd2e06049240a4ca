"""An award round of the demonstration that a 机关党委 holds and decides itself, up to its document."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import timezone

from permissions.actor import Actor
from permissions.models import OrgUnit
from workflows import nomination
from workflows.demo import award_words as words
from workflows.demo.award_lists import list_of, meet, report
from workflows.demo.branches import Work
from workflows.demo.nominations import Case, Reach, bring
from workflows.demo.organisation import Office
from workflows.engine.models import Quota, Round
from workflows.engine.transitions import seen_of
from workflows.nomination import actions
from workflows.nomination.queries.contradictory import at_place
from workflows.nomination.queries.limits import key_of
from workflows.nomination.rules import Per

CASES = (Case(0, "member", Reach.LISTED), Case(1, "member", Reach.LISTED), Case(2, "worker", Reach.LISTED))
NOTICE = Path(nomination.__file__).parent / "rounds" / "notice_2.json"


def run(work: Work, home: Office) -> None:
    """A 机关党委 that gives its own honours by a notice that comes with the product, to the document."""
    by, today = work.reviewer(home.unit), timezone.localdate()
    document = _notice(home.unit, today)
    round_ = actions.draft_round(home.unit, document, by=by, title=document["name"])
    actions.open_round(round_, by=by)
    _rule(round_, home, by)
    for case in CASES:
        bring(work, home, round_, case)
    submission = report(work, list_of(round_, home.unit))
    submission = meet(submission, f"{home.unit.short_name}会议", by)
    submission = actions.list_report(submission, by=by, seen=seen_of(submission), comment=words.DECIDED)
    paper = actions.Paper(f"滨审党〔{today.year}〕7号", today)
    actions.list_confer(submission, paper, by=by, seen=seen_of(submission))


def _rule(round_: Round, home: Office, by: Actor) -> None:
    """Where 20% of a small branch is less than its two categories together, the share holds; other branches wait."""
    decision = actions.Decision(f"{home.unit.short_name}会议", timezone.localdate(), words.RULING)
    nominating = [home.branches[case.branch] for case in CASES]
    for quota in Quota.objects.filter(round=round_, unit__in=nominating, key=key_of(Per.BRANCH, "share")):
        if found := at_place(quota):
            actions.places_rule(quota, found[0].found.first.number, decision, by=by)


def _notice(unit: OrgUnit, today: date) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(NOTICE.read_text("utf-8"))
    return document | {
        "name": f"{today.year}年{unit.short_name}“两优”表彰", "version": f"{today.year}-1", "year": today.year,
        "cut_off": today.isoformat(), "sponsor": unit.name,
    }  # fmt: skip
