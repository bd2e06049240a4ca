"""The facts of a person or a unit as their pages show them, each with those it superseded."""

from collections.abc import Iterable, Mapping
from typing import Any

from permissions.models import OrgUnit, Person
from workflows.engine import registry
from workflows.engine.models import Fact
from workflows.organisation.forms.fact_kinds import OF_PERSON, OF_UNIT
from workflows.organisation.forms.facts import FactForm


def past(of: OrgUnit | Person) -> list[dict[str, Any]]:
    """The facts by kind, the latest year first; `form` where somebody typed it, so that it may be corrected."""
    unit = isinstance(of, OrgUnit)
    rows = list(Fact.objects.filter(**{"unit" if unit else "person": of}).order_by("-year", "-valid_from", "pk"))
    before: dict[int, list[Fact]] = {}
    for row in rows:
        if row.superseded_by_id is not None:
            before.setdefault(row.superseded_by_id, []).append(row)
    names = _names(OF_UNIT if unit else OF_PERSON)
    kinds = registry.fact_kinds()
    return [
        {
            "fact": row,
            "kind": kinds[row.key].label if row.key in kinds else row.key,
            "detail": _detail(row),
            "history": list(_chain(row, before)),
            "form": names.get(row.key, "") if row.process_id is None else "",
        }
        for row in rows
        if row.superseded_by_id is None
    ]


def _names(forms: Mapping[str, type[FactForm]]) -> dict[str, str]:
    return {form.KEY: name for name, form in forms.items()}


def _chain(fact: Fact, before: dict[int, list[Fact]]) -> Iterable[Fact]:
    """What a fact superseded, and what that had superseded, the latest first."""
    for earlier in before.get(fact.pk, ()):
        yield earlier
        yield from _chain(earlier, before)


def _detail(fact: Fact) -> str:
    """What a value says beyond its words: basis, sponsor, batch, who said it and of how many years."""
    value = fact.value if isinstance(fact.value, dict) else {}
    said = [str(value[name]) for name in ("sponsor", "batch", "basis", "body") if value.get(name)]
    return "，".join(said + ([f"近{value['years']}年未受处分"] if value.get("years") else []))
