"""What the page of a trial shows: the stars of one version beside another, who changes and why, which quota bites."""

from collections.abc import Iterable, Mapping
from typing import Any

from workflows.star_rating.models import TrialScores
from workflows.star_rating.queries import trials
from workflows.star_rating.rules import Scheme, read_star
from workflows.star_rating.rules.trial import Trial, moves, try_on

MOST = 100
MOST_NAMES = 10


def run(scores: TrialScores, rules: Scheme, against: Scheme | None) -> tuple[Trial | None, Trial]:
    """The trial of the version to compare with, None when it is the stars on record; and that of the version itself."""
    entries = trials.entries(scores)
    year = scores.round.year + 1 if scores.round else None
    return try_on(against, entries, year) if against else None, try_on(rules, entries, year)


def context(scores: TrialScores, rules: Scheme, against: Scheme | None) -> dict[str, Any]:
    """The whole trial; long lists are cut, the workbook has them whole."""
    before, after = run(scores, rules, against)
    changed = moves(before, after)
    notes = dict.fromkeys(note for outcome in after.outcomes if outcome.result for note in outcome.notes)
    return {
        "rules": rules,
        "against": against,
        "total": len(after.outcomes),
        "stars": _stars(before, after),
        "before_name": f"{against.name} {against.version}" if against else "原来的星级",
        "bites": [bite.words for bite in after.bites],
        "before_bites": [bite.words for bite in before.bites] if before else [],
        "tied": after.tied,
        "before_tied": before.tied if before else 0,
        "moves": changed[:MOST],
        "changed": len(changed),
        "ungraded": _ungraded(after),
        "notes": list(notes)[:MOST],
    }


def _ungraded(after: Trial) -> list[dict[str, Any]]:
    """Those that could not be graded, together where the reason is the same."""
    found: dict[str, list[str]] = {}
    for outcome in after.outcomes:
        if outcome.result is None:
            found.setdefault("".join(outcome.notes), []).append(outcome.entry.branch)
    return [
        {
            "why": why,
            "count": len(names),
            "names": "、".join(names[:MOST_NAMES]) + ("等" if len(names) > MOST_NAMES else ""),
        }
        for why, names in found.items()
    ]


def _stars(before: Trial | None, after: Trial) -> list[dict[str, Any]]:
    """How many branches there are of each star, with the length of the bar."""
    old = before.distribution if before else _on_record(after)
    total = max(len(after.outcomes), 1)
    return [
        {"name": name, "before": old.get(name, 0), "after": after.distribution.get(name, 0)}
        | {
            "before_pct": old.get(name, 0) * 100 // total,
            "after_pct": after.distribution.get(name, 0) * 100 // total,
        }
        for name in _in_order([*after.distribution, *old], before, after)
    ]


def _in_order(names: Iterable[str], before: Trial | None, after: Trial) -> list[str]:
    """The names of both sides, the highest star first, those that are none at the end."""
    levels = {tier.name: tier.level for trial in (before, after) if trial for tier in trial.scheme.tiers}
    return sorted(dict.fromkeys(names), key=lambda name: -_level(name.partition("（")[0], levels))


def _level(name: str, levels: Mapping[str, int]) -> int:
    """The level of a star by its name in the schemes, else as stars are written; 0 for what is none."""
    if name in levels:
        return levels[name]
    try:
        return read_star(name)[0]["tier"] or 0
    except ValueError:
        return 0


def _on_record(after: Trial) -> dict[str, int]:
    found: dict[str, int] = {}
    for outcome in after.outcomes:
        name = outcome.entry.was or "没有星级"
        found[name] = found.get(name, 0) + 1
    return found
