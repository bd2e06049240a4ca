"""群众满意度: the survey of a branch as a figure of 100, 30% of its stars. 依据: domain 2.3, 2.4, 4.5."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from workflows.engine.shares import plain

from .forms import BallotForm
from .result import CENT, percent


@dataclass(frozen=True)
class Satisfaction:
    """`figure`: the points of 100; `rate`: percent satisfied; `counted`: the answers that are worth points.

    Both are None while nobody gave such an answer, or too few to be shown.
    """

    figure: Decimal | None
    rate: Decimal | None
    counted: int
    text: str


def satisfaction(form: BallotForm, counts: Mapping[str, int], minimum: int) -> Satisfaction:
    """The points of each answer, averaged; answers without points (不了解) are left out of both figures."""
    worth = {option: option.points for option in form.options if option.points is not None}
    counted = sum(counts[option.name] for option in worth)
    if counted < minimum:
        return Satisfaction(None, None, counted, f"可以计分的{counted}人，少于{minimum}人，不计算满意度。")
    total = sum((points * counts[option.name] for option, points in worth.items()), Decimal(0))
    figure = (total / counted).quantize(CENT, "ROUND_HALF_UP")
    happy = sum(counts[option.name] for option in worth if option.satisfied)
    rate = percent(happy, counted)
    formula = "+".join(f"{counts[option.name]}×{plain(points)}" for option, points in worth.items())
    text = f"（{formula}）÷{counted}={plain(figure)}分；满意率{happy}/{counted}={plain(rate)}%。"
    return Satisfaction(figure, rate, counted, text)
