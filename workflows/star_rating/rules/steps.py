"""Raising and holding a tier: 直接定级, preconditions on earlier years, 逐级晋升, 破格晋级."""

from collections.abc import Collection

from .circumstances import Merit, MeritKind
from .describing import precondition_words
from .results import Reason, ReasonKind, Tone, Used
from .scheme import Scheme
from .standing import Past, Precondition, PreconditionKind
from .tiers import Tier


def apply_merits(scheme: Scheme, tier: Tier | None, found: Collection[str]) -> tuple[Tier | None, list[Reason]]:
    """The tier that 直接定级 leads to, never lower than before, with a reason for each circumstance that holds.

    `tier` is None where the place in a ranking leads to none; 直接定级 asks for no place.
    """
    reasons = []
    for merit in found_of(scheme, MeritKind.DIRECT, found):
        given = scheme.tiers_by_level[merit.tier or 0]
        reasons.append(explain_merit(merit, f"直接定级，{change_words(tier, given)}"))
        tier = given if tier is None or given.level > tier.level else tier
    return tier, reasons


def change_words(tier: Tier | None, given: Tier) -> str:
    """由三星级定为五星级, 五星级不受影响; 定为五星级 where there was none."""
    if tier is None:
        return f"定为{given.name}"
    return f"由{tier.name}定为{given.name}" if given.level > tier.level else f"{tier.name}不受影响"


def found_of(scheme: Scheme, kind: MeritKind, found: Collection[str]) -> list[Merit]:
    return [merit for merit in scheme.merits if merit.kind is kind and merit.code in found]


def explain_merit(merit: Merit, effect: str) -> Reason:
    by = f"（由{merit.approver}认定）" if merit.approver else ""
    inputs = {merit.code: Used(merit.text, "有", f"merit:{merit.code}")}
    return Reason(ReasonKind.MERIT, Tone.OK, f"核实有“{merit.text}”{by}，{effect}。", merit.basis, inputs)


def apply_standing(scheme: Scheme, tier: Tier, found: Collection[str], past: Past) -> tuple[Tier, list[Reason]]:
    """The tier that earlier years allow, with a reason for each limit; 破格晋级 lifts them."""
    met, reasons = apply_preconditions(scheme, tier, past)
    held, steps = apply_step_up(scheme, met, past)
    reasons += steps
    if held.level < tier.level:
        for merit in found_of(scheme, MeritKind.BREAKTHROUGH, found):
            lifted = tier if merit.tier is None else scheme.highest_up_to(min(merit.tier, tier.level))
            if lifted.level > held.level:
                reasons.append(explain_merit(merit, f"破格晋级，由{held.name}定为{lifted.name}"))
                held = lifted
    return held, reasons


def apply_preconditions(scheme: Scheme, tier: Tier, past: Past) -> tuple[Tier, list[Reason]]:
    """The highest tier, no higher than `tier`, whose preconditions hold; the lowest tier when none does."""
    reasons = []
    while unmet := first_unmet(scheme, tier, past):
        lower = scheme.highest_up_to(tier.level - 1)
        if lower == tier:
            break
        reasons.append(explain_unmet(scheme, tier, unmet, lower, past))
        tier = lower
    return tier, reasons


def first_unmet(scheme: Scheme, tier: Tier, past: Past) -> Precondition | None:
    conditions = (each for each in scheme.preconditions if each.tier == tier.level)
    return next((each for each in conditions if not each.met_by(past)), None)


def explain_unmet(scheme: Scheme, tier: Tier, unmet: Precondition, lower: Tier, past: Past) -> Reason:
    if unmet.kind is PreconditionKind.AGE:
        has, used = f"到年底成立{past.months}个月", Used("成立月数", str(past.months), "history")
    else:
        stars = "、".join(last_year(scheme, star) for star in past.stars(unmet.years))
        years = "上年" if unmet.years == 1 else f"近{unmet.years}年"
        has, used = f"{years}是{stars}", Used(f"{years}星级", stars, "history")
    text = f"{tier.name}{precondition_words(scheme, unmet)}，{has}，由{tier.name}降为{lower.name}。"
    return Reason(ReasonKind.STANDING, Tone.WARN, text, unmet.basis, {"history": used})


def apply_step_up(scheme: Scheme, tier: Tier, past: Past) -> tuple[Tier, list[Reason]]:
    """No more than so many steps above last year's star (逐级晋升 2.6 [S06]); free when there was none."""
    if not scheme.step_up:
        return tier, []
    inputs = {"history": Used("上年星级", last_year(scheme, past.last), "history")}
    if past.last is None:
        text = "逐级晋升，但上年没有星级可比。"
        return tier, [Reason(ReasonKind.STANDING, Tone.NONE, text, scheme.basis, inputs)]
    top = highest_step(scheme, past.last)
    if tier.level <= top.level:
        return tier, []
    text = f"每年最多升{scheme.step_up}级，上年是{scheme.level_name(past.last)}，由{tier.name}降为{top.name}。"
    return top, [Reason(ReasonKind.STANDING, Tone.WARN, text, scheme.basis, inputs)]


def highest_step(scheme: Scheme, last: int) -> Tier:
    """The tier that many steps up the ladder from last year's."""
    below = sum(tier.level <= last for tier in scheme.ladder)
    return scheme.ladder[min(max(below - 1 + scheme.step_up, 0), len(scheme.ladder) - 1)]


def last_year(scheme: Scheme, level: int | None, without: str = "未评星") -> str:
    """三星级, or the words for a year without one."""
    return without if level is None else scheme.level_name(level)
