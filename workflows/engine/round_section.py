"""What a round's page says of its running: its notice, its dates, its end, and what whoever runs it may do."""

from collections.abc import Collection, Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from workflows.engine import handling, running
from workflows.engine.models import Extension, Round
from workflows.engine.round_door import address, runs, user_of
from workflows.engine.round_reading import Signed, extensions, signed_for

MORE = "round_more"
MOST_EXTENDED = 10
WHILE_OPEN = (
    ("延期和补报", "round_extend", False),
    ("办理时限和提醒", "round_handling", False),
    ("增加参加单位", MORE, False),
    ("结束批次", "round_close", True),
    ("取消批次", "round_cancel", True),
)


def section(
    request: HttpRequest, round_: Round, labels: Mapping[str, str], shut: Collection[str] = ()
) -> dict[str, Any]:
    """The section `running` of the page; `labels`: its stages in the office's words; `shut`: what would be refused now.

    Two statements; one more once the round was cancelled.
    """
    may_run = runs(request, round_)
    signed = signed_for(round_)
    return {
        "running": {
            "notice": _notice(signed, whole=may_run),
            "notice_url": address("notice", round_),
            "may_write": may_run and round_.status == Round.Status.OPEN,
            "stages": [_stage(round_, state, labels[state]) for state in labels if round_.due_moment(state)],
            "handling": handling.handling_words(round_),
            "extended": _extended(request, round_, labels, whole=may_run),
            "links": _links(round_, shut) if may_run else [],
            "why": _why(round_),
        }
    }


def _notice(signed: Signed | None, *, whole: bool) -> str:
    if signed is None:
        return ""
    return f"{signed.title}（已签收{signed.units}/{signed.wanted}）" if whole else signed.title


def _stage(round_: Round, state: str, label: str) -> dict[str, Any]:
    moment = round_.due_moment(state)
    return {
        "label": f"{label}截止",
        "until": running.words_of(moment) if moment else "",
        "closes": bool(round_.stage(state).get("closes")),
        "over": moment is not None and moment < timezone.now(),
    }


def _extended(request: HttpRequest, round_: Round, labels: Mapping[str, str], *, whole: bool) -> dict[str, Any]:
    """The latest times that more time was given: for all, or for a unit that the person sees. One statement."""
    rows = list(extensions(round_, None if whole else user_of(request))[: MOST_EXTENDED + 1])
    return {"rows": [_more_time(row, labels) for row in rows[:MOST_EXTENDED]], "more": len(rows) > MOST_EXTENDED}


def _more_time(row: Extension, labels: Mapping[str, str]) -> dict[str, Any]:
    return {
        "what": "补报" if row.unit else "延期",
        "whom": row.unit.short_name if row.unit else "全部单位",
        "stage": labels[row.stage],
        "until": running.words_of(row.until),
        "reason": row.reason,
        "by": str(row.by),
        "at": row.at,
    }


def _links(round_: Round, shut: Collection[str]) -> list[dict[str, Any]]:
    open_ = WHILE_OPEN if round_.status == Round.Status.OPEN else ()
    found = [
        {"label": label, "url": address(name, round_), "danger": danger}
        for label, name, danger in open_
        if name not in shut and (name != MORE or not round_.ended_why)
    ]
    again = {
        "label": "照此准备新批次",
        "url": f"{reverse(f'{round_.process_key}:round_new')}?like={round_.pk}",
        "danger": False,
    }
    return [again, *found]


def _why(round_: Round) -> dict[str, Any] | None:
    """Why it was cancelled or closed by hand, and how much of it is still ending."""
    if not round_.ended_why:
        return None
    if round_.status != Round.Status.CANCELLED:
        return {"label": f"{round_.unit.short_name}已结束填报", "text": round_.ended_why}
    left = sum(running.under_way(model, round_).count() for model in running.kinds(round_))
    return {"label": "本批次已取消", "text": round_.ended_why, "left": left}
