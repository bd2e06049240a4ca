"""组织处置 of one member, and its arrows: each step is taken once, in the order of the plan."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django_fsm import GET_STATE, transition

from permissions.models import Person, User
from permissions.roles import Right
from workflows.appraisal.models.appraisal import Appraisal
from workflows.appraisal.models.back import BACK, ENDS, chosen
from workflows.appraisal.rules import GROUNDS, Method
from workflows.appraisal.states import DisposalState as S
from workflows.engine.arrows import Doer, StateField, arrow
from workflows.engine.models import Record

ENDED = (S.DISPOSED, S.NOT_DISPOSED, S.CALLED_OFF)
PASSED = {"doer": Doer.SYSTEM}
METHODS = [(each.value, each.words) for each in Method]


class Disposal(Record):
    """What the 支委会 proposes against a member, and how it went. 依据: domain 4.4 [R22]-[R25].

    Seen by those alone on whose desk it has been.
    """

    PREFIX: ClassVar = "CZ"
    UNIT_SEES: ClassVar = False

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    appraisal = models.ForeignKey(Appraisal, on_delete=models.PROTECT, null=True, related_name="disposals")
    """The appraisal that it follows; none where it follows something else."""
    ground = models.CharField("情形", max_length=20, choices=[(each.code, each.words) for each in GROUNDS])
    method = models.CharField("处置方式", max_length=10, choices=METHODS)
    since = models.DateField("情形起始日期", null=True, blank=True)
    evidence = models.TextField("核实情况", max_length=4000, blank=True)
    disciplined = models.BooleanField("同一问题已受党纪处分", default=False)
    done = models.JSONField("各步日期", default=dict, blank=True)
    """By step of the rules the day it was taken, in ISO form."""
    filed_as = models.CharField("备案文号", max_length=60, blank=True)
    investigators = models.CharField("调查组成员", max_length=200, blank=True)
    findings = models.TextField("调查情况", max_length=4000, blank=True)
    talkers = models.JSONField("谈话人", default=list, blank=True)
    """Names and standings of who held the talk: [[name, standing], …]."""
    talk_words = models.TextField("谈话情况", max_length=2000, blank=True)
    statement = models.TextField("本人申辩", max_length=2000, blank=True)
    """What the member said for himself, at the talk or before the vote."""
    expected = models.PositiveSmallIntegerField("应到", null=True)
    fewer_why = models.CharField("应到少于名册的理由", max_length=200, blank=True)
    """Who of the register is not among the expected, and on what it rests. 依据: domain 4.2 [R25][R26][R27]."""
    present = models.PositiveSmallIntegerField("实到", null=True)
    agreed = models.PositiveSmallIntegerField("赞成", null=True)
    written = models.PositiveSmallIntegerField("会前书面赞成", null=True)
    months = models.PositiveSmallIntegerField("改正月数", null=True)
    """Of a 限期改正 that is proposed."""
    number = models.CharField("批复文号", max_length=60, blank=True)
    effective_on = models.DateField("生效日期", null=True, blank=True)
    barred_until = models.DateField("不得重新入党至", null=True, blank=True)
    state = StateField("状态", default=S.PROPOSING, choices=S.choices)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person"], condition=~Q(state__in=ENDED), name="one_open_disposal")
        ]

    def __str__(self) -> str:
        return self.title()

    def title(self) -> str:
        """What lists call it."""
        return f"{self.person.name}组织处置（{self.get_method_display()}）"

    def stands_aside(self) -> frozenset[int]:
        """The account of the member. One statement."""
        return frozenset(User.objects.filter(person=self.person_id).values_list("pk", flat=True))

    def snapshot(self) -> dict[str, Any]:
        """What was proposed, how far it has come, and the vote once there was one."""
        vote = [self.expected, self.present, self.agreed, self.written]
        found = {"version": self.version, "ground": self.ground, "method": self.method, "done": self.done}
        return found | ({"vote": vote} if self.agreed is not None else {})

    def _keep(self, given: Mapping[str, Any]) -> None:
        """Take over what was entered with a step."""
        for name, value in given.items():
            setattr(self, name, value)

    @transition(
        field="state",
        source=S.PROPOSING,
        target=S.FILING,
        custom=arrow("报送启动意见", "已提出启动意见", right=Right.DECIDE, effect="支委会的启动意见报上级事前备案。"),
    )
    def propose(self) -> None:
        """The 支委会 proposes it."""

    @transition(
        field="state",
        source=S.FILING,
        target=S.INVESTIGATING,
        custom=arrow("备案", "已事前备案", own_forbidden=True, effect="可以成立调查组调查核实。"),
    )
    def receive(self, given: Mapping[str, Any]) -> None:
        """The superior has it on file beforehand."""
        self._keep(given)

    @transition(field="state", source=S.INVESTIGATING, target=S.TALKING, custom=arrow("调查属实", "已调查核实"))
    def verify(self, given: Mapping[str, Any]) -> None:
        """The investigation found it true."""
        self._keep(given)

    @transition(field="state", source=S.TALKING, target=S.PRE_REVIEWING, custom=arrow("登记谈话", "已组织谈话"))
    def talk(self, given: Mapping[str, Any]) -> None:
        """It was talked over with the member."""
        self._keep(given)

    @transition(
        field="state",
        source=S.PRE_REVIEWING,
        target=S.VOTING,
        custom=arrow("预审同意", "上级预审同意", own_forbidden=True),
    )
    def forward(self, given: Mapping[str, Any]) -> None:
        """The superior's review beforehand agrees."""
        self._keep(given)

    @transition(field="state", source=S.VOTING, target=S.APPROVING, custom=arrow("登记表决通过", "支部大会表决通过"))
    def resolve(self, submitter: User | None, given: Mapping[str, Any]) -> None:
        """The meeting of the branch voted for it."""
        self.submitter = submitter
        self._keep(given)

    @transition(
        field="state",
        source=S.APPROVING,
        target=S.DISPOSED,
        custom=arrow("批准", "已批准处置", own_forbidden=True, effect="处置生效；限期改正的，从生效日起算。"),
    )
    def approve(self, given: Mapping[str, Any]) -> None:
        """The superior approves it: it takes effect."""
        self._keep(given)

    @transition(field="state", source=S.TALKING, target=S.PRE_REVIEWING, custom=arrow("越过", "越过", **PASSED))
    @transition(field="state", source=S.PRE_REVIEWING, target=S.VOTING, custom=arrow("越过", "越过", **PASSED))
    def pass_on(self) -> None:
        """The plan lacks this stage."""

    @transition(
        field="state",
        source=[S.PROPOSING, S.INVESTIGATING, S.PRE_REVIEWING, S.VOTING, S.APPROVING],
        target=S.NOT_DISPOSED,
        custom=arrow("不予处置", "不予处置", tone="no", reason=True, effect="不再处置，记录保留。"),
    )
    def end(self) -> None:
        """Nothing comes of it."""

    @transition(
        field="state",
        source=S.FILING,
        target=GET_STATE(chosen, [S.PROPOSING]),
        custom=arrow("退回", "退回", own_forbidden=True, **BACK),
    )
    @transition(
        field="state",
        source=S.PRE_REVIEWING,
        target=GET_STATE(chosen, [S.INVESTIGATING, S.TALKING]),
        custom=arrow("退回", "退回", own_forbidden=True, **BACK),
    )
    @transition(
        field="state",
        source=S.VOTING,
        target=GET_STATE(chosen, [S.INVESTIGATING, S.TALKING]),
        custom=arrow("退回", "退回", **BACK),
    )
    @transition(
        field="state",
        source=S.APPROVING,
        target=GET_STATE(chosen, [S.INVESTIGATING, S.TALKING, S.VOTING]),
        custom=arrow("退回", "退回", own_forbidden=True, **BACK),
    )
    def send_back(self, to: str) -> None:
        """Back to an earlier stage."""

    @transition(
        field="state",
        source=[state for state in S if state not in ENDED],
        target=S.CALLED_OFF,
        custom=arrow("终止", "已终止", **ENDS),
    )
    def call_off(self) -> None:
        """The round was cancelled."""
