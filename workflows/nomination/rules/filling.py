"""What an office fills into the document of a notice before a round starts, and last year's notice for this year."""

from collections.abc import Mapping
from copy import deepcopy
from datetime import date
from typing import Any

Document = dict[str, Any]


def of_year(document: Mapping[str, Any], year: int) -> Document:
    """The same notice for another year: the year in name and version follows, its days are left open again.

    So do the years in which a condition asks for an honour. 依据 stays as it is written: no office has a notice of this
    year only because it had one then (`old_basis` says so before the round starts).
    """
    was, made = str(document.get("year", "")), deepcopy(dict(document))
    if was == str(year):
        return made
    for key in ("name", "version"):
        made[key] = str(made.get(key, "")).replace(was, str(year))
    for part in [made, *made.get("categories", [])]:
        for condition in part.get("conditions", []):
            if isinstance(condition.get("years"), list):
                condition["years"] = [each + year - int(was) for each in condition["years"]]
    made["year"] = year
    for key in ("cut_off", "due"):
        made.pop(key, None)
    return made


def filled(document: Mapping[str, Any], given: Mapping[str, Any]) -> Document:
    """The document with what was typed: an empty answer takes a field out, days are written as the document has them.

    `given["approval"]` and `given["publicity"]` are parts of their own, filled in field by field.
    """
    made = deepcopy(dict(document))
    for key, value in given.items():
        if isinstance(value, Mapping):
            value = {
                name: each
                for name, each in _plain({**(made.get(key) or {}), **value}).items()
                if each not in (None, "")
            }
        made[key] = _day(value)
    return {key: value for key, value in made.items() if value not in (None, "", {})}


def _plain(part: Mapping[str, Any]) -> Document:
    return {name: _day(value) for name, value in part.items()}


def _day(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
