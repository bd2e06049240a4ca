"""Preparing a round like an earlier one: what is taken over, and what is not, in words."""

from datetime import date, time
from typing import Any

from permissions.models import OrgUnit
from workflows.engine.models import Round
from workflows.star_rating.forms.rounds import DATED, dates_given, day_of, named_bodies, unfit
from workflows.star_rating.models import Scheme
from workflows.star_rating.rules import Scheme as RatingScheme
from workflows.star_rating.states import ListState


def same_scheme(like: Round) -> Scheme | None:
    """The version that the round ran; the newest of its name where that version is not among the schemes."""
    rows = Scheme.objects.filter(name=like.scheme["name"]).order_by("-pk")
    return rows.filter(version=like.scheme_version).first() or rows.first()


def from_round(like: Round, scheme: Scheme | None) -> dict[str, Any]:
    """What last year's round was like, its dates moved by a year; days that have passed are left out."""
    units = OrgUnit.objects.filter(pk__in=like.scope, dissolved_on__isnull=True).order_by("code")
    found: dict[str, Any] = {
        "scheme": scheme.pk if scheme else None,
        "year": like.year + 1,
        "title": like.title.replace(str(like.year), str(like.year + 1)),
        "basis": like.basis,
        "resume": like.resume,
        "scope": "\n".join(units.values_list("code", flat=True)),
        "bodies": _bodies_of(like),
    }
    for state, stage in like.stages.items():
        found[f"use_{state}"] = not stage.get("off")
        found[f"scan_{state}"] = bool(stage.get("scan"))
        if stage.get("due_on"):
            at = stage.get("due_at")
            hour = time.fromisoformat(at) if at else None
            found |= dates_given(state, _moved(stage), hour, closes=bool(stage.get("closes")))
    return found


def _moved(stage: dict[str, Any]) -> date:
    """The last day of a stage a year later."""
    was = date.fromisoformat(stage["due_on"])
    return day_of(was.year + 1, was.month, was.day)


def carried_over(like: Round) -> list[str]:
    """What whoever prepares it must know: another version of the scheme than the round's, dates that were left out."""
    return [*_about_scheme(like), *_about_dates(like)]


def _about_scheme(like: Round) -> list[str]:
    same, newest = same_scheme(like), Scheme.objects.filter(name=like.scheme["name"]).order_by("-pk").first()
    if same is None or newest is None:
        return [f"原批次所用的“{like.scheme['name']}”不在评定方案中，请选择方案。"]
    if same.version != like.scheme_version:
        return [f"原批次所用的方案版本{like.scheme_version}不在评定方案中，现填的是{same.version}，请核对。"]
    if newest != same:
        return [f"方案仍用原批次的版本{same.version}，另有更新的版本{newest.version}，要换用的请在“评定方案”中选择。"]
    return []


def _about_dates(like: Round) -> list[str]:
    labels = {state.value: state.label for state in DATED}
    moved = {state: _moved(stage) for state, stage in like.stages.items() if stage.get("due_on")}
    left_out = [f"{labels[state]}{day:%Y年%m月%d日}（{why}）" for state, day in moved.items() if (why := unfit(day))]
    return [f"以下截止日期没有带入，请另填：{'，'.join(left_out)}。"] if left_out else []


def _bodies_of(like: Round) -> str:
    """The bodies of a round as its form had them; of one that left it to its scheme, the scheme's."""
    chosen = like.stage(ListState.FILING).get("bodies")
    return named_bodies(RatingScheme.from_data(like.scheme)) if chosen is None else "\n".join(chosen)
