"""The JSON form of a programme's parts, as `document` reads them."""

from dataclasses import Field, fields, is_dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any


def written(value: Any) -> Any:
    """The JSON form of a part of a programme: what stands at its usual value is left out."""
    if is_dataclass(value):
        kept = (field for field in fields(value) if not _usual(field, getattr(value, field.name)))
        return {field.name: written(getattr(value, field.name)) for field in kept}
    if isinstance(value, tuple):
        return [written(each) for each in value]
    return str(value) if isinstance(value, Decimal | StrEnum) else value


def _usual(field: "Field[Any]", value: object) -> bool:
    """Whether a field holds its usual value; one without a usual value holds MISSING, which equals nothing."""
    return bool(value == field.default)
