"""The plans that come with the product."""

import json
from pathlib import Path

from .plan import Plan

FOLDER = Path(__file__).parents[1] / "plans"
DEFAULT = "common"


def ready_codes() -> tuple[str, ...]:
    """The codes of the ready plans, the default one first."""
    codes = sorted(path.stem for path in FOLDER.glob("*.json"))
    return (DEFAULT, *(code for code in codes if code != DEFAULT))


def ready(code: str = DEFAULT) -> Plan:
    """A ready plan. Raises KeyError: there is none of this code."""
    if code not in ready_codes():
        raise KeyError(code)
    return Plan.read(json.loads((FOLDER / f"{code}.json").read_text("utf-8")))
