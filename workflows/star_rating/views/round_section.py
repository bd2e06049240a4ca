"""What a round's page says of its running: its notice, its dates, its end, and what whoever runs it may do."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from workflows.engine import running
from workflows.engine.models import Round
from workflows.star_rating.queries.running import Signed, in_time, signed_for
from workflows.star_rating.states import ListState, RatingState
from workflows.star_rating.views.round_door import runs

LABELS = {**dict(ListState.choices), **dict(RatingState.choices)}
MORE = "round_more"
WHILE_OPEN = (
    ("延期和补报", "round_extend", False),
    ("增加参加单位", MORE, False),
    ("结束批次", "round_close", True),
    ("取消批次", "round_cancel", True),
)


def section(request: HttpRequest, round_: Round) -> dict[str, Any]:
    """The section `running` of the page. One statement; one more once the round was cancelled."""
    may_run = runs(request, round_)
    signed = signed_for(round_)
    return {
        "running": {
            "notice": _notice(signed, whole=may_run),
            "notice_url": reverse("star_rating:notice", args=[round_.pk]),
            "stages": [_stage(round_, state) for state in LABELS if round_.due_moment(state)],
            "links": _links(round_) if may_run else [],
            "why": _why(round_),
        }
    }


def _notice(signed: Signed | None, *, whole: bool) -> str:
    if signed is None:
        return ""
    return f"{signed.title}（已签收{signed.units}/{signed.wanted}）" if whole else signed.title


def _stage(round_: Round, state: str) -> dict[str, Any]:
    moment = round_.due_moment(state)
    return {
        "label": f"{LABELS[state]}截止",
        "until": running.words_of(moment) if moment else "",
        "closes": bool(round_.stage(state).get("closes")),
        "over": moment is not None and moment < timezone.now(),
    }


def _links(round_: Round) -> list[dict[str, Any]]:
    open_ = WHILE_OPEN if round_.status == Round.Status.OPEN else ()
    found = [
        {"label": label, "url": reverse(f"star_rating:{name}", args=[round_.pk]), "danger": danger}
        for label, name, danger in open_
        if name != MORE or not round_.ended_why
    ]
    again = {"label": "照此准备新批次", "url": f"{reverse('star_rating:round_new')}?like={round_.pk}", "danger": False}
    return [again, *found]


def _why(round_: Round) -> dict[str, Any] | None:
    """Why it was cancelled or closed by hand, and how much of it is still ending."""
    if not round_.ended_why:
        return None
    if round_.status != Round.Status.CANCELLED:
        return {"label": "工委已结束填报", "text": round_.ended_why}
    left = sum(running.under_way(model, round_).count() for model in running.kinds(round_))
    return {"label": "本批次已取消", "text": round_.ended_why, "left": left}


def while_running(record: Any) -> dict[str, Any]:
    """What keeps a rating or a list from being handed in now, because its hour has passed; nothing while it is open.

    No statement before the hour.
    """
    late = in_time([record])
    return {"too_late": late[record.pk]} if late else {}
