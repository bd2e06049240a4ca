"""Plays a shipped notice as an office does: fills it in, starts it, nominates, rules on answers, decides, awards."""

from datetime import date
from io import BytesIO
from typing import Any

from django.utils import timezone

from permissions import grants
from permissions.grants import Posting
from permissions.models import Person
from permissions.roles import Role, UnitKind
from tests.workflows.nomination.award_rounds import fresh, start, work
from tests.workflows.nomination.cast import FORMAL, JOINED, Cast
from tests.workflows.nomination.rounds import data
from tests.world import LONG_AGO
from workflows.engine import attachments
from workflows.engine.models import Quota, Round
from workflows.nomination import actions, queries
from workflows.nomination.models import Nomination, NominationList
from workflows.nomination.queries.candidates import HONOUR, PARTY_WORK
from workflows.nomination.queries.nominations import brought
from workflows.nomination.rules import Verdict
from workflows.nomination.rules.filling import filled, of_year
from workflows.nomination.states import NominationState as S
from workflows.organisation.actions.facts import FactInput, person_fact_new

WHY = "经查阅任免文件和档案，符合通知要求。"
ANSWERED = ("rank_excluded", "graded")
"""What facts answer: nobody rules on these by hand."""


def opened(cast: Cast, name: str, unit: str = "工委", by: str = "clerk", **given: Any) -> Round:
    """A shipped notice brought to this year, filled in, started and opened by the worker."""
    year = timezone.localdate().year
    usual = {"cut_off": timezone.localdate(), "sponsor": f"中共{unit}"}
    document = filled(of_year(data(name), year), usual | given)
    actor = getattr(cast, by)
    made = actions.draft_round(cast.units[unit], document, by=actor, title=document["name"])
    start(cast, made, actor)
    work()
    return fresh(made)


def submitted(cast: Cast, name: str, category: str, by: str, unit: str, comment: str = "") -> Nomination:
    """Nominate somebody with all materials, and hand it in."""
    found = cast.nominate(name, category, by, unit)
    cast.fill_in(name, by)
    for each in brought(found):
        if each.material.words is None:
            cast.attach(name, each.material.code, by)
    return cast.do("submit", name, by, comment=comment)


def reviewed(cast: Cast, name: str, by: str) -> Nomination:
    """Rule on every answer that no fact gives and that is open, and put the nomination into the list of its unit."""
    if cast.nomination(name).state == S.GENERAL_REVIEWING:
        cast.do("forward", name, "general")
    row = cast.nomination(name)
    for each in queries.eligibility_now([row])[row.pk].open:
        assert each.answer.code not in ANSWERED, each.text
        cast.do("overrule", name, by, code=each.answer.code, verdict=Verdict.MET, reason=WHY)
    return cast.do("forward", name, by)


def listed(cast: Cast, name: str, category: str, by: str, unit: str, reviewer: str = "deputy") -> Nomination:
    """Nominate, hand in and review."""
    submitted(cast, name, category, by, unit)
    return reviewed(cast, name, reviewer)


def bring_lists_own(cast: Cast, submission: NominationList, by: str) -> None:
    """Upload what the list itself is to bring: the 汇总表."""
    actor = getattr(cast, by)
    for each in queries.award_of(submission.round).list_materials:
        file = attachments.upload(submission.unit, BytesIO(each.code.encode()), actor, f"{each.name}.txt")
        attachments.cite(submission.process, file, each.code)


def places(made: Round) -> dict[tuple[str, str], int]:
    """The numbers of a round over all."""
    rows = Quota.objects.filter(round=made, unit=made.unit).order_by("pk")
    return {tuple(row.key.split(":", 1)): row.limit for row in rows}  # type: ignore[misc]


def limit(made: Round, unit: str, key: str) -> Quota:
    """One limit of a unit."""
    return Quota.objects.select_related("unit", "round").get(round=made, unit__short_name=unit, key=key)


def fill_up(cast: Cast, branch: str, total: int) -> None:
    """Enter members of a branch, all at once, until there are so many."""
    unit = cast.units[branch]
    have = Person.objects.filter(branch=unit).count()
    Person.objects.bulk_create(
        Person(
            staff_no=f"{unit.code}-{n}", name=f"{branch}党员{n}", branch=unit, roll=Person.Roll.FORMAL,
            joined_on=JOINED, formal_on=FORMAL,
        )
        for n in range(have, total)
    )  # fmt: skip


def branches(cast: Cast, count: int, under: str) -> list[tuple[str, str]]:
    """Branches with a secretary each; the key of the secretary and the name of the branch."""
    made = [(f"sec{n}", f"第{n}支部") for n in range(1, count + 1)]
    for _, name in made:
        cast.unit(name, UnitKind.BRANCH, under)
    cast._accounts({key: f"书记{key}" for key, _ in made})
    posts = [Posting(cast.users[key], Role.BRANCH_SECRETARY, cast.units[name], LONG_AGO) for key, name in made]
    grants.appoint_many(posts)
    return made


def served(cast: Cast, name: str, post: str = "组织委员", since: date = date(2020, 1, 1)) -> None:
    """Enter that somebody has done party work in a post since a day."""
    branch = cast.people[name].branch
    value = {"post": post, "unit": branch.short_name if branch else ""}
    given = FactInput(PARTY_WORK, since.year, post, value, post, "任职文件", since)
    person_fact_new(cast.people[name], given, by=cast.clerk)


def honoured(cast: Cast, name: str, year: int, sponsor: str) -> None:
    """Enter an honour of the past."""
    value = {"sponsor": sponsor, "level": "basic", "kind": "表彰", "batch": ""}
    given = FactInput(HONOUR, year, "优秀共产党员", value, "优秀共产党员", "表彰决定", date(year, 7, 1))
    person_fact_new(cast.people[name], given, by=cast.clerk)
