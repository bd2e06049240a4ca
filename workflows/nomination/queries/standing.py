"""How a round stands: units and stages, who has reported what, what is late, what nobody handed in."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from permissions import access
from permissions.models import OrgClosure, User
from workflows.engine.models import AuditEntry, Round, Task
from workflows.nomination.models import Nomination, NominationList
from workflows.nomination.models.list import UNIT_STAGES
from workflows.nomination.models.nomination import ENDED
from workflows.nomination.queries.awards import award_of
from workflows.nomination.queries.proposing import proposing_units
from workflows.nomination.queries.rounds import KEY, lists, nominations, unopened
from workflows.nomination.rules import Report, ReportState, report_state
from workflows.nomination.rules import lacking as lacking_materials
from workflows.nomination.states import ListState as L
from workflows.nomination.states import NominationState as S

EARLY = (S.DRAFTING, S.GENERAL_REVIEWING, S.COMMITTEE_REVIEWING)
GIVEN = (S.AWARDED, S.RECOMMENDED, S.NOT_AWARDED)
"""Ends and stages after which a round is not cancelled: a document says so."""
OUT = (S.REJECTED, S.CALLED_OFF)


# --- what nobody handed in -----------------------------------------------------------------------------------------


def not_handed_in(round_: Round) -> QuerySet[Nomination]:
    """The nominations that were not handed in, or not again."""
    return Nomination.objects.filter(round=round_, state=S.DRAFTING).order_by("pk")


def silent_lists(round_: Round) -> QuerySet[NominationList]:
    """The lists being compiled of units from which nothing is on its way.

    The host's own list waits for those alone whom no other unit reports.
    """
    moving = Nomination.objects.filter(round=round_, process__finished__isnull=True).exclude(state=S.DRAFTING)
    others = NominationList.objects.filter(round=round_).exclude(unit=round_.unit_id).values("unit")
    theirs = OrgClosure.objects.filter(ancestor__in=others).values("descendant")
    inside = moving.filter(submission=OuterRef("pk"))
    below = moving.filter(unit__above__ancestor=OuterRef("unit"))
    waits = Exists(inside) | (~Q(unit=round_.unit_id) & Exists(below)) | Exists(below.exclude(unit__in=theirs))
    return NominationList.objects.filter(round=round_, state=L.COMPILING).exclude(waits).order_by("pk")


def unreported_lists(round_: Round) -> QuerySet[NominationList]:
    """The lists that are still in their units: 未报."""
    return NominationList.objects.filter(round=round_, state__in=UNIT_STAGES)


# --- units and stages ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Reporting:
    """A unit that sends a list: its name; its last list's number and how it reported, where the person may see it.

    `at`: where that list is.
    """

    name: str
    number: str
    state: ReportState | None
    at: str


def sent_by_units(user: User, round_: Round) -> list[Any]:
    """The lists of a round in the order of their units and batches, each with its public notice. One statement.

    `seen`: whether the person may see it. `proposes`: whether he may nominate in the round, `waits`: whether a unit has
    no list yet; both are said on each of them.
    """
    rows = NominationList.objects.filter(round=round_).annotate(seen=access.unit_seen(user, process=KEY))
    rows = rows.annotate(proposes=Exists(proposing_units(user, round_)), waits=Exists(unopened(round_)))
    rows = rows.select_related("unit", "process", "publicity")
    return list(rows.order_by("unit__position", "unit__code", "batch"))


def reporting_units(round_: Round, found: Sequence[Any]) -> dict[int, Reporting]:
    """The units that send these lists, with how each has reported. One statement."""
    reports = _reports(round_, found)
    return {
        each.unit_id: Reporting(
            each.unit.short_name, each.process.number if each.seen else "",
            reports[each.unit_id] if each.seen else None, each.state,
        )
        for each in found
    }  # fmt: skip


def _reports(round_: Round, of: Sequence[NominationList]) -> dict[int, ReportState]:
    """未报, 未交, 不推荐, 逾期视为不推荐 told apart, by unit. 依据: domain 3.5 [N10][N12]. One statement."""
    award, due, now = award_of(round_), round_.due_moment(L.COMPILING), timezone.now()
    names: dict[int, int] = defaultdict(int)
    lacking: dict[int, int] = defaultdict(int)
    for row in _sent_names([each.pk for each in of if each.state not in UNIT_STAGES]):
        names[row.unit] += 1
        lacking[row.unit] += len(lacking_materials(award.materials_of(award.by_code[row.category]), row.given))
    nobody = {each.unit_id for each in of if each.nobody}
    return {
        each.unit_id: report_state(
            Report(names[each.unit_id], lacking[each.unit_id], each.unit_id in nobody),
            due=due, now=now, late_forfeits=award.late_forfeits,
        )
        for each in of
    }  # fmt: skip


@dataclass(frozen=True)
class Sent:
    """A nomination that stood in a list as its unit sent it on, and the materials that came with it by code."""

    unit: int
    category: str
    given: dict[str, int]


def _sent_names(lists: Sequence[int]) -> list[Sent]:
    """Who stood in these lists when their units sent them on; whoever a unit left out itself did not. One statement."""
    home = AuditEntry.objects.filter(process=OuterRef("process"), verb="leave_out", source=S.LISTED)
    rows = Nomination.objects.filter(submission__in=lists).exclude(state__in=OUT)
    rows = rows.exclude(Exists(home), state=S.NOT_FORWARDED)
    found: dict[int, Sent] = {}
    for pk, unit, category, texts, cited in rows.values_list(
        "pk", "submission__unit", "category", "texts", "process__citations__code"
    ):
        sent = found.setdefault(pk, Sent(unit, category, {code: 1 for code, text in texts.items() if text.strip()}))
        sent.given.update({cited: 1} if cited else {})
    return list(found.values())


@dataclass(frozen=True)
class Standing:
    """How many of the nominations that the person sees are in each state, by reporting unit; and by category."""

    cells: dict[int, dict[str, int]]
    categories: dict[str, dict[str, int]]


def standing(user: User, round_: Round, units: Collection[int]) -> Standing:
    """A round in figures. One statement.

    The host itself reports for what is left when the others are taken away.
    """
    rows = nominations(user).filter(round=round_).annotate(reports=_reports_for("unit", round_, units))
    cells: dict[int, dict[str, int]] = {unit: defaultdict(int) for unit in {*units, round_.unit_id}}
    categories: dict[str, dict[str, int]] = {code: defaultdict(int) for code in award_of(round_).by_code}
    counted = rows.order_by().values_list("reports", "category", "state").annotate(n=Count("pk"))
    for unit, category, state, n in counted:
        cells[unit or round_.unit_id][state] += n
        categories[category][state] += n
    used = {unit: states for unit, states in cells.items() if unit in units or any(states.values())}
    return Standing(used, categories)


# --- what is late --------------------------------------------------------------------------------------------------


def desks_at(round_: Round, states: Collection[str]) -> QuerySet[Task]:
    """The desks of a round on which nominations in these states lie, or the lists in these states."""
    own = Nomination.objects.filter(round=round_, state__in=states).values("process")
    travelling = NominationList.objects.filter(round=round_, state__in=states).values("process")
    rows: QuerySet[Task] = Task.objects.filter(Q(process__in=own) | Q(process__in=travelling), finished__isnull=True)
    return rows.exclude(right="")


def late(user: User, round_: Round, units: Collection[int]) -> list[Any]:
    """Open desks in a round that are past their day, the longest first, with whom they wait for. One statement.

    `reports`: which of these units reports for it, none: the host itself.
    """
    own = nominations(user).filter(round=round_).values("process")
    travelling = lists(user).filter(round=round_).values("process")
    rows = Task.objects.filter(finished__isnull=True, due_on__lt=timezone.localdate()).exclude(right="")
    rows = rows.filter(Q(process__in=own) | Q(process__in=travelling))
    rows = rows.annotate(reports=_reports_for("process__unit", round_, units))
    return list(rows.select_related("process__unit", "unit").order_by("due_on", "pk"))


def _reports_for(unit: str, round_: Round, units: Collection[int]) -> Subquery:
    """Which of the units that send lists stands above this one; none: the host itself."""
    others = [each for each in units if each != round_.unit_id]
    above = OrgClosure.objects.filter(descendant=OuterRef(unit), ancestor__in=others)
    return Subquery(above.values("ancestor")[:1])


def counts(user: User, of: Sequence[Round]) -> dict[int, dict[str, int]]:
    """By round: how many nominations the person sees, and how many ended. One statement."""
    rows = nominations(user).filter(round__in=of).values("round")
    found = rows.annotate(total=Count("pk"), done=Count("pk", filter=Q(state__in=ENDED))).order_by()
    return {row["round"]: {"total": row["total"], "done": row["done"]} for row in found}


def late_counts(user: User, of: Sequence[Round]) -> dict[int, int]:
    """By round: how many open desks that the person sees are past their day. Two statements."""
    desks = Task.objects.filter(finished__isnull=True, due_on__lt=timezone.localdate()).exclude(right="")
    found: dict[int, int] = defaultdict(int)
    for records in (nominations(user), lists(user)):
        rows = records.filter(round__in=of, process__in=desks.values("process")).values("round")
        for round_, n in rows.annotate(n=Count("pk")).order_by().values_list("round", "n"):
            found[round_] += n
    return dict(found)
