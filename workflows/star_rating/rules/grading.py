"""From deductions, appraisal, vetoes and last year's star to this year's star and the reasons for it."""

from collections.abc import Collection
from decimal import Decimal

from .parts import Indicator, Tier, Veto, VetoOutcome
from .results import Reason, ReasonKind, Result, Tone, Used
from .scheme import HUNDRED, Scheme
from .scoring import APPRAISAL_FULL, BaseScore, Deductions, IndicatorScore, ScoreError, base_score, line_of
from .wording import mark, plain, star_name

RULES_VERSION = "1"
REMOVED = "取消评星资格"


def grade(
    scheme: Scheme,
    deductions: Deductions,
    appraisal: Decimal | None,
    vetoes_found: Collection[str],
    history_tier: int | None,
) -> Result:
    """This year's star with its reasons (domain 2.3 [S03], 2.7.1 [I01]).

    The tier is that of the rounded score, so that what is published explains itself. Without `appraisal` the base
    score alone is graded, as a preview. `history_tier` is last year's level, None when there was none.
    Raises ScoreError on figures out of range and on codes that the scheme does not have.
    """
    base = base_score(scheme, deductions)
    score, weighted = weigh(scheme, base.total, appraisal)
    tier = scheme.tier_of(score)
    reasons = [explain_base(scheme, deductions, base), weighted, explain_threshold(scheme, score, tier)]
    final, vetoes = apply_vetoes(scheme, tier, vetoes_found, history_tier)
    level, name = (final.level, final.name) if final else (None, REMOVED)
    return Result(score, level, name, (*reasons, *vetoes), RULES_VERSION)


def explain_base(scheme: Scheme, deductions: Deductions, base: BaseScore) -> Reason:
    """100 less what each indicator lost; an indicator that ran out says so."""
    parts = [f"基础项满分{plain(scheme.full)}分"]
    for indicator, score in zip(scheme.indicators, base.per_indicator, strict=True):
        parts += indicator_words(indicator, score)
    if len(parts) == 1:
        parts.append("没有扣分")
    text = "，".join([*parts, f"得{mark(base.total)}分。"])
    return Reason(ReasonKind.ARITHMETIC, Tone.OK, text, scheme.basis, deductions_used(scheme, deductions))


def indicator_words(indicator: Indicator, score: IndicatorScore) -> list[str]:
    """What an indicator lost, or got where its lines give; nothing for one that kept its full mark."""
    if indicator.begins != indicator.full or not all(item.takes for item in indicator.items):
        plainly = f"{indicator.name}得{plain(score.got)}分"
        return [
            plainly
            if score.got == score.exact
            else f"{plainly}（合计{plain(score.exact)}分，{limit(indicator, score)}）"
        ]
    taken = score.full - score.exact
    if score.got != score.exact:
        return [f"{indicator.name}应扣{plain(taken)}分，满分{plain(score.full)}分，扣完为止"]
    return [f"{indicator.name}扣{plain(taken)}分"] if taken else []


def limit(indicator: Indicator, score: IndicatorScore) -> str:
    """Why a mark is not the plain sum: 满分20分封顶, 最低0分."""
    if score.exact > score.got:
        return f"满分{plain(indicator.full)}分封顶"
    return f"最低{plain(indicator.floor)}分"


def deductions_used(scheme: Scheme, deductions: Deductions) -> dict[str, Used]:
    """The rows that took or gave points, in the order of the sheet, with the figure typed."""
    lost = [(line_of(scheme, code), code, points) for code, points, _reason in deductions if points]
    lost.sort(key=lambda row: row[0].place)
    return {code: Used(line.label, plain(points), f"deduction:{code}") for line, code, points in lost}


def weigh(scheme: Scheme, base: Decimal, appraisal: Decimal | None) -> tuple[Decimal, Reason]:
    """The rounded score and its formula."""
    inputs = {"base": Used("基础项得分", plain(base), "deductions")}
    if appraisal is None:
        score = scheme.rounding.apply(base, scheme.decimals)
        text = f"评议项尚未录入，暂按基础项{score}分预估。"
        return score, Reason(ReasonKind.ARITHMETIC, Tone.WARN, text, scheme.basis, inputs)
    if not 0 <= appraisal <= APPRAISAL_FULL:
        raise ScoreError(f"评议项得分{appraisal}不在0到100分之间。")
    exact = (base * scheme.base_weight + appraisal * scheme.appraisal_weight) / HUNDRED
    score = scheme.rounding.apply(exact, scheme.decimals)
    base_weight, appraisal_weight = plain(scheme.base_weight), plain(scheme.appraisal_weight)
    total = str(score) if score == exact else plain(exact)
    text = (
        f"基础项{mark(base)}×{base_weight}%+评议项{mark(appraisal)}×{appraisal_weight}%"
        f"={total}{scheme.rounding.note(exact, score)}。"
    )
    inputs["base_weight"] = Used("基础项权重", base_weight, "scheme")
    inputs["appraisal"] = Used("评议项得分", plain(appraisal), "appraisal")
    inputs["appraisal_weight"] = Used("评议项权重", appraisal_weight, "scheme")
    return score, Reason(ReasonKind.ARITHMETIC, Tone.OK, text, scheme.basis, inputs)


