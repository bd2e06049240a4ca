"""A round whose score has a panel's figure and one that the 工委 imports, and evaluations in it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils import timezone

from permissions.actor import Actor
from tests.world import LOOKED_OVER, World, scheme_c
from workflows.engine.models import Round
from workflows.star_rating import actions
from workflows.star_rating.actions import Marks
from workflows.star_rating.models import Evaluation, ReviewSheet
from workflows.star_rating.queries import evaluations as reading
from workflows.star_rating.rules import Component, Dimension, FigureOf, Scheme

PANEL, SATISFACTION = "panel", "satisfaction"
DAY = timezone.localdate()


def scheme_with_a_panel() -> Scheme:
    """基础项 60 %, 评委打分 30 % in two items, 满意度 10 %."""
    items = (Dimension("班子建设", Decimal(60)), Dimension("作用发挥", Decimal(40)))
    return replace(
        scheme_c(),
        version="panel",
        components=(
            Component("base", "基础项", Decimal(60)),
            Component(PANEL, "评委打分", Decimal(30), FigureOf.PANEL, Decimal(100), dimensions=items),
            Component(SATISFACTION, "满意度", Decimal(10), FigureOf.OFFICE, Decimal(100)),
        ),
    )


def open_round(world: World) -> Round:
    """Open a round of that scheme for everybody."""
    scheme = scheme_with_a_panel()
    round_ = Round.objects.create(
        process_key="star_rating", year=timezone.localdate().year, title="带评审的批次", unit=world.units["工委"],
        scheme=scheme.to_data(), scheme_version=scheme.version, checkup=LOOKED_OVER,
    )  # fmt: skip
    actions.open_round(round_, by=world.clerk)
    return Round.objects.select_related("unit").get(pk=round_.pk)


def prepare(world: World, round_: Round, by: str = "clerk", unit: str = "工委", **more: Any) -> Evaluation:
    """Prepare a panel in the name of a unit."""
    given = {
        "name": "交叉评审", "kind": Evaluation.Kind.PANEL, "component": PANEL, "held_on": DAY, "average": "mean",
        "last": 0, "dimensions": [{"name": "班子建设", "full": "60"}, {"name": "作用发挥", "full": "40"}],
    }  # fmt: skip
    actor: Actor = getattr(world, by)
    return actions.evaluation_new(round_, world.units[unit], given | more, by=actor)


def fresh(evaluation: Evaluation) -> Evaluation:
    """The evaluation as it now is."""
    return Evaluation.objects.select_related("unit", "round", "process").get(pk=evaluation.pk)


def name(
    world: World, evaluation: Evaluation, people: Mapping[str, int], branches: Mapping[str, int], by: str = "clerk"
) -> None:
    """Name reviewers of the cast and branches, each with the group."""
    actor = getattr(world, by)
    for key, group in people.items():
        posts = [getattr(world, key).appointment]
        actions.evaluation_add_reviewers(evaluation, posts, group, by=actor, seen=world.seen(evaluation))
    for branch, group in branches.items():
        ratings = reading.to_score(evaluation.round, [world.units[branch].pk])
        actions.evaluation_add_branches(evaluation, ratings, group, by=actor, seen=world.seen(evaluation))


def begin(world: World, evaluation: Evaluation, by: str = "clerk") -> Evaluation:
    """Hand out the sheets."""
    return actions.evaluation_begin(fresh(evaluation), by=getattr(world, by), seen=world.seen(evaluation))


def sheet_of(world: World, key: str) -> ReviewSheet:
    """A person's sheet, fresh from the database."""
    rows = ReviewSheet.objects.select_related("evaluation__round", "evaluation__unit", "unit", "round", "process")
    return rows.get(reviewer=world.users[key])


def scored(sheet: ReviewSheet) -> list[str]:
    """The branches on a sheet, by their short names."""
    return [line.rating.unit.short_name for line in reading.sheet_lines(sheet)]


def mark(world: World, key: str, points: Sequence[str], note: str = "") -> ReviewSheet:
    """Give every branch on a person's sheet the same points, and keep it."""
    sheet = sheet_of(world, key)
    given = {line.rating_id: Marks([Decimal(p) for p in points], note) for line in reading.sheet_lines(sheet)}
    return actions.marks_save(sheet, given, by=getattr(world, key), seen=world.seen(sheet))


def hand_in(world: World, key: str) -> ReviewSheet:
    """Hand in a person's sheet."""
    sheet = sheet_of(world, key)
    return actions.marks_submit(sheet, by=getattr(world, key), seen=world.seen(sheet))


def close(world: World, evaluation: Evaluation, by: str = "clerk") -> Evaluation:
    """Reckon up the sheets."""
    return actions.evaluation_close(fresh(evaluation), by=getattr(world, by), seen=world.seen(evaluation))
