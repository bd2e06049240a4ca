"""What running a round of ratings brings about, in words: further branches, its cancellation, its close by hand."""

from workflows.engine import running
from workflows.engine.models import Round
from workflows.engine.views_running import Running
from workflows.star_rating import actions
from workflows.star_rating.actions.running import check_cancel, silent_in
from workflows.star_rating.models import Rating


def _of_cancellation(round_: Round) -> str:
    check_cancel(round_)
    under_way = running.under_way(Rating, round_).count()
    return f"取消后，{under_way}个支部未办结的评定和各单位的呈报批全部终止，不能恢复；已填写的内容保留备查。"


def _of_close(round_: Round) -> str:
    silent = silent_in(round_)
    rest = running.under_way(Rating, round_).count() - silent
    return f"还在自评环节的{silent}个支部以“逾期未报”终止，不能恢复；其余{rest}个照常办理，全部办结后批次自动结束。"


def _closed(_round: Round, silent: int) -> str:
    return f"{silent}个未报送的支部正在终止；其余事项办结后，批次自动结束。"


RUNNING = Running(
    open_more=actions.round_open_more,
    opened="正在为{}个支部开启，随后会出现在各支部的工作台。",
    cancel=actions.round_cancel,
    of_cancellation=_of_cancellation,
    close=actions.round_close,
    of_close=_of_close,
    closed=_closed,
)
