"""What the page of a scheme shows: the rules as a person would read them."""

from typing import Any

from workflows.star_rating.rules import MODE_WORDS, Indicator, Scheme, plain


def context(rules: Scheme) -> dict[str, Any]:
    """The whole scheme in words, and what in it contradicts itself."""
    return {
        "rules": rules,
        "warnings": rules.warnings(),
        "facts": _facts(rules),
        "tiers": [{"name": tier.name, "bound": tier.bound} for tier in reversed(rules.ladder)],
        "groups": [_group(number, each) for number, each in enumerate(rules.indicators, 1)],
        "vetoes": [{"text": veto.text, "effect": veto.effect, "years": veto.window_years} for veto in rules.vetoes],
        "quotas": [{"tier": rule.tier, "words": rule.words, "basis": rule.basis} for rule in rules.quotas],
    }


def _facts(rules: Scheme) -> list[dict[str, str]]:
    lines = sum(len(each.items) for each in rules.indicators)
    weights = f"基础项{plain(rules.base_weight)}%，评议项{plain(rules.appraisal_weight)}%"
    rows = {
        "版本": rules.version,
        "依据": rules.basis or "没有登记",
        "权重": weights,
        "指标": f"{len(rules.indicators)}项{lines}条，满分{plain(rules.full)}分",
        "得分": f"保留{rules.decimals}位小数，{rules.rounding.words}",
    }
    return [{"label": label, "value": value} for label, value in rows.items()]


def _group(number: int, indicator: Indicator) -> dict[str, Any]:
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
            }
            for item in indicator.items
        ],
    }
