"""The JSON form of a document of rules: of its parts, which are frozen dataclasses of plain values."""

from dataclasses import Field, fields, is_dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from workflows.engine.shares import Share


def written(value: Any) -> Any:
    """The JSON form of a part: what stands at its usual value is left out."""
    if is_dataclass(value) and not isinstance(value, Share):
        kept = (field for field in fields(value) if not _usual(field, getattr(value, field.name)))
        return {field.name: written(getattr(value, field.name)) for field in kept}
    if isinstance(value, tuple):
        return [written(each) for each in value]
    return str(value) if isinstance(value, Decimal | Share | StrEnum) else value


def _usual(field: "Field[Any]", value: object) -> bool:
    """Whether a field holds its usual value; one without a usual value holds MISSING, which equals nothing."""
    return bool(value == field.default)
