"""What the page of a scheme shows: the rules as a person would read them."""

from collections.abc import Iterator
from typing import Any

from workflows.star_rating.queries import schemes
from workflows.star_rating.rules import MODE_WORDS, STAGES, Indicator, Scheme, describing, plain
from workflows.star_rating.rules.circumstances import Veto
from workflows.star_rating.rules.components import Component, FigureOf


def context(rules: Scheme) -> dict[str, Any]:
    """The whole scheme in words, and what in it contradicts itself."""
    return {
        "rules": rules,
        "warnings": schemes.warnings(rules),
        "facts": _facts(rules),
        "components": [_component(rules, each) for each in rules.components],
        "tiers": list(_tiers(rules)),
        "groups": list(_table(rules)),
        "vetoes": _vetoes(rules),
        "preconditions": _preconditions(rules),
        "merits": _merits(rules),
        "quotas": _quotas(rules),
        "windows": [{"stage": STAGES[window.stage], "words": window.words} for window in rules.windows],
    }


def _facts(rules: Scheme) -> list[dict[str, str]]:
    lines = sum(len(each.items) for each in rules.indicators)
    rows = {"版本": rules.version, **describing.facts(rules)}
    if rules.indicators:
        rows["指标"] = f"{len(rules.indicators)}项{lines}条，满分{plain(rules.full)}分"
    return [{"label": label, "value": value} for label, value in rows.items()]


def _component(rules: Scheme, each: Component) -> dict[str, Any]:
    return {
        "name": each.name,
        "weight": f"{'减去' if each.takes else ''}{plain(each.weight)}%",
        "source": each.figure_of.words,
        "full": plain(rules.full_of(each)),
        "average": each.average.words if each.figure_of is FigureOf.PANEL else "",
        "dimensions": [{"name": line.name, "full": plain(line.full)} for line in each.dimensions],
        "basis": each.basis,
    }


def _tiers(rules: Scheme) -> Iterator[dict[str, Any]]:
    """From the highest down; the lowest takes whatever is left, unless it has only so many places."""
    for tier in reversed(rules.ladder):
        yield {
            "name": tier.name,
            "bound": "其余" if rules.is_rest(tier) else rules.bound_of(tier),
            "decided_by": tier.decider,
            "more": list(describing.tier_more(tier, ranked=rules.placed(tier))),
        }


def _table(rules: Scheme) -> Iterator[dict[str, Any]]:
    """Every indicator, before it the component and the headings that begin with it."""
    before: list[str] = []
    for number, each in enumerate(rules.indicators, 1):
        headings = _headings(rules, each)
        place = None if rules.groups else number
        yield {**_indicator(place, each), "headings": [words for words in headings if words not in before]}
        before = headings


def _headings(rules: Scheme, indicator: Indicator) -> list[str]:
    """What an indicator stands under, the widest first: its component where there are several, then 一级指标."""
    named, found, code = {group.code: group for group in rules.groups}, [], indicator.group
    while code:
        found.append(f"{named[code].name}，{describing.group(rules, named[code])}")
        code = named[code].parent
    if len(rules.table_components) > 1:
        found.append(rules.components_by_code[rules.component_of(indicator)].name)
    return found[::-1]


def _indicator(number: int | None, indicator: Indicator) -> dict[str, Any]:
    return {
        "number": number,
        "name": indicator.name,
        "mark": indicator.mark_words,
        "basis": indicator.basis,
        "free": indicator.free,
        "rows": [
            {
                "code": item.code,
                "text": item.text,
                "mode": MODE_WORDS[item.mode],
                "standard": item.standard(),
                "evidence": item.evidence,
                "needs_evidence": item.needs_evidence,
                "evidence_why": item.evidence_why,
            }
            for item in indicator.items
        ],
    }


def _vetoes(rules: Scheme) -> list[dict[str, Any]]:
    return [
        {
            "text": veto.text,
            "effect": describing.veto_effect(rules, veto),
            "years": _years(veto),
            "found": "由人核实" if veto.asked else f"系统判断：{describing.found_by(rules, veto)}",
            "basis": veto.basis,
        }
        for veto in rules.vetoes
    ]


def _years(veto: Veto) -> str:
    """How far back it is looked; what the system judges it judges by the year's own figures."""
    if not veto.asked:
        return "本年度"
    return f"近{veto.window_years}年" if veto.window_years else "不限"


def _preconditions(rules: Scheme) -> list[dict[str, str]]:
    return [
        {
            "tier": rules.level_name(each.tier),
            "words": describing.precondition_words(rules, each),
            "basis": each.basis,
        }
        for each in rules.preconditions
    ]


def _merits(rules: Scheme) -> list[dict[str, Any]]:
    return [
        {
            "text": merit.text,
            "effect": describing.merit_effect(rules, merit),
            "approver": merit.approver,
            "takes_place": merit.takes_place,
            "basis": merit.basis,
        }
        for merit in rules.merits
    ]


def _quotas(rules: Scheme) -> list[dict[str, str]]:
    return [
        {"tier": describing.quota_tiers(rules, rule), "words": describing.quota_words(rules, rule), "basis": rule.basis}
        for rule in rules.quotas
    ]
