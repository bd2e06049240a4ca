"""What the form of a round starts with: an earlier round, with what is not taken over in words; or the round itself."""

from datetime import date, time
from typing import Any

from permissions.models import OrgUnit
from workflows.engine.models import Round
from workflows.engine.unit_fields import written
from workflows.star_rating.forms.rounds import DATED, dates_given, day_of, named_bodies, unfit
from workflows.star_rating.models import Scheme
from workflows.star_rating.queries.schemes import same_scheme
from workflows.star_rating.rules import Scheme as RatingScheme
from workflows.star_rating.states import ListState


def from_round(like: Round, scheme: Scheme | None) -> dict[str, Any]:
    """What last year's round was like, its dates moved by a year; days that have passed are left out."""
    title = like.title.replace(str(like.year), str(like.year + 1))
    found = _settled(like, scheme) | {"year": like.year + 1, "title": title}
    for state, stage in _dated(like):
        found |= dates_given(state, _moved(stage), _hour(stage), closes=bool(stage.get("closes")))
    return found


def as_prepared(round_: Round, scheme: Scheme | None) -> dict[str, Any]:
    """What a prepared round says, to be changed; a day that has passed meanwhile stands there to be corrected."""
    found = _settled(round_, scheme) | {"year": round_.year, "title": round_.title}
    for state, stage in _dated(round_):
        day, closes = date.fromisoformat(stage["due_on"]), bool(stage.get("closes"))
        found |= {f"due_{state}": day, f"at_{state}": _hour(stage), f"closes_{state}": closes}
    return found


def _settled(round_: Round, scheme: Scheme | None) -> dict[str, Any]:
    """The fields in which a round is as another one, dates left out.

    A unit that was dissolved stays in the field, which refuses it by name: nobody left would mean everybody.
    """
    units = OrgUnit.objects.filter(pk__in=round_.scope).order_by("code")
    found: dict[str, Any] = {
        "scheme": scheme.pk if scheme else None,
        "basis": round_.basis,
        "resume": round_.resume,
        "scope": "\n".join(written(list(units), round_.unit)),
        "bodies": _bodies_of(round_),
    }
    for state, stage in round_.stages.items():
        found |= {f"use_{state}": not stage.get("off"), f"scan_{state}": bool(stage.get("scan"))}
    return found


def _dated(round_: Round) -> list[tuple[str, dict[str, Any]]]:
    return [(state, stage) for state, stage in round_.stages.items() if stage.get("due_on")]


def _hour(stage: dict[str, Any]) -> time | None:
    return time.fromisoformat(stage["due_at"]) if stage.get("due_at") else None


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
