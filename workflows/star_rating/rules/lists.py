"""What a list of branches needs: quotas with their sums, and the ranking."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Generic, NamedTuple, TypeVar

from .parts import Direction, QuotaRule
from .results import Reason, ReasonKind, Tone, Used
from .scheme import HUNDRED
from .wording import plain, star_name

Key = TypeVar("Key")


class QuotaLimit(NamedTuple):
    """How many, and the sum that shows it: 32×30%=9.6，向下取9."""

    limit: int
    formula: str


class Ranked(NamedTuple, Generic[Key]):
    """A branch's place; equal scores share it and are marked `tied` (1, 2, 2, 4)."""

    position: int
    key: Key
    score: Decimal
    tied: bool


def quota_limit(rule: QuotaRule, base: int) -> QuotaLimit:
    """The number of branches that `rule` allows or asks for among `base` of them (domain 2.3 [S03], 2.6)."""
    if rule.percent is None:
        count = rule.count or 0
        return QuotaLimit(count, f"固定{count}个")
    exact = base * rule.percent / HUNDRED
    limit = rule.rounding.apply(exact)
    return QuotaLimit(int(limit), f"{base}×{plain(rule.percent)}%={plain(exact)}{rule.rounding.note(exact, limit)}")


def check_quota(rule: QuotaRule, base: int, wanted: int) -> Reason:
    """Whether `wanted` branches keep to the rule; over a hard one is bad, over a soft one a warning."""
    limit, formula = quota_limit(rule, base)
    at_most = rule.direction is Direction.MAX
    beyond = wanted - limit if at_most else limit - wanted
    wrong = f"超出{beyond}个" if at_most else f"还差{beyond}个"
    text = (
        f"{star_name(rule.tier)}{'不超过' if at_most else '不少于'}{limit}个（{formula}），"
        f"现列{wanted}个，{wrong if beyond > 0 else '符合名额'}。"
    )
    tone = Tone.OK if beyond <= 0 else Tone.BAD if rule.hard else Tone.WARN
    inputs = {
        "base": Used("名额基数", str(base), "list"),
        "limit": Used("名额", str(limit), "scheme"),
        "wanted": Used("现列个数", str(wanted), "list"),
    }
    return Reason(ReasonKind.QUOTA, tone, text, rule.basis, inputs)


def rank(entries: Iterable[tuple[Key, Decimal]]) -> list[Ranked[Key]]:
    """Highest score first. Equal scores share a place and keep the order they came in; nothing is drawn by lot."""
    ordered = sorted(entries, key=lambda entry: -entry[1])
    first: dict[Decimal, int] = {}
    shared: dict[Decimal, int] = {}
    for position, (_key, score) in enumerate(ordered, start=1):
        first.setdefault(score, position)
        shared[score] = shared.get(score, 0) + 1
    return [Ranked(first[score], key, score, shared[score] > 1) for key, score in ordered]
