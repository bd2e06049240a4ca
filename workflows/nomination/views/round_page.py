"""What the pages of rounds show: the list of rounds, and the cockpit of one."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from permissions.models import User
from workflows.engine.models import Publicity, Round, Task
from workflows.engine.round_door import address
from workflows.nomination import actions, queries
from workflows.nomination.models.nomination import ENDED
from workflows.nomination.queries import board, rounds, standing
from workflows.nomination.queries.again import candidates_again
from workflows.nomination.queries.contests import has_contests
from workflows.nomination.rules import ReportState
from workflows.nomination.states import ListState as L
from workflows.nomination.states import NominationState as S
from workflows.nomination.views import documents
from workflows.nomination.views.list_opinions import reads_host

COLUMNS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("提名", (S.DRAFTING,)),
    ("总支", (S.GENERAL_REVIEWING,)),
    ("审核", (S.COMMITTEE_REVIEWING,)),
    ("名单", (S.LISTED,)),
    ("初审", (S.VERIFYING,)),
    ("审定", (S.DECIDING,)),
    ("公示", (S.ANNOUNCING, S.PUBLICISING)),
    ("授予", (S.CONFERRING, S.RECOMMENDED)),
    ("办结", ENDED),
)
URGED: dict[str, tuple[str, ...]] = {
    "提名": (S.DRAFTING,),
    "总支": (S.GENERAL_REVIEWING,),
    "审核": (S.COMMITTEE_REVIEWING,),
    "名单": (L.COMPILING, L.STUDYING),
    "初审": (L.VERIFYING,),
    "审定": (L.DECIDING,),
    "公示": (L.ANNOUNCING,),
    "授予": (L.CONFERRING,),
}
"""Stages in which somebody has to act, on the nomination or on its list."""
TONES = {
    Round.Status.DRAFT: "line",
    Round.Status.OPEN: "blue",
    Round.Status.CLOSED: "green",
    Round.Status.CANCELLED: "line",
}
MOVING = tuple(state for state in S if state != S.DRAFTING and state not in ENDED)
"""Stages at which a nomination is on its way."""
REPORT_TONES = {
    ReportState.COMPLETE: "green",
    ReportState.LACKING: "yellow",
    ReportState.NOBODY: "line",
    ReportState.UNREPORTED: "line",
    ReportState.FORFEITED: "red",
}
MOST_UNITS, MOST_LATE, MOST_AGAIN = 15, 10, 10


# --- the list of rounds --------------------------------------------------------------------------------------------


def index(user: User) -> dict[str, Any]:
    """Rows of the rounds; a constant number of statements."""
    found = list(rounds.rounds(user))
    counts, late = standing.counts(user, found), standing.late_counts(user, found)
    links = [_link("评选方案", "plans"), _link("准备新批次", "round_new")] if rounds.held(user).exists() else []
    return {
        "rows": [_row(item, counts.get(item.pk, {}), late.get(item.pk, 0)) for item in found],
        "links": links,
        "whole": "每次评选推荐是一个批次，启动时的方案和环节随批次固定",
        "counted": "提名",
        "nothing": "工委或者机关党委启动批次后会出现在这里。",
    }


def _link(label: str, name: str) -> dict[str, str]:
    return {"label": label, "url": reverse(f"nomination:{name}")}


def _row(round_: Round, counts: Mapping[str, int], late: int) -> dict[str, Any]:
    total, done = counts.get("total", 0), counts.get("done", 0)
    draft, url = round_.status == Round.Status.DRAFT, address("round", round_)
    return {
        "title": round_.title,
        "url": url,
        "kind": f"{round_.year}年度　{round_.unit.short_name}",
        "starts_on": round_.opened_at,
        "total": total,
        "done": done,
        "late": late,
        "pct": done * 100 // total if total else 0,
        "state_label": "正在启动"
        if draft and round_.opened_at and rounds.opening(round_)
        else round_.get_status_display(),
        "chip_tone": TONES[Round.Status(round_.status)],
        "next": {"label": "核对并启动" if draft else "查看总览", "url": url},
    }


# --- one round -----------------------------------------------------------------------------------------------------


def overview(request: HttpRequest, user: User, round_: Round, *, runs: bool) -> dict[str, Any]:
    """Figures, matrix, categories, places, what is late, of what the person may see."""
    lists = standing.sent_by_units(user, round_)
    units = standing.reporting_units(round_, lists)
    now = standing.standing(user, round_, list(units))
    late = standing.late(user, round_, list(units))
    rows = _matrix(now, units, late, round_)
    opening = _opening(round_, len(units), lists) if runs and round_.status == Round.Status.OPEN else {}
    states = _sum(now.categories.values())
    shown = rows if "all" in request.GET else rows[:MOST_UNITS]
    return {
        "round": round_,
        "heading": round_.title,
        "state_label": round_.get_status_display(),
        "state_tone": TONES[Round.Status(round_.status)],
        "subline": _subline(round_, len(rows)),
        "links": _links(request, round_, lists),
        "documents": documents.of_page(round_, may_run=runs, notices=_notices(lists), states=states),
        "shut": _shut(round_, lists, now),
        "archive_url": address("archive", round_) if runs else "",
        "urge_url": address("round_urge", round_) if runs else "",
        "kpis": _kpis(states, units, len(late)),
        "stages": [label for label, _ in COLUMNS],
        "urgeable": _urgeable(states, units) if runs and round_.status == Round.Status.OPEN else [],
        "units": shown,
        "units_text": f"按逾期件数排序，显示{len(shown)}/{len(rows)}个单位",
        "cells_text": "格内为提名数，颜色越深越多",
        "all_url": "?all=1" if len(shown) < len(rows) else "",
        "categories": _categories(round_, now),
        "places": board.whole_places(round_),
        "late": [_late_row(task) for task in late[:MOST_LATE]],
        "late_text": f"共{len(late)}件" if late else "",
        **({} if opening else _again(user, round_)),
        **opening,
    }


def _shut(round_: Round, lists: Sequence[Any], now: standing.Standing) -> set[str]:
    """What of running a round would be refused, or concern nobody, as its lists and nominations stand. No statement."""
    states = _sum(now.categories.values())
    moving = {at for at, found in now.cells.items() if any(found.get(state) for state in MOVING)}
    silent = any(each.state == L.COMPILING and each.unit_id not in moving for each in lists)
    waiting = {each.state for each in lists} | {state for state, n in states.items() if n}
    doors = {
        "round_cancel": any(states.get(state) for state in standing.GIVEN),
        "round_close": not silent and not states.get(S.DRAFTING),
        "round_extend": bool(round_.ended_why) and waiting.isdisjoint(actions.EXTENDED),
    }
    return {name for name, shut in doors.items() if shut}


def _subline(round_: Round, units: int) -> str:
    opened = f"　{timezone.localtime(round_.opened_at):%m月%d日}启动" if round_.opened_at else ""
    host = round_.unit.short_name
    return f"{host}主办　{units}个推荐单位{opened}　数据截至{timezone.localtime():%m月%d日 %H:%M}"


def _links(request: HttpRequest, round_: Round, lists: Sequence[Any]) -> list[dict[str, str]]:
    """Where the page leads; to nominate once there are lists to stand in. No statement."""
    found = [("评选方案", "round_plan"), ("提名名册", "nominations"), ("名额台账", "places")]
    if has_contests(round_) and reads_host(request, round_):
        found.append(("名额比选", "contests"))
    if round_.status == Round.Status.OPEN and any(each.proposes for each in lists):
        found.insert(0, ("去提名", "nominate"))
    return [{"label": label, "url": address(name, round_)} for label, name in found]


def _notices(lists: Sequence[Any]) -> list[Publicity]:
    """The public notices of these lists, the first to begin first."""
    return sorted({each.publicity for each in lists if each.publicity}, key=lambda notice: notice.starts_on)


def _matrix(
    now: standing.Standing, units: Mapping[int, standing.Reporting], late: Sequence[Any], round_: Round
) -> list[dict[str, Any]]:
    """A row for each unit, those with most that is late first."""
    slow = Counter(task.reports or round_.unit_id for task in late)
    rows = [_unit_row(units[at], states, slow[at]) for at, states in now.cells.items() if at in units]
    return sorted(rows, key=lambda row: (-row["late"], row["pct"]))


def _unit_row(unit: standing.Reporting, states: Mapping[str, int], late: int) -> dict[str, Any]:
    total = sum(states.values())
    figures = [sum(states.get(state, 0) for state in group) for _, group in COLUMNS]
    return {
        "name": unit.name,
        "url": reverse("record", args=[unit.number]) if unit.number else "",
        "chip": unit.state.words if unit.state else "",
        "chip_tone": REPORT_TONES[unit.state] if unit.state else "",
        "cells": [{"n": n, "h": 0 if n == 0 else 1 + n * 4 // (total + 1)} for n in figures],
        "late": late,
        "pct": figures[-1] * 100 // total if total else 0,
    }


def _sum(cells: Any) -> dict[str, int]:
    found: dict[str, int] = {}
    for states in cells:
        for state, n in states.items():
            found[state] = found.get(state, 0) + n
    return found


def _kpis(states: Mapping[str, int], units: Mapping[int, standing.Reporting], late: int) -> list[dict[str, Any]]:
    """How many units have reported, and how the nominations stand."""
    total, share = sum(states.values()), {"pct": None}
    known = [unit for unit in units.values() if unit.state]
    reported = sum(unit.state is not ReportState.UNREPORTED for unit in known)
    listed = total - sum(states.get(state, 0) for state in standing.EARLY)
    done = sum(states.get(state, 0) for state in ENDED)
    return [
        _share("已表态单位", reported, len(known)),
        {"label": "提名", "value": total, "unit": "件"} | share,
        _share("已列入名单", listed, total, "件"),
        _share("已办结", done, total, "件"),
        {"label": "逾期", "value": late, "unit": "件", "bad": late > 0} | share,
    ]


def _share(label: str, n: int, total: int, unit: str = "个") -> dict[str, Any]:
    return {"label": label, "value": n, "unit": unit, "pct": n * 100 // total if total else 0, "note": f"{n}/{total}"}


def _urgeable(states: Mapping[str, int], units: Mapping[int, standing.Reporting]) -> list[str]:
    """For each stage its name where somebody can be urged about it, else nothing."""
    waiting = {state for state, n in states.items() if n} | {unit.at for unit in units.values()}
    return [label if waiting & set(URGED.get(label, ())) else "" for label, _ in COLUMNS]


def _categories(round_: Round, now: standing.Standing) -> list[dict[str, Any]]:
    """For each category how many were nominated, are in lists, were given it or recommended, and dropped out."""
    award = queries.award_of(round_)
    out = (S.NOT_FORWARDED, S.REJECTED, S.CALLED_OFF, S.NOT_AWARDED)
    found = []
    for code, states in now.categories.items():
        early, gone, got = (
            sum(states.get(state, 0) for state in group) for group in (standing.EARLY, out, (S.AWARDED, S.RECOMMENDED))
        )
        total = sum(states.values())
        name = award.by_code[code].name
        found.append({"name": name, "total": total, "listed": total - early - gone, "got": got, "out": gone})
    return found


def _late_row(task: Task) -> dict[str, Any]:
    """One late desk with the day that it was due; no calendar is asked how many working days that is ago."""
    return {
        "unit": task.process.title,
        "url": reverse("record", args=[task.process.number]),
        "days": f"应于{task.due_on:%m月%d日}办结",
        "stage": task.flow_task.flow_class.labels()[task.flow_task.state],
        "who": task.unit.short_name if task.unit else "",
    }


def _again(user: User, round_: Round) -> dict[str, Any]:
    """候选池: whom earlier rounds did not forward, as far as the person may see them. One statement."""
    rows = candidates_again(round_, user) if round_.status == Round.Status.OPEN else []
    shown = [
        {
            "name": row.candidate,
            "unit": row.unit.short_name,
            "was": f"{row.round.title}“{queries.award_of(row.round).by_code[row.category].name}”",
            "url": reverse("record", args=[row.process.number]),
        }
        for row in rows[:MOST_AGAIN]
    ]
    return {"again": shown, "again_text": f"共{len(rows)}个" if rows else ""}


def _opening(round_: Round, opened: int, lists: Sequence[Any]) -> dict[str, Any]:
    """How far the worker has come in opening, and whether it stopped there; nothing once it is done.

    Two statements while some unit has no list, else none.
    """
    if lists and not lists[0].waits:
        return {}
    job = rounds.job_of(round_)
    going = (job.under_way or job.failed) and not round_.ended_why
    left = rounds.unopened(round_, job.units).count() if going else 0
    if not left:
        return {}
    wanted = opened + left
    progress = {"have": opened, "of": wanted, "left": left, "pct": opened * 100 // wanted}
    return {"progress": progress, "stopped": not job.under_way}
