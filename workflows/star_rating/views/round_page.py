"""What the pages of rounds show."""

from collections import Counter as Tally
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from permissions import routing
from permissions.models import User
from workflows.engine import calendar
from workflows.engine.models import Round, Task
from workflows.star_rating import queries
from workflows.star_rating.models import Rating
from workflows.star_rating.queries import cockpit
from workflows.star_rating.queries import rounds as reading
from workflows.star_rating.states import RatingState
from workflows.star_rating.views import cockpit_page, documents, whole

COLUMNS = (
    ("自评", (RatingState.SELF_ASSESSING,)),
    ("总支", (RatingState.GENERAL_REVIEWING,)),
    ("初评", (RatingState.SCORING,)),
    ("编报", (RatingState.LISTED,)),
    ("复核", (RatingState.VERIFYING, RatingState.FILING)),
    ("审定", (RatingState.DECIDING,)),
    ("公示", (RatingState.ANNOUNCING, RatingState.PUBLICISING)),
    ("办结", reading.ENDED),
)
URGED = (*reading.EARLY, RatingState.LISTED, RatingState.VERIFYING, RatingState.FILING, RatingState.DECIDING,
         RatingState.ANNOUNCING)  # fmt: skip
"""Stages in which somebody has to act, on the rating or on its list."""
TONES = {
    Round.Status.DRAFT: "line",
    Round.Status.OPEN: "blue",
    Round.Status.CLOSED: "green",
    Round.Status.CANCELLED: "line",
}
MOST_UNITS, MOST_LATE = 15, 10


# --- the list of rounds --------------------------------------------------------------------------------------------


def index(user: User) -> dict[str, Any]:
    """Rows of the rounds; a constant number of statements."""
    rounds = reading.rounds(user)
    counts, late, own = reading.counts(user, rounds), reading.late_counts(user, rounds), reading.own(user, rounds)
    supervises = reading.supervised(user).exists()
    links = [_link("评定方案", "schemes"), _link("准备新批次", "round_new")] if supervises else []
    return {
        "rows": [_row(item, counts.get(item.pk, {}), late.get(item.pk, 0), own.get(item.pk)) for item in rounds],
        "links": links,
    }


def _link(label: str, name: str) -> dict[str, str]:
    return {"label": label, "url": reverse(f"star_rating:{name}")}


def _row(round_: Round, counts: Mapping[str, int], late: int, own: Rating | None) -> dict[str, Any]:
    total, done = counts.get("total", 0), counts.get("done", 0)
    url = reverse("star_rating:round", args=[round_.pk])
    alone = own is not None and total == 1
    return {
        "title": round_.title,
        "url": reverse("record", args=[own.process.number]) if own and alone else url,
        "kind": f"{round_.year}年度",
        "starts_on": round_.opened_at,
        "total": total,
        "done": done,
        "late": late,
        "pct": done * 100 // total if total else 0,
        "state_label": "正在启动" if _starting(round_) else round_.get_status_display(),
        "chip_tone": TONES[Round.Status(round_.status)],
        "next": _next(round_, own if alone else None, url),
    }


def _starting(round_: Round) -> bool:
    return round_.status == Round.Status.DRAFT and round_.opened_at is not None and queries.opening(round_)


def _next(round_: Round, own: Rating | None, url: str) -> dict[str, str]:
    """The one next step: fill in, look, or start."""
    if own is not None and own.state == RatingState.SELF_ASSESSING:
        return {"label": "填写自评", "url": reverse("star_rating:sheet", args=[own.process.number])}
    if own is not None:
        return {"label": f"查看进度（{own.get_state_display()}）", "url": reverse("record", args=[own.process.number])}
    return {"label": "核对并启动" if round_.status == Round.Status.DRAFT else "查看总览", "url": url}


# --- one round -----------------------------------------------------------------------------------------------------


def overview(request: HttpRequest, user: User, round_: Round, *, supervises: bool) -> dict[str, Any]:
    """Figures, matrix, stars and what is late, of what the person may see."""
    units = reading.reporting_units(user, round_)
    now = reading.standing(user, round_, list(units))
    late = reading.late(user, round_)
    quotas = cockpit.quota_use(round_, [*now.cells, round_.unit_id], now)
    rows = _matrix(now, units, late)
    shown = rows if "all" in request.GET else rows[:MOST_UNITS]
    states = _sum(now.cells.values())
    total = sum(states.values())
    return {
        "round": round_,
        "heading": round_.title,
        "state_label": round_.get_status_display(),
        "state_tone": TONES[Round.Status(round_.status)],
        "subline": _subline(round_, len(rows), total),
        "links": [
            {"label": "评定方案", "url": reverse("star_rating:round_scheme", args=[round_.pk])},
            *whole.links(request, round_, units),
        ],
        "urge_url": reverse("star_rating:round_urge", args=[round_.pk]) if supervises else "",
        "documents": documents.of_page(
            round_,
            runs=supervises,
            waiting=states.get(RatingState.ANNOUNCING, 0),
            published=states.get(RatingState.PUBLISHED, 0),
        ),
        "shut": _shut(round_, states),
        "kpis": _kpis(states, total, len(late)),
        "stages": [label for label, _ in COLUMNS],
        "urgeable": _urgeable(states) if supervises and round_.status == Round.Status.OPEN else [],
        "units": shown,
        "units_text": f"按逾期件数排序，显示{len(shown)}/{len(rows)}个单位",
        "all_url": "?all=1" if len(shown) < len(rows) else "",
        **cockpit_page.stars(now, quotas, round_),
        **_quotas(cockpit_page.quota_rows(quotas, units, runs=supervises), whole="all" in request.GET),
        "late": _late(late[:MOST_LATE]),
        "late_text": f"共{len(late)}件" if late else "",
        **(_opening(round_, total) if supervises and round_.status == Round.Status.OPEN else {}),
    }


