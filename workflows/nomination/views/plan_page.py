"""What the page of a plan shows: the notice as a person would read it, and what is missing before a round starts."""

from typing import Any

from workflows.nomination.queries.checkups import cautions
from workflows.nomination.rules import AwardRound, category_facts, facts, lacks_to_open


def context(award: AwardRound) -> dict[str, Any]:
    """The whole plan in words. Two statements."""
    return {
        "award": award,
        "facts": _rows(facts(award) | _approval(award)),
        "categories": [{"name": each.name, "facts": _rows(category_facts(award, each))} for each in award.categories],
        "totals": [f"{total.name}：{'约' if total.about else '共'}{total.places}个" for total in award.totals],
        "notes": award.notes,
        "cautions": cautions(award),
        "lacks": lacks_to_open(award),
    }


def _rows(said: dict[str, str]) -> list[dict[str, str]]:
    return [{"label": label, "value": value} for label, value in said.items()]


def _approval(award: AwardRound) -> dict[str, str]:
    """On what it rests, as far as that is said."""
    given = award.approval
    words = [given.body, given.document, str(given.on or "")]
    words += [f"每{given.cycle_years}年一次"] if given.cycle_years else []
    words += [f"名额{given.number}个"] if given.number else []
    return {"批准依据": "，".join(filter(None, words)) or "没有登记"}