def explain_threshold(scheme: Scheme, score: Decimal, tier: Tier) -> Reason:
    """Which bounds the score lies between, and how far the next tier is."""
    place = scheme.ladder.index(tier)
    above = scheme.ladder[place + 1] if place + 1 < len(scheme.ladder) else None
    bounds = [tier.bound] if place else []
    inputs = {"at_least": Used(f"{tier.name}下限", plain(tier.at_least), "scheme")}
    if above:
        bounds.append(above.below)
        inputs["next"] = Used(f"{above.name}下限", plain(above.at_least), "scheme")
    text = f"得分{score}，{'、'.join(bounds)}，对应{tier.name}"
    text += f"，{way_up(above, score)}。" if above else "。"
    tone = Tone.OK if above is None else Tone.NONE if place else Tone.BAD
    return Reason(ReasonKind.THRESHOLD, tone, text, scheme.basis, inputs)


def way_up(above: Tier, score: Decimal) -> str:
    """How far the next tier is; on its open bound no figure would say it."""
    gap = above.at_least - score
    return f"距{above.name}差{plain(gap)}分" if gap else f"{above.name}须{above.bound}"


def apply_vetoes(
    scheme: Scheme, tier: Tier, found: Collection[str], history_tier: int | None
) -> tuple[Tier | None, list[Reason]]:
    """The tier that is left, None when the branch may not be rated, and a reason for each veto in scheme order."""
    for code in found:
        if code not in scheme.vetoes_by_code:
            raise ScoreError(f"方案里没有编号为“{code}”的否决情形。")
    vetoes = [veto for veto in scheme.vetoes if veto.code in found]
    if not vetoes:
        return tier, [Reason(ReasonKind.VETO, Tone.OK, "没有核实到否决与封顶情形。", scheme.basis, {})]
    reasons = []
    for veto in vetoes:
        left = tier_left(scheme, veto, tier, history_tier)
        reasons.append(explain_veto(veto, tier, left, history_tier))
        tier = left
    removed = any(veto.outcome is VetoOutcome.INELIGIBLE for veto in vetoes)
    return None if removed else tier, reasons


def tier_left(scheme: Scheme, veto: Veto, tier: Tier, history_tier: int | None) -> Tier:
    """The tier after one veto, never higher than before. INELIGIBLE leaves it: `apply_vetoes` takes the star away."""
    if veto.outcome is VetoOutcome.BOTTOM:
        return scheme.ladder[0]
    limit = history_tier if veto.outcome is VetoOutcome.NO_UPGRADE else veto.cap
    if limit is None or tier.level <= limit:
        return tier
    return scheme.highest_up_to(limit)


def explain_veto(veto: Veto, before: Tier, after: Tier, history_tier: int | None) -> Reason:
    inputs = {veto.code: Used(veto.text, "有", f"veto:{veto.code}")}
    kind = ReasonKind.VETO
    match veto.outcome:
        case VetoOutcome.INELIGIBLE:
            effect = REMOVED
        case VetoOutcome.BOTTOM:
            effect = f"直接定为{after.name}"
        case VetoOutcome.CAP_TIER:
            kind, effect = ReasonKind.CAP, f"最高评{star_name(veto.cap)}"
            inputs["cap"] = Used("封顶星级", star_name(veto.cap), "scheme")
        case VetoOutcome.NO_UPGRADE:
            kind, effect = ReasonKind.CAP, no_upgrade_effect(history_tier)
            inputs["history"] = Used("上年星级", last_year(history_tier), "history")
    change = f"，由{before.name}降为{after.name}" if after != before else ""
    if kind is ReasonKind.CAP and after == before:
        change = f"，{before.name}不受影响"
    tone = Tone.BAD if kind is ReasonKind.VETO else Tone.WARN
    return Reason(kind, tone, f"核实有“{veto.text}”，{effect}{change}。", veto.basis, inputs)


def no_upgrade_effect(history_tier: int | None) -> str:
    return "不得晋级，但上年没有星级可比" if history_tier is None else f"不得晋级，上年是{star_name(history_tier)}"


def last_year(history_tier: int | None) -> str:
    return "上年未评星" if history_tier is None else star_name(history_tier)
