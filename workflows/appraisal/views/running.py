"""What running a round brings about, in words: further branches, its cancellation, its close."""

from typing import Any

from workflows.appraisal import actions
from workflows.appraisal.models import Meeting
from workflows.engine import running
from workflows.engine.models import Round
from workflows.engine.views_running import Running


def _of_cancellation(round_: Round) -> str:
    left = running.under_way(Meeting, round_).count()
    return f"取消后，{left}个支部的会议和评议全部终止，不能恢复；已填写的内容保留备查。已有支部办结的不能取消。"


def _of_close(_round: Round) -> str:
    return "结束后不能再增加参加单位；作废的会议也不能另行召开。"


def _closed(round_: Round, _ended: Any) -> str:
    return f"“{round_.title}”已结束。"


RUNNING = Running(
    open_more=actions.round_open_more,
    opened="正在为{}个支部开启，稍后可以看到。",
    cancel=actions.round_cancel,
    of_cancellation=_of_cancellation,
    close=actions.round_close,
    of_close=_of_close,
    closed=_closed,
)