def _shut(round_: Round, states: Mapping[str, int]) -> set[str]:
    """What of running a round would be refused, or concern nobody, as its ratings stand."""
    waiting = any(states.get(state) for state in (*reading.EARLY, RatingState.LISTED))
    doors = {
        "round_cancel": bool(states.get(RatingState.PUBLISHED)),
        "round_close": not states.get(RatingState.SELF_ASSESSING),
        "round_extend": bool(round_.ended_why) and not waiting,
    }
    return {name for name, shut in doors.items() if shut}


def _matrix(
    now: reading.Standing, units: Mapping[int, reading.Reporting], late: Sequence[Task]
) -> list[dict[str, Any]]:
    """A row for each unit, those with most that is late first."""
    slow = _late_by_unit(late)
    rows = [_unit_row(units[at], states, slow[at]) for at, states in now.cells.items() if at in units]
    return sorted(rows, key=lambda row: (-row["late"], row["pct"]))


def _subline(round_: Round, units: int, total: int) -> str:
    opened = f"　{timezone.localtime(round_.opened_at):%m月%d日}启动" if round_.opened_at else ""
    return f"{units}个单位　{total}个参评支部{opened}　数据截至{timezone.localtime():%m月%d日 %H:%M}"


def _sum(cells: Any) -> dict[str, int]:
    found: dict[str, int] = {}
    for states in cells:
        for state, n in states.items():
            found[state] = found.get(state, 0) + n
    return found


def _late_by_unit(late: Sequence[Task]) -> Tally[int]:
    """How much is late below each unit that reports. One statement."""
    paths = routing.paths(task.process.unit_id for task in late)
    places = [routing.reporting_unit(paths[task.process.unit_id]) for task in late]
    return Tally(place.id for place in places if place)


def _unit_row(unit: reading.Reporting, states: Mapping[str, int], late: int) -> dict[str, Any]:
    total = sum(states.values())
    figures = [sum(states.get(state, 0) for state in group) for _, group in COLUMNS]
    return {
        "name": unit.name,
        "url": reverse("record", args=[unit.number]) if unit.number else "",
        "cells": [{"n": n, "h": _heat(n, total)} for n in figures],
        "late": late,
        "pct": figures[-1] * 100 // total,
    }


def _heat(n: int, total: int) -> int:
    """How dark a cell is: 0 for none, 1 to 4 by its share."""
    return 0 if n == 0 else 1 + n * 4 // (total + 1)


def _kpis(states: Mapping[str, int], total: int, late: int) -> list[dict[str, Any]]:
    """What was called off counts as ended, and as nothing else."""
    off = states.get(RatingState.CALLED_OFF, 0)
    own = total - off - states.get(RatingState.SELF_ASSESSING, 0)
    reviewed = total - off - sum(states.get(state, 0) for state in reading.EARLY)
    done = sum(states.get(state, 0) for state in reading.ENDED)
    share = {"pct": None}
    return [
        {"label": "参评支部", "value": total, "unit": "个"} | share,
        _share("已自评", own, total),
        _share("已初评", reviewed, total),
        _share("已办结", done, total, f"，含终止{off}个" if off else ""),
        {"label": "逾期", "value": late, "unit": "件", "bad": late > 0} | share,
    ]


def _share(label: str, n: int, total: int, more: str = "") -> dict[str, Any]:
    pct = n * 100 // total if total else 0
    return {"label": label, "value": n, "unit": "个", "pct": pct, "note": f"{n}/{total}{more}"}


def _quotas(rows: list[dict[str, Any]], *, whole: bool) -> dict[str, Any]:
    """As many quotas as units, unless all are asked for."""
    shown = rows if whole else rows[:MOST_UNITS]
    return {"quotas": shown, "quotas_text": f"按余额从少到多，显示{len(shown)}/{len(rows)}项"}


def _urgeable(states: Mapping[str, int]) -> list[str]:
    """For each stage its name where something lies there that somebody can be urged about, else nothing."""
    waiting = [sum(states.get(state, 0) for state in group if state in URGED) for _, group in COLUMNS]
    return [label if n else "" for n, (label, _) in zip(waiting, COLUMNS, strict=True)]


def _late(tasks: Sequence[Task]) -> list[dict[str, Any]]:
    days = calendar.around(timezone.localdate()) if tasks else calendar.WorkCalendar({})
    return [_late_row(task, days) for task in tasks]


def _late_row(task: Task, days: calendar.WorkCalendar) -> dict[str, Any]:
    light = calendar.light(days, task.due_on, timezone.localdate())
    return {
        "unit": task.process.unit.short_name,
        "url": reverse("record", args=[task.process.number]),
        "days": light.text if light else "",
        "stage": task.flow_task.flow_class.labels()[task.flow_task.state],
        "who": task.unit.short_name if task.unit else "",
    }


def _opening(round_: Round, opened: int) -> dict[str, Any]:
    """How far the worker has come in opening, and whether it stopped there; nothing once it is done."""
    if not reading.unopened(round_).exists():
        return {}
    under_way = reading.opening(round_)
    left = reading.to_open(round_).count() if under_way or reading.stopped(round_) else 0
    if not left:
        return {}
    wanted = opened + left
    progress = {"have": opened, "of": wanted, "left": left, "pct": opened * 100 // wanted}
    return {"progress": progress, "stopped": not under_way}
