"""Figures of components beside the table: typed at 初评, imported by the 工委, averaged from reviewers."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import transaction

from permissions.actor import Actor
from workflows.engine import writing
from workflows.engine.errors import Refused
from workflows.engine.models import Round
from workflows.star_rating import queries
from workflows.star_rating.models import Rating
from workflows.star_rating.queries.rounds import EARLY
from workflows.star_rating.rules import Component, ScoreError, plain, validate_component
from workflows.star_rating.states import RatingState

CHUNK = 500


class Figure(NamedTuple):
    """The figure of a component and what it rests on (述职评议测评汇总); None when it was left empty."""

    value: Decimal | None
    source: str = ""


def with_figures(kept: Mapping[str, Any], given: Mapping[str, Figure]) -> dict[str, Any]:
    """The stored figures with those that were given in place of their own; an empty one is gone."""
    left = {code: figure for code, figure in kept.items() if code not in given}
    return left | {
        code: {"figure": plain(figure.value), "source": figure.source}
        for code, figure in given.items()
        if figure.value is not None
    }


@transaction.atomic
def put_figures(round_: Round, component: str, figures: Mapping[int, Figure], *, by: Actor) -> list[Rating]:
    """Enter one component's figures for many ratings, by their keys, all or none; each trail says old and new.

    Who may do so the caller has checked. A figure that stands already changes nothing; whoever has a 初评 open is made
    to look again, a 自评 that is being filled in is left alone. Returns the ratings that changed. Raises Refused,
    naming the branches, when a rating is not of this round or its 初评 was handed in, and when a figure is out of
    range.
    """
    part = _entered(round_, component)
    rows = _lock(round_, figures)
    _check_open(rows)
    changed, comments = [], {}
    for row in rows:
        after = with_figures(row.figures, {component: _checked(part, row, figures[row.pk])})
        if after != row.figures:
            comments[row.pk] = _change(part, row.figures.get(component), after.get(component))
            row.figures, row.version = after, row.version + (row.state == RatingState.SCORING)
            changed.append(row)
    Rating.objects.bulk_update(changed, ["figures", "version"], batch_size=CHUNK)
    writing.note_many(changed, by, "put_figure", f"录入{part.name}得分", comments)
    return changed


def _entered(round_: Round, code: str) -> Component:
    found = queries.scheme_of(round_).components_by_code.get(code)
    if found is None or found.from_table:
        raise Refused("本批次的方案里没有这个需要录入得分的分项。")
    return found


def _lock(round_: Round, figures: Mapping[int, Figure]) -> list[Rating]:
    rows = Rating.objects.select_for_update(no_key=True, of=("self",)).filter(round=round_, pk__in=list(figures))
    found = list(rows.select_related("unit").order_by("pk"))
    if len(found) != len(figures):
        raise Refused("有的支部不在本批次中，请刷新后重试。")
    return found


def _check_open(rows: Sequence[Rating]) -> None:
    """A result that was handed in stands: its figures change only after it was sent back."""
    late = [f"{row.unit.short_name}（{row.get_state_display()}）" for row in rows if row.state not in EARLY]
    if late:
        raise Refused(f"{'、'.join(late)}的初评已提交或评定已结束，得分没有写入。需要更改的，请先退回初评。")


def _checked(component: Component, row: Rating, given: Figure) -> Figure:
    try:
        return given._replace(value=validate_component(component, given.value))
    except ScoreError as wrong:
        raise Refused(f"{row.unit.short_name}：{wrong}") from None


def _change(component: Component, before: Any, after: Any) -> str:
    """满意度由无改为91.5（满意度测评）."""
    old, new = (each["figure"] if each else "无" for each in (before, after))
    source = f"（{after['source']}）" if after and after["source"] else ""
    return f"{component.name}由{old}改为{new}{source}"
