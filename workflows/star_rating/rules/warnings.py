"""What contradicts itself in a scheme: shown wherever somebody reads it, and no hindrance to using it."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import pairwise

from workflows.engine.shares import plain

from .circumstances import MeritKind
from .components import HUNDRED, Component, FigureOf
from .indicators import Group, Indicator
from .items import Item, Mode
from .quota_warnings import quota_warnings
from .quotas import QuotaNode
from .scheme import Scheme
from .tiers import Decider, Tier
from .timing import STAGES, Window

NOTHING = Decimal(0)
NUMBERED = re.compile(r"(\D*)(\d{1,3})(?!\d)")
AT_ONCE = {Mode.LINEAR: "达到目标得", Mode.COUNT: "每件得", Mode.MANUAL: "最多得", Mode.DEDUCT: "扣"}
"""What a line of each mode gives or takes at once, before 封顶."""
FEW = 4
"""A number for each so many that are there may be missing by mistake; with more gaps the codes are no numbering."""


def warnings_of(scheme: Scheme) -> list[str]:
    """Sentences about what contradicts itself. They are shown, and the scheme may still be used (domain 2.7.2)."""
    found = [*weight_warnings(scheme), *tier_warnings(scheme), *bound_warnings(scheme), *ranking_warnings(scheme)]
    for component in scheme.components:
        found += component_warnings(scheme, component)
    for group in scheme.groups:
        found += group_warnings(scheme, group)
    found += number_warnings(scheme)
    for indicator in scheme.indicators:
        found += indicator_warnings(indicator)
    found += [*circumstance_warnings(scheme), *standing_warnings(scheme)]
    return [*found, *quota_warnings(scheme), *window_warnings(scheme)]


def added_up(parts: Iterable[Decimal]) -> Decimal:
    return sum(parts, NOTHING)


# --- the score ----------------------------------------------------------------------------------------------------


def weight_warnings(scheme: Scheme) -> Iterator[str]:
    """Components that are weighted share one full mark; those that are added make it up together."""
    giving = [each for each in scheme.components if not each.takes]
    if added_up(each.weight for each in giving) == HUNDRED:
        yield from shared_mark_warnings(scheme, giving)
        return
    best = best_of(scheme)
    if best != scheme.max_score:
        weights = "，".join(f"{each.name}{plain(scheme.full_of(each))}分×{plain(each.weight)}%" for each in giving)
        yield f"各分项加起来最多{plain(best)}分（{weights}），不是总分满分{plain(scheme.max_score)}分，请核对。"


def best_of(scheme: Scheme) -> Decimal:
    """The most that the components come to together, indicators without an upper end at their full mark."""
    return added_up(scheme.full_of(each) * each.weight for each in scheme.components if not each.takes) / HUNDRED


def shared_mark_warnings(scheme: Scheme, giving: Iterable[Component]) -> Iterator[str]:
    for each in giving:
        full, what = scheme.full_of(each), "各项指标满分合计" if each.from_table else f"分项“{each.name}”的满分是"
        if full != scheme.max_score and each.full is None:
            yield f"{what}{plain(full)}分，不是{plain(scheme.max_score)}分。"
        elif full != scheme.max_score:
            yield f"分项“{each.name}”满分{plain(full)}分，按权重折算后总分到不了{plain(scheme.max_score)}分。"


def component_warnings(scheme: Scheme, component: Component) -> Iterator[str]:
    """A panel without lines to score, lines that do not add up, a table that does not reach the stated mark."""
    name, full = f"分项“{component.name}”", plain(component.most)
    if component.figure_of is FigureOf.PANEL and not component.dimensions:
        yield f"{name}由评委打分，但没有列出评分项，评委只打一个总分。"
    if component.dimensions and component.figure_of is not FigureOf.PANEL:
        yield f"{name}不是评委打分，列出的评分项用不上。"
    elif component.dimensions and (total := added_up(each.full for each in component.dimensions)) != component.most:
        yield f"{name}满分{full}分，各评分项合计{plain(total)}分。"
    if component.from_table and component.full is not None:
        total = added_up(each.full for each in scheme.indicators_of(component))
        if total != component.full:
            yield f"{name}满分{full}分，所属指标的满分合计{plain(total)}分。"
    if not component.weight:
        yield f"{name}的权重是0，不影响总分。"


def tier_warnings(scheme: Scheme) -> Iterator[str]:
    """Steps that cannot be reached or stand in the wrong order."""
    lowest, top = scheme.ladder[0], scheme.ladder[-1]
    if lowest.at_least > 0 and scheme.is_rest(lowest):
        yield f"最低一档{lowest.name}从{plain(lowest.at_least)}分起，低于它的得分也按{lowest.name}处理。"
    for pair in pairwise(scheme.ladder):
        yield from step_warnings(scheme, *sorted(pair, key=lambda tier: tier.level))
    if top.at_least > scheme.max_score and not scheme.uncapped:
        yield f"{top.name}从{plain(top.at_least)}分起，超过{plain(scheme.max_score)}分，评不到。"
    elif top.at_least > (best := best_of(scheme)) and not any(each.uncapped for each in scheme.indicators):
        yield f"{top.name}从{plain(top.at_least)}分起，各分项加起来最多{plain(best)}分，评不到。"
    for tier in scheme.tiers:
        if tier.follow_days and not tier.follow_up:
            yield f"{tier.name}填了整改天数，没有写整改要求。"


def step_warnings(scheme: Scheme, lower: Tier, higher: Tier) -> Iterator[str]:
    """Two steps that begin at the same score, unless places tell them apart, or the lower one at the higher score."""
    if (higher.at_least, higher.open) == (lower.at_least, lower.open):
        if not scheme.placed(higher):
            yield f"{lower.name}和{higher.name}都从{plain(lower.at_least)}分起，档次重叠，{lower.name}评不到。"
    elif (higher.at_least, higher.open) < (lower.at_least, lower.open):
        yield f"{lower.name}的下限高于{higher.name}，档次顺序颠倒。"


def bound_warnings(scheme: Scheme) -> Iterator[str]:
    """Upper bounds as documents write them: 75–85、85–95 overlap (domain 2.6c G), 85–94、95以上 leave 94.5 (2.1 A)."""
    gaps = []
    for lower, higher in pairwise(scheme.ladder):
        if lower.up_to is None:
            continue
        said = f"{lower.name}写到{plain(lower.up_to)}分，{higher.name}从{plain(higher.at_least)}分起"
        if lower.up_to < lower.at_least:
            yield f"{lower.name}写到{plain(lower.up_to)}分，低于它的下限{plain(lower.at_least)}分。"
        elif lower.up_to > higher.at_least or (lower.up_to == higher.at_least and not higher.open):
            yield f"{said}，两档重叠，重叠的得分按{higher.name}计算。"
        elif lower.up_to < higher.at_least:
            gaps.append(said)
    if gaps:
        yield f"{'；'.join(gaps)}。两档之间的得分归下面一档。"


def ranking_warnings(scheme: Scheme) -> Iterator[str]:
    """Places that nobody is ranked into, and rankings that have none or more than take part."""
    placed = [tier for tier in scheme.tiers if tier.places is not None]
    if scheme.ranking is None:
        yield from (f"{tier.name}填了固定个数，但方案没有按排名定星，个数用不上。" for tier in placed)
        return
    if not placed:
        yield "方案按排名定星，但各档都没有填固定个数。"
    total = sum(tier.places or 0 for tier in placed)
    if scheme.ranking.first is not None and total > scheme.ranking.first:
        yield f"各档固定个数合计{total}个，多于参加定星的前{scheme.ranking.first}名。"
    own = "、".join(tier.name for tier in scheme.tiers if tier.decided_by is Decider.UNIT)
    if own and scheme.ranking.node is QuotaNode.ROOT:
        yield f"方案在全部单位中统一排名，{own}却由本单位审定；统一排名的都报工委审定，不办备案。"


# --- the table ----------------------------------------------------------------------------------------------------


def group_warnings(scheme: Scheme, group: Group) -> Iterator[str]:
    """Sub-items that do not add up to the stated mark: 标题写20分，子项合计26分 (domain 2.7.2 [I02])."""
    below = [each.full for each in scheme.indicators if each.group == group.code]
    below += [each.full for each in scheme.groups if each.parent == group.code and each.full is not None]
    if not below:
        yield f"一级指标“{group.name}”下面没有指标。"
    elif group.full is not None and (total := added_up(below)) != group.full:
        counted = "按满分计算" if group.capped and total > group.full else "按各项合计计算"
        yield f"一级指标“{group.name}”写的是{plain(group.full)}分，下面各项合计{plain(total)}分，{counted}。"


def number_warnings(scheme: Scheme) -> Iterator[str]:
    """A number that is left out in a row of numbered indicators: 缺第8项 (domain 2.7.2 [I02])."""
    series: dict[str, set[int]] = {}
    for code in (each.code for each in scheme.indicators):
        if match := NUMBERED.match(code):
            series.setdefault(match[1], set()).add(int(match[2]))
    for numbers in series.values():
        missing = sorted(set(range(min(numbers), max(numbers))) - numbers)
        if missing and len(missing) * FEW <= len(numbers):
            yield f"指标的序号缺第{'、'.join(map(str, missing))}项，请核对是否漏录。"


def indicator_warnings(indicator: Indicator) -> Iterator[str]:
    """Lines that do not add up to the mark of their indicator, and files asked for without saying which."""
    if not indicator.items and not indicator.free:
        yield f"指标“{indicator.name}”没有评分条，得分不会变动。"
    if indicator.floor > indicator.full:
        yield f"指标“{indicator.name}”最低{plain(indicator.floor)}分，高于满分{plain(indicator.full)}分。"
    yield from taking_warnings(indicator) if all(item.takes for item in indicator.items) else giving_warnings(indicator)
    for item in indicator.items:
        yield from item_warnings(item)


def giving_warnings(indicator: Indicator) -> Iterator[str]:
    best = [item.best() for item in indicator.items]
    if None in best:
        if not indicator.uncapped:
            yield f"指标“{indicator.name}”有不封顶的条目，合计超过满分{plain(indicator.full)}分时按满分计算。"
        return
    total = indicator.begins + added_up(points for points in best if points is not None)
    if total != indicator.full:
        yield f"指标“{indicator.name}”的满分是{plain(indicator.full)}分，各条最多合计{plain(total)}分。"


def taking_warnings(indicator: Indicator) -> Iterator[str]:
    total = added_up(item.points for item in indicator.items)
    figures = f"指标“{indicator.name}”各条扣分合计{plain(total)}分，"
    if total > indicator.full:
        yield f"{figures}超过满分{plain(indicator.full)}分，按扣完为止计算。"
    elif total < indicator.full and not indicator.free and not any(item.per_count for item in indicator.items):
        yield f"{figures}不到满分{plain(indicator.full)}分，这一项扣不完。"
    for item in indicator.items:
        if item.points > indicator.full:
            yield f"第{item.code}条扣{plain(item.points)}分，超过“{indicator.name}”的满分{plain(indicator.full)}分。"


def item_warnings(item: Item) -> Iterator[str]:
    if item.needs_evidence and not item.evidence:
        yield f"第{item.code}条必须有佐证，没有说明要什么材料。"
    if item.needs_evidence and not item.evidence_why:
        yield f"第{item.code}条必须有佐证，没有说明为何需要。"
    if item.mode is Mode.COUNT and not item.points:
        yield f"第{item.code}条按件计分，每件却是0分，填多少件都不得分。"
    if item.mode in AT_ONCE and item.most is not None and item.most < item.points:
        yield f"第{item.code}条{AT_ONCE[item.mode]}{plain(item.points)}分，封顶却是{plain(item.most)}分。"


# --- what overrules the score --------------------------------------------------------------------------------------


def circumstance_warnings(scheme: Scheme) -> Iterator[str]:
    """Vetoes that no figure or cap can bring about, merits that change nothing, and what is asked twice."""
    texts = Counter([*(veto.text for veto in scheme.vetoes), *(merit.text for merit in scheme.merits)])
    yield from (f"情形“{text}”列了{times}次，核实时分不清是哪一条。" for text, times in texts.items() if times > 1)
    for veto in scheme.vetoes:
        component = scheme.components_by_code.get(veto.component)
        if component and veto.below is not None and veto.below > (full := scheme.full_of(component)):
            limit = f"分项“{component.name}”满分只有{plain(full)}分"
            yield f"“{veto.text}”看是不是低于{plain(veto.below)}分，{limit}，每个支部都会触发。"
        if component and component.takes and veto.below is not None:
            yield f"“{veto.text}”看减分项“{component.name}”是不是低于{plain(veto.below)}分，扣得越少越会触发。"
        if veto.cap == max(scheme.tiers_by_level):
            yield f"“{veto.text}”的封顶星级已是最高一档，没有作用。"
    for merit in scheme.merits:
        if merit.kind is MeritKind.BREAKTHROUGH and not scheme.step_up and not scheme.preconditions:
            yield f"“{merit.text}”可以破格晋级，但方案没有逐级晋升和前置条件，没有作用。"


def standing_warnings(scheme: Scheme) -> Iterator[str]:
    """Preconditions that a level of the scheme can never meet."""
    highest = max(scheme.tiers_by_level)
    for condition in scheme.preconditions:
        if condition.level is not None and condition.level > highest:
            yield f"{scheme.level_name(condition.tier)}的前置条件要{condition.level}星，方案最高只有{highest}星。"


def window_warnings(scheme: Scheme) -> Iterator[str]:
    """Last days that do not come in the order of the stages."""
    order = list(STAGES)
    for earlier, later in pairwise(sorted(scheme.windows, key=lambda window: order.index(window.stage))):
        if when(later) < when(earlier):
            yield f"{STAGES[later.stage]}的截止日期早于{STAGES[earlier.stage]}。"


def when(window: Window) -> tuple[bool, int, int]:
    """The last day in the order of the calendar."""
    return window.next_year, window.month, window.day
