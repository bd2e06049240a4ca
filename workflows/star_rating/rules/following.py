"""What a published result says must be put right: indicators with a low mark, circumstances that were found."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from .indicators import Indicator
from .results import ReasonKind
from .scheme import Scheme
from .scoring import Deductions, base_score

VETOES = (ReasonKind.VETO, ReasonKind.CAP)


def follows_indicators(scheme: Scheme) -> bool:
    """Whether a low mark of any indicator is to be put right."""
    return any(each.follow_below is not None for each in scheme.indicators)


def low_indicators(scheme: Scheme, lines: Deductions) -> list[tuple[Indicator, Decimal]]:
    """The indicators whose mark lies below what the scheme asks of them, each with its mark.

    Raises ScoreError as `base_score`.
    """
    marks = zip(scheme.indicators, base_score(scheme, lines).per_indicator, strict=True)
    return [(each, mark.got) for each, mark in marks if each.follow_below is not None and mark.got < each.follow_below]


def found_vetoes(result: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The code of each circumstance that a stored result was judged by, with the sentence that says so."""
    for reason in result.get("reasons", ()):
        if reason["kind"] in VETOES:
            for code, used in reason["inputs"].items():
                if used["source"] == f"veto:{code}":
                    yield code, reason["text"]
