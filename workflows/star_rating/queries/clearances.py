"""Reading 纪检意见: the last one of each member of a list, and what is still missing of them."""

from collections.abc import Collection, Mapping, Sequence

from permissions.models import OrgUnit, UnitRelation
from workflows.star_rating.models import Clearance, Rating
from workflows.star_rating.rules import Scheme
from workflows.star_rating.states import ClearanceState as S

SENTENCES = {
    S.ASKED: "{}的纪检意见还没有出具，请等出具后再报送。",
    S.OBJECTED: "纪检对{}有意见，请单独退回、划去或改列，核实消除后可以再次征求。",
}


def latest(processes: Collection[int]) -> dict[int, Clearance]:
    """The last 纪检意见 of each rating's process that was not dropped. One statement."""
    rows = Clearance.objects.filter(parent__in=processes).exclude(state=S.DROPPED).select_related("process", "unit")
    return {row.parent_id: row for row in rows.order_by("pk")}


def needing(scheme: Scheme, rows: Sequence[Rating]) -> list[Rating]:
    """Members whose star asks for a 纪检意见. 依据: domain 2.5 [S05]."""
    levels = {tier.level for tier in scheme.tiers if tier.clearance}
    return [row for row in rows if row.tier in levels]


def to_ask(scheme: Scheme, rows: Sequence[Rating], given: Mapping[int, Clearance]) -> list[Rating]:
    """Members that need one and have none, or one that said 有意见."""
    asked = {process for process, row in given.items() if row.state in (S.ASKED, S.CLEAR)}
    return [row for row in needing(scheme, rows) if row.process_id not in asked]


def lacking(scheme: Scheme, rows: Sequence[Rating], given: Mapping[int, Clearance]) -> list[str]:
    """A sentence for each member that needs a 纪检意见 and has no clear one."""
    found = []
    for row in needing(scheme, rows):
        clearance = given.get(row.process_id)
        if clearance is None:
            found.append(f"{row.unit.short_name}拟定{row.result.get('tier_name', '')}，须有纪检意见，请先征求。")
        elif clearance.state != S.CLEAR:
            found.append(SENTENCES[S(clearance.state)].format(row.unit.short_name))
    return found


def answering_unit(unit: OrgUnit) -> OrgUnit:
    """Who gives the opinion for a reporting unit: its 机关纪委; without one the unit registers the letter it got."""
    related = UnitRelation.objects.filter(unit=unit, kind=UnitRelation.Kind.DISCIPLINE).select_related("target")
    found = related.filter(target__dissolved_on__isnull=True).first()
    return found.target if found else unit
