"""What the page of one unit shows."""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from permissions import tree
from permissions.actor import Actor
from permissions.models import OrgUnit, UnitRelation
from permissions.roles import GUARDS, UnitKind
from workflows.engine import ledger, registry
from workflows.organisation import rules
from workflows.organisation.queries import keeping, listing, terms, units
from workflows.organisation.views.past import past
from workflows.organisation.views.person_page import entry_row

ENTRIES = 50
"""As many lines of the trail are shown."""


def context(actor: Actor, unit: OrgUnit) -> dict[str, Any]:
    """Facts, superiors, relations, posts, term and trail of a unit. Constant statements."""
    today = timezone.localdate()
    row = listing.rows([unit], today)[0]
    standing = unit.dissolved_on is None
    rows = UnitRelation.objects.filter(Q(unit=unit) | Q(target=unit)).select_related("unit", "target")
    related = list(rows.order_by("kind", "pk"))
    return {
        "tab": "units",
        "unit": unit,
        "row": row,
        "trail": listing.trail(actor, unit),
        "facts": _facts(unit),
        "term": terms.standing(unit, today),
        "relations": [(item.get_kind_display(), item.target) for item in related if item.unit == unit],
        "belongs_to": [item.unit for item in related if item.target == unit],
        "posts": list(units.posts_of([unit.pk])),
        "guards": GUARDS,
        "today": today,
        "is_branch": unit.kind in (UnitKind.BRANCH, UnitKind.DIRECT_BRANCH),
        "relates": unit.kind in (UnitKind.ORG_COMMITTEE, UnitKind.GENERAL_BRANCH, UnitKind.DIRECT_BRANCH),
        "may_edit": standing,
        "may_reshape": standing and unit != listing.top(actor),
        "may_move": any(above != UnitKind.WORK_COMMITTEE for above in tree.UNDER[UnitKind(unit.kind)])
        or unit.kind == UnitKind.DIRECT_BRANCH,
        "pages": [(item, reverse(item.url_name, args=[unit.pk])) for item in registry.unit_pages()],
        "past": past(unit),
        "fact_url": reverse("organisation:unit_fact_new", args=[unit.pk]),
        "own": keeping.is_own_unit(unit, actor),
        "timeline": [entry_row(entry) for entry in ledger.of(unit)[:ENTRIES]],
    }


def _facts(unit: OrgUnit) -> list[tuple[str, str]]:
    facts = [("全称", unit.name), ("单位编码", unit.code), ("类别", unit.get_kind_display())]
    if unit.field:
        facts.append(("领域", unit.get_field_display()))
    facts.append(("成立日期", _day(unit.founded_on)))
    if unit.kind in rules.TERM_YEARS:
        facts += [("本届起始", _day(unit.term_from)), ("本届届满", _day(unit.term_until))]
    if unit.term_note:
        facts.append(("延期或提前", unit.term_note))
    return facts


def _day(day: Any) -> str:
    return f"{day:%Y-%m-%d}" if day else "未填"
