"""What vetoes leave of a tier; a veto beats any score and any merit."""

from collections.abc import Collection, Mapping
from decimal import Decimal

from .circumstances import Veto, VetoOutcome
from .results import Reason, ReasonKind, Tone, Used
from .scheme import Scheme
from .steps import last_year
from .tiers import Tier
from .wording import plain

REMOVED = "取消评星资格"


def apply_vetoes(
    scheme: Scheme, tier: Tier, figures: Mapping[str, Decimal], found: Collection[str], last: int | None
) -> tuple[Tier | None, list[Reason]]:
    """The tier that is left, None when the branch may not be rated, and a reason for each veto in scheme order."""
    vetoes = [veto for veto in scheme.vetoes if holds(veto, figures, found)]
    if not vetoes:
        return tier, [Reason(ReasonKind.VETO, Tone.OK, "没有核实到否决与封顶情形。", scheme.basis, {})]
    reasons = []
    for veto in vetoes:
        left = tier_left(scheme, veto, tier, last)
        reasons.append(explain_veto(scheme, veto, tier, left, figures, last))
        tier = left
    removed = any(veto.outcome is VetoOutcome.INELIGIBLE for veto in vetoes)
    return None if removed else tier, reasons


def holds(veto: Veto, figures: Mapping[str, Decimal], found: Collection[str]) -> bool:
    """Whether people found it, or the figure of its component says it; one that is not there yet says nothing."""
    if veto.asked or veto.below is None:
        return veto.code in found
    figure = figures.get(veto.component)
    return figure is not None and figure < veto.below


def tier_left(scheme: Scheme, veto: Veto, tier: Tier, last: int | None) -> Tier:
    """The tier after one veto, never higher than before. INELIGIBLE leaves it: `apply_vetoes` takes the star away."""
    if veto.outcome is VetoOutcome.BOTTOM:
        return scheme.ladder[0]
    limit = last if veto.outcome is VetoOutcome.NO_UPGRADE else veto.cap
    if limit is None or tier.level <= limit:
        return tier
    return scheme.highest_up_to(limit)


def explain_veto(
    scheme: Scheme, veto: Veto, before: Tier, after: Tier, figures: Mapping[str, Decimal], last: int | None
) -> Reason:
    kind, effect, inputs = effect_of(scheme, veto, after, last)
    change = f"，由{before.name}降为{after.name}" if after != before else ""
    if kind is ReasonKind.CAP and after == before:
        change = f"，{before.name}不受影响"
    tone = Tone.BAD if kind is ReasonKind.VETO else Tone.WARN
    finding, used = finding_of(scheme, veto, figures)
    return Reason(kind, tone, f"{finding}，{effect}{change}。", veto.basis, {veto.code: used} | inputs)


def effect_of(scheme: Scheme, veto: Veto, after: Tier, last: int | None) -> tuple[ReasonKind, str, dict[str, Used]]:
    """What a veto does, in words, with the values it went by."""
    match veto.outcome:
        case VetoOutcome.INELIGIBLE:
            return ReasonKind.VETO, REMOVED, {}
        case VetoOutcome.BOTTOM:
            return ReasonKind.VETO, f"直接定为{after.name}", {}
        case VetoOutcome.CAP_TIER:
            cap = scheme.level_name(veto.cap)
            return ReasonKind.CAP, f"最高评{cap}", {"cap": Used("封顶星级", cap, "scheme")}
        case VetoOutcome.NO_UPGRADE:
            inputs = {"history": Used("上年星级", last_year(scheme, last, "上年未评星"), "history")}
            return ReasonKind.CAP, no_upgrade_effect(scheme, last), inputs


def finding_of(scheme: Scheme, veto: Veto, figures: Mapping[str, Decimal]) -> tuple[str, Used]:
    """核实有“…”, or the figure that is too low."""
    if veto.asked or veto.below is None:
        return f"核实有“{veto.text}”", Used(veto.text, "有", f"veto:{veto.code}")
    name, figure = scheme.components_by_code[veto.component].name, plain(figures[veto.component])
    text = f"{name}{figure}分，低于{plain(veto.below)}分，属于“{veto.text}”"
    return text, Used(f"{name}得分", figure, f"veto:{veto.code}")


def no_upgrade_effect(scheme: Scheme, last: int | None) -> str:
    return "不得晋级，但上年没有星级可比" if last is None else f"不得晋级，上年是{scheme.level_name(last)}"
