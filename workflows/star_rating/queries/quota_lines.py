"""Quotas 名额 in words: how one stands for a list, how all of a round stand, whose places they are."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import Count

from workflows.engine.models import Quota, Round
from workflows.star_rating.models import Rating
from workflows.star_rating.queries.quotas import with_rules
from workflows.star_rating.queries.sheets import scheme_of
from workflows.star_rating.rules import NO_FIELD, QuotaNode, QuotaRule, Use, keyed_quotas, split_key


class QuotaLine:
    """One quota of a list: how many, of how many, and the sum that shows it.

    `reporting`: the list still lies with its unit, to which only what binds there says what to do.
    """

    def __init__(
        self, quota: Quota, use: Use, takers: Sequence[Rating] = (), where: str = "", *, reporting: bool = False
    ) -> None:
        self.quota, self.use, self.takers = quota, use, takers
        self.rule, self.wanted, self.taken = use.rule, use.wanted, use.taken
        self.left = quota.limit - use.wanted - use.taken
        self.over = use.over > 0
        self.refuses = use.broken and use.rule.hard
        self.needs_reason = use.broken and not use.rule.hard
        self.binds_at_report = self.rule.binds_at_report
        self.later = reporting and not self.binds_at_report
        self.state = self._state()
        self.text = f"{where}{self._most()}，{self._said()}{self.state}{self._advice()}。"

    def _most(self) -> str:
        return f"{self.rule.stars}{'至少' if self.rule.least else '名额'}{self.quota.limit}个（{self.quota.formula}）"

    def _said(self) -> str:
        before = f"前批已列{self.taken}个，" if self.taken else ""
        return f"{before}本批列{self.wanted}个，"

    def _state(self) -> str:
        if self.rule.least:
            return f"还差{self.use.short}个" if self.use.short else "已达到"
        return f"超{self.use.over}个" if self.over else f"余{self.left}个" if self.left else "已满"

    def _advice(self) -> str:
        if self.use.short and not self.use.broken:
            return f"，还有{self.use.to_come}个支部未报"
        if not self.use.broken:
            return ""
        if self.later:
            return "，由工委审定时说明" if self.needs_reason else "，由工委审定时核对"
        if self.needs_reason:
            return f"，{self.rule.may}，须写明理由"
        return "，请按排序改列" if self.over else f"，请核对后再{'报送' if self.binds_at_report else '办理'}"

    @property
    def tone(self) -> str:
        """The colour of its light."""
        if self.use.broken:
            return "yellow" if self.needs_reason or self.later else "red"
        return "yellow" if self.use.short or (not self.rule.least and self.left == 0) else "green"


class QuotaUse(NamedTuple):
    """One quota of a round as it stands: whose, under which rule, how many places are taken."""

    quota: Quota
    unit: str
    rule: str
    taken: int
    state: str
    tone: str


def uses(round_: Round) -> list[QuotaUse]:
    """Every quota of a round with what is taken of it, by rule and unit. One statement beside the scheme."""
    rules = keyed_quotas(scheme_of(round_))
    rows = Quota.objects.filter(round=round_).annotate(others=Count("reservations")).select_related("unit")
    found = []
    for quota, rule, field in with_rules(rows.order_by("-key", "unit__position", "unit__code"), rules):
        line = QuotaLine(quota, Use(rule, quota.limit, quota.others, 0, quota.base))  # type: ignore[attr-defined]
        unit = "全部单位" if rule.node is QuotaNode.ROOT else quota.unit.short_name
        within = f"（{field}）" if field and not rule.field else ""  # a rule for one field says so itself
        words = f"{rule.stars}{within}：{rule.words}"
        found.append(QuotaUse(quota, unit, words, line.taken, line.state, line.tone))
    return found


def where(quota: Quota, rule: QuotaRule) -> str:
    """Whose places they are, said before the star: nothing for those of the reporting unit itself."""
    _, field = split_key(quota.key)
    said = field if field in ("", NO_FIELD) else f"{field}领域"
    if rule.node is QuotaNode.ROOT:
        return f"全部单位{said}"
    return f"{quota.unit.short_name}{said}" if rule.node is QuotaNode.NAMED else said


def whose(quota: Quota, rule: QuotaRule) -> str:
    """Whose places they are, by name also where they are the reporting unit's own: 甲局机关党委社区领域."""
    own = quota.unit.short_name if rule.node is QuotaNode.SUBMITTING_UNIT else ""
    return f"{own}{where(quota, rule)}"
