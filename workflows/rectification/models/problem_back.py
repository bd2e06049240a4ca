"""The ways back of a problem: returned, taken back, recalled by its host, struck off, ended with its programme."""

from typing import Any

from django.db import models
from django_fsm import GET_STATE, transition

from permissions.roles import Right
from workflows.engine.arrows import Doer, arrow
from workflows.rectification.models.back import BACK, UNDO, chosen
from workflows.rectification.states import ProblemState as S

ENDED = (S.CLOSED, S.VOID, S.CALLED_OFF)
CHECKING = (S.WITHIN_CHECKING, S.COMMITTEE_CHECKING, S.HOST_CHECKING)
WORKING = (S.RECTIFYING, S.SUSTAINING)
OF_THE_UNIT = (
    "cause", "goal", "progress", "progress_on", "result", "checked", "light", "light_since", "lit_on", "outlook",
    "signed_on", "applied_on",
)  # fmt: skip
"""What a unit wrote of a problem, or was judged by."""
HOSTED = {"doer": Doer.HOST, "right": Right.REVIEW, "reason": True}


class WaysBack(models.Model):
    """What sends a problem to an earlier stage, or ends it unsettled."""

    class Meta:
        abstract = True

    @transition(
        field="state",
        source=S.SIGNING,
        target=GET_STATE(chosen, [S.REGISTERING]),
        custom=arrow("退回交办", "退回交办单位", **BACK),
    )
    @transition(
        field="state",
        source=S.PLAN_REVIEWING,
        target=GET_STATE(chosen, [S.PLANNING]),
        custom=arrow("退回", "方案退回修改", own_forbidden=True, **BACK),
    )
    @transition(
        field="state",
        source=S.PLAN_CONFIRMING,
        target=GET_STATE(chosen, [S.PLANNING, S.PLAN_REVIEWING]),
        custom=arrow("退回", "方案退回修改", own_forbidden=True, **BACK),
    )
    @transition(
        field="state",
        source=list(CHECKING),
        target=GET_STATE(chosen, list(WORKING)),
        custom=arrow("退回整改", "退回继续整改", own_forbidden=True, **BACK),
    )
    def send_back(self, to: str) -> None:
        """Back to a desk it has been on; at the host's it begins afresh."""
        if to == S.REGISTERING:
            self._begin_afresh()

    @transition(
        field="state",
        source=S.PLAN_REVIEWING,
        target=GET_STATE(chosen, [S.PLANNING]),
        custom=arrow("撤回", "已撤回", **UNDO),
    )
    @transition(
        field="state",
        source=S.PLAN_CONFIRMING,
        target=GET_STATE(chosen, [S.PLANNING, S.PLAN_REVIEWING]),
        custom=arrow("撤回", "已撤回", **UNDO),
    )
    @transition(
        field="state",
        source=S.WITHIN_CHECKING,
        target=GET_STATE(chosen, list(WORKING)),
        custom=arrow("撤回", "已撤回", **UNDO),
    )
    @transition(
        field="state",
        source=S.COMMITTEE_CHECKING,
        target=GET_STATE(chosen, [*WORKING, S.WITHIN_CHECKING]),
        custom=arrow("撤回", "已撤回", **UNDO),
    )
    @transition(
        field="state",
        source=S.HOST_CHECKING,
        target=GET_STATE(chosen, [*WORKING, S.WITHIN_CHECKING, S.COMMITTEE_CHECKING]),
        custom=arrow("撤回", "已撤回", **UNDO),
    )
    @transition(
        field="state",
        source=S.SIGNING,
        target=GET_STATE(chosen, [S.REGISTERING]),
        custom=arrow("撤回", "已撤回", **UNDO),
    )
    def withdraw(self, to: str) -> None:
        """The last to act takes it back; at the host's it begins afresh."""
        if to == S.REGISTERING:
            self._begin_afresh()

    @transition(
        field="state",
        source=[state for state in S if state not in (*ENDED, S.REGISTERING)],
        target=S.REGISTERING,
        custom=arrow("收回改派", "收回改派", back=True, tone="back", **HOSTED),
    )
    def recall(self) -> None:
        """The host takes it back, to hand it to another unit or to change its limit: nothing of this unit's goes on."""
        self._begin_afresh()

    def _begin_afresh(self) -> None:
        for name in OF_THE_UNIT:
            field: Any = self._meta.get_field(name)
            setattr(self, name, field.get_default())

    @transition(
        field="state",
        source=[state for state in S if state not in ENDED],
        target=S.VOID,
        custom=arrow("撤销登记", "撤销登记", tone="no", effect="登记有误或重复的，不计入统计；记录保留。", **HOSTED),
    )
    def void(self) -> None:
        """It was registered by mistake, or twice; it stays on record and counts nowhere."""

    @transition(
        field="state",
        source=[state for state in S if state not in ENDED],
        target=S.CALLED_OFF,
        custom=arrow("终止", "随专项终止", doer=Doer.SYSTEM, tone="no"),
    )
    def call_off(self) -> None:
        """The programme was cancelled."""
