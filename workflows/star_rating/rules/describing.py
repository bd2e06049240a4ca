"""Each part of a scheme in words, as its page shows it and as two versions are compared."""

from collections.abc import Iterable, Iterator

from workflows.engine.shares import plain

from .circumstances import Merit, Veto
from .components import Component, FigureOf
from .indicators import Group, Indicator
from .items import MODE_WORDS, Item, Mode
from .places import own_fields
from .quotas import QuotaRule
from .scheme import Scheme
from .standing import Newcomers, Precondition
from .tiers import Decider, Tier
from .wording import star_name

NONE = "无"


def facts(scheme: Scheme) -> dict[str, str]:
    """What a scheme says once, by what it is about."""
    return {
        "依据": scheme.basis or NONE,
        "总分": f"满分{plain(scheme.max_score)}分" + ("，可以超过" if scheme.uncapped else ""),
        "得分": f"保留{scheme.decimals}位小数，{scheme.rounding.words}",
        "参评范围": said_of_range(scheme),
        "新成立的支部": said_of_newcomers(scheme),
        "晋级": f"每年最多升{scheme.step_up}级" if scheme.step_up else "每年升几级不限",
        "按排名定星": said_of_ranking(scheme),
        "另报备案": "、".join(scheme.bodies) or NONE,
        "公示": scheme.publicity.words if scheme.publicity else "天数和起算方案没有写，公示时填写",
    }


def said_of_range(scheme: Scheme) -> str:
    """Which branches are rated by their last star."""
    if scheme.only_up_to is None:
        return "不论上年星级都参评"
    return f"上年{scheme.level_name(scheme.only_up_to)}及以下和上年没有星级的支部"


def said_of_newcomers(scheme: Scheme) -> str:
    """What becomes of branches that were just founded."""
    if scheme.newcomers is Newcomers.RATED:
        return scheme.newcomers.words
    return f"成立不满{scheme.newcomer_months}个月的{scheme.newcomers.words}"


def said_of_ranking(scheme: Scheme) -> str:
    """Whether stars go by rank, where, and how many take part."""
    if scheme.ranking is None:
        return "不按排名，按档线"
    first = f"，取前{scheme.ranking.first}名" if scheme.ranking.first else ""
    return f"{scheme.ranking.node.words}排名{first}，各档取固定个数"


def own_names(scheme: Scheme, words: str, level: int | None) -> str:
    """Words about a level with the name that the scheme gives it: 及以上 of 先进 where 五星级 is called so."""
    return words.replace(star_name(level), scheme.level_name(level))


def component(part: Component) -> str:
    """权重70%，指标表合计; with its full mark and what reviewers score."""
    words = [f"权重{plain(part.weight)}%", part.figure_of.words]
    words += [f"满分{plain(part.full)}分"] if part.full is not None else []
    words += ["从总分里减去"] if part.takes else []
    if part.figure_of is FigureOf.PANEL:
        words.append(f"多名评委{part.average.words}")
    words += [f"{each.name}{plain(each.full)}分" for each in part.dimensions]
    return with_basis(words, part.basis)


def tier(part: Tier) -> str:
    """在90分及以上; with how many, who decides and what follows."""
    up_to = [f"文件写到{plain(part.up_to)}分"] if part.up_to is not None else []
    decider = [part.decider] if part.decided_by is Decider.UNIT or part.body else []
    return "，".join([part.bound, *up_to, *decider, *tier_more(part)])


def tier_more(part: Tier, *, ranked: bool = False) -> Iterator[str]:
    """What a tier says beside its bound and who decides it; nothing that is as usual.

    `ranked`: its number of places was said in place of the bound.
    """
    if part.name != star_name(part.level):
        yield f"相当于{star_name(part.level)}"
    if part.places is not None and not ranked:
        yield f"固定{part.places}个"
    if part.clearance:
        yield "须有纪检意见"
    if part.use:
        yield f"结果运用：{part.use}"
    if part.follow_up:
        yield f"整改：{part.follow_up}" + (f"（{part.follow_days}天内）" if part.follow_days else "")


def group(scheme: Scheme, part: Group) -> str:
    """满分20分，超过按满分计; with the heading that it stands under."""
    words = [f"满分{plain(part.full)}分" if part.full is not None else "没有写满分"]
    words += ["合计超过满分按满分计"] if part.capped else []
    above = {each.code: each.name for each in scheme.groups}.get(part.parent)
    return "，".join([*words, f"在“{above}”之下"] if above else words)


