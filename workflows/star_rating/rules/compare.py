"""What differs between two schemes, in the order in which a person reads one."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, TypeVar

from .items import MODE_WORDS, Item
from .parts import Indicator, QuotaRule, Tier, Veto
from .scheme import Scheme
from .wording import plain, star_name

Part = TypeVar("Part")
NONE = "无"


class Difference(NamedTuple):
    """One place that reads otherwise: 第3条班子不健全, 扣5分, 扣3分."""

    place: str
    before: str
    after: str


def differences(before: Scheme, after: Scheme) -> list[Difference]:
    """Every place where two schemes read otherwise; what is new or gone stands against 无."""
    found = [Difference(place, *pair) for place, pair in _tops(before, after).items() if pair[0] != pair[1]]
    found += _parts(before.tiers, after.tiers, lambda tier: tier.name, _tier)
    found += _parts(before.indicators, after.indicators, lambda each: f"指标“{each.name}”", _indicator)
    found += _parts(_lines(before), _lines(after), lambda line: f"第{line[1].code}条{line[1].text}", _line)
    found += _parts(before.vetoes, after.vetoes, lambda veto: f"否决情形“{veto.text}”", _veto)
    return found + _parts(before.quotas, after.quotas, _quota_place, _quota)


def _tops(before: Scheme, after: Scheme) -> dict[str, tuple[str, str]]:
    return {
        "依据": (before.basis or NONE, after.basis or NONE),
        "基础项权重": (f"{plain(before.base_weight)}%", f"{plain(after.base_weight)}%"),
        "评议项权重": (f"{plain(before.appraisal_weight)}%", f"{plain(after.appraisal_weight)}%"),
        "得分小数位数": (str(before.decimals), str(after.decimals)),
        "得分取整": (before.rounding.words, after.rounding.words),
    }


def _lines(scheme: Scheme) -> Sequence[tuple[Indicator, Item]]:
    return [(indicator, item) for indicator in scheme.indicators for item in indicator.items]


def _parts(
    before: Sequence[Part], after: Sequence[Part], place: Callable[[Part], str], words: Callable[[Part], str]
) -> list[Difference]:
    """Parts are the same one when they are called the same; a part that was renamed is one gone and one new."""
    old, new = _by(before, place), _by(after, place)
    return [Difference(at, *pair) for at, pair in _pairs(old, new, words) if pair[0] != pair[1]]


def _by(parts: Sequence[Part], place: Callable[[Part], str]) -> dict[str, Part]:
    return {place(part): part for part in parts}


def _pairs(
    old: dict[str, Part], new: dict[str, Part], words: Callable[[Part], str]
) -> Iterator[tuple[str, tuple[str, str]]]:
    for at in old | new:
        yield at, (words(old[at]) if at in old else NONE, words(new[at]) if at in new else NONE)


def _tier(tier: Tier) -> str:
    return tier.bound


def _indicator(indicator: Indicator) -> str:
    """The mark and its limits."""
    words = [f"满分{plain(indicator.full)}分"]
    if indicator.start is not None:
        words.append(f"起评{plain(indicator.start)}分")
    if indicator.floor:
        words.append(f"最低{plain(indicator.floor)}分")
    if indicator.uncapped:
        words.append("上不封顶")
    if indicator.free:
        words.append("可酌情扣分")
    return _with_basis("，".join(words), indicator.basis)


def _line(line: tuple[Indicator, Item]) -> str:
    """The rule of a line, and the indicator whose mark it counts towards."""
    indicator, item = line
    words = f"{indicator.name}，{MODE_WORDS[item.mode]}：{item.standard()}"
    if item.evidence:
        words += f"，佐证：{item.evidence}"
    return f"{words}，须有佐证" if item.needs_evidence else words


def _veto(veto: Veto) -> str:
    words = f"{veto.effect}，近{veto.window_years}年" if veto.window_years else veto.effect
    return _with_basis(words, veto.basis)


def _with_basis(words: str, basis: str) -> str:
    return f"{words}（{basis}）" if basis else words


def _quota_place(rule: QuotaRule) -> str:
    return f"{star_name(rule.tier)}名额{rule.direction.words}"


def _quota(rule: QuotaRule) -> str:
    return _with_basis(rule.words, rule.basis)
