"""Reading plans: those that are kept, those that ship, and which a round may begin from."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from workflows.nomination.models import AwardPlan
from workflows.nomination.rules import AwardRound

SHIPPED = Path(__file__).resolve().parent.parent / "rounds"


@cache
def documents() -> dict[str, dict[str, Any]]:
    """The documents of the plans that come with the product, by the name of their file."""
    return {file.stem: json.loads(file.read_text("utf-8")) for file in sorted(SHIPPED.glob("*.json"))}


@cache
def shipped() -> dict[str, AwardRound]:
    """The plans that come with the product, by the name of their file."""
    return {name: AwardRound.from_data(document) for name, document in documents().items()}


def siblings(plan: AwardPlan) -> list[AwardPlan]:
    """The other versions of a plan, the newest first."""
    return list(AwardPlan.objects.filter(name=plan.name).exclude(pk=plan.pk).defer("document").order_by("-pk"))


def free_version(name: str, wanted: str) -> str:
    """A version that the plan of this name does not have yet: the wanted one, else the next with a number after it."""
    taken = set(AwardPlan.objects.filter(name=name).values_list("version", flat=True))
    numbered = (f"{wanted}.{n}" for n in range(2, len(taken) + 3))
    return next(version for version in (wanted, *numbered) if version not in taken)
