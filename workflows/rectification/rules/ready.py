"""The programmes that come with the product."""

import json
from pathlib import Path

from .programme import Programme

FOLDER = Path(__file__).parents[1] / "programmes"
DEFAULT = "feedback"
"""The one that also takes the problems raised by other processes."""


def ready_codes() -> tuple[str, ...]:
    """The codes of the ready programmes, the default one first."""
    codes = sorted(path.stem for path in FOLDER.glob("*.json"))
    return (DEFAULT, *(code for code in codes if code != DEFAULT))


def ready(code: str = DEFAULT) -> Programme:
    """A ready programme. Raises KeyError: there is none of this code."""
    if code not in ready_codes():
        raise KeyError(code)
    return Programme.read(json.loads((FOLDER / f"{code}.json").read_text("utf-8")))