def indicator(scheme: Scheme, part: Indicator) -> str:
    """The mark and its limits, and where it belongs."""
    words = [f"满分{plain(part.full)}分"]
    words += [f"起评{plain(part.start)}分"] if part.start is not None else []
    words += [f"最低{plain(part.floor)}分"] if part.floor else []
    words += ["上不封顶"] if part.uncapped else []
    words += ["可酌情扣分"] if part.free else []
    words += [f"低于{plain(part.follow_below)}分须整改"] if part.follow_below is not None else []
    words += [f"在“{each.name}”之下" for each in scheme.groups if each.code == part.group]
    if len(scheme.table_components) > 1:
        words.append(f"算在“{scheme.components_by_code[scheme.component_of(part)].name}”里")
    return with_basis(words, part.basis)


def line(part: Indicator, item: Item) -> str:
    """The rule of a line, and the indicator whose mark it counts towards."""
    words = [part.name, f"{MODE_WORDS[item.mode]}：{item.standard()}"]
    if item.most is not None and item.mode is Mode.TIERED:
        words.append(f"封顶{plain(item.most)}分")
    words += [f"佐证：{item.evidence}"] if item.evidence else []
    words += [f"{'没有扣满' if item.takes else '得分'}的须有佐证"] if item.needs_evidence else []
    words += [f"为何需要佐证：{item.evidence_why}"] if item.evidence_why else []
    return "，".join(words)


def veto(scheme: Scheme, part: Veto) -> str:
    """最高二星级，近1年; with the figure that the system finds it by."""
    words = [veto_effect(scheme, part)]
    words += [f"近{part.window_years}年"] if part.window_years else []
    words += [f"由系统判断：{found_by(scheme, part)}"] if not part.asked else []
    return with_basis(words, part.basis)


def veto_effect(scheme: Scheme, part: Veto) -> str:
    """What it leads to, with the scheme's own name of the tier."""
    return part.effect if part.cap is None else f"最高{scheme.level_name(part.cap)}"


def found_by(scheme: Scheme, part: Veto) -> str:
    """群众满意度不到60分, 逾期的问题超过0个."""
    if part.fact is not None:
        return f"问题整改台账中{part.fact.words}超过{part.beyond}个"
    below = plain(part.below) if part.below is not None else ""
    return f"{scheme.components_by_code[part.component].name}不到{below}分"


def precondition(scheme: Scheme, part: Precondition) -> str:
    """上年须为四星级及以上; with the clause."""
    return with_basis([precondition_words(scheme, part)], part.basis)


def precondition_words(scheme: Scheme, part: Precondition) -> str:
    """上年须为四星级及以上, with the scheme's own name of the tier."""
    return own_names(scheme, part.words, part.level)


def merit(scheme: Scheme, part: Merit) -> str:
    """直接定为五星级，不占名额，由党（工）委认定."""
    words = [merit_effect(scheme, part)]
    words += [] if part.takes_place else ["不占名额"]
    words += [f"由{part.approver}认定"] if part.approver else []
    return with_basis(words, part.basis)


def merit_effect(scheme: Scheme, part: Merit) -> str:
    """What it leads to, with the scheme's own name of the tier."""
    return own_names(scheme, part.effect, part.tier)


def quota_tiers(scheme: Scheme, part: QuotaRule) -> str:
    """五星级, 三星级及以上: with the scheme's own name of the tier."""
    return own_names(scheme, part.stars, part.tier)


def quota_name(scheme: Scheme, part: QuotaRule) -> str:
    """社区领域五星级: whose stars a quota is about."""
    return f"{part.field}领域{quota_tiers(scheme, part)}" if part.field else quota_tiers(scheme, part)


def quota(scheme: Scheme, part: QuotaRule) -> str:
    """每个呈报单位不超过参评支部的30%，向下取整; with the clause."""
    return with_basis([quota_words(scheme, part)], part.basis)


def quota_words(scheme: Scheme, part: QuotaRule) -> str:
    """全部单位合计不少于同领域支部的5%，向上取整，社区领域另有规定."""
    own = "、".join(own_fields(scheme.quotas, part))
    return f"{part.words}，{own}领域另有规定" if own else part.words


def with_basis(words: Iterable[str], basis: str) -> str:
    """The words, and the clause in brackets."""
    said = "，".join(words)
    return f"{said}（{basis}）" if basis else said
