"""What running a programme brings about, in words: further units, its cancellation, its close."""

from typing import Any

from workflows.engine import running
from workflows.engine.models import Round
from workflows.engine.views_running import Running
from workflows.rectification import actions
from workflows.rectification.models import Problem


def _of_cancellation(round_: Round) -> str:
    left = running.under_way(Problem, round_).count()
    return f"取消后，{left}个未销号的问题全部终止，不能恢复；已填写的内容保留备查。已有问题销号的专项不能取消。"


def _of_close(_round: Round) -> str:
    return "结束后不能再登记问题；已销号的问题仍可“回头看”，发现反弹的在另一个专项重新挂账。"


def _closed(round_: Round, _ended: Any) -> str:
    return f"“{round_.title}”已结束。"


RUNNING = Running(
    open_more=actions.round_open_more,
    opened="已增加{}个支部和单位，可以向其交办问题。",
    cancel=actions.round_cancel,
    of_cancellation=_of_cancellation,
    close=actions.round_close,
    of_close=_of_close,
    closed=_closed,
    word="专项",
)
