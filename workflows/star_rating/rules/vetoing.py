"""What vetoes leave of a tier; a veto beats any score and any merit."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from types import MappingProxyType

from workflows.engine.shares import plain

from .circumstances import OUTCOME_WORDS, FactOf, Told, Veto, VetoOutcome
from .results import Reason, ReasonKind, Tone, Used
from .scheme import Scheme
from .steps import last_year
from .tiers import Tier

REMOVED = "取消评星资格"
Facts = Mapping[str, Told | None]
"""What other processes tell of a branch, by key; None: asked for, and nobody tells it."""
NOTHING: Facts = MappingProxyType({})


def apply_vetoes(
    scheme: Scheme, tier: Tier, figures: Mapping[str, Decimal], found: Collection[str], last: int | None,
    told: Facts = NOTHING,
) -> tuple[Tier | None, list[Reason]]:  # fmt: skip
    """The tier that is left, None when the branch may not be rated, and a reason for each veto in scheme order.

    What should have been told and was not is said after them: somebody must look.
    """
    unknown = [explain_unknown(veto, veto.fact) for veto in scheme.vetoes if veto.fact and is_unknown(veto, told)]
    vetoes = [veto for veto in scheme.vetoes if holds(veto, figures, found, told)]
    if not vetoes:
        return tier, [Reason(ReasonKind.VETO, Tone.OK, "没有核实到否决与封顶情形。", scheme.basis, {}), *unknown]
    reasons = []
    for veto in vetoes:
        left = tier_left(scheme, veto, tier, last)
        reasons.append(explain_veto(scheme, veto, tier, left, finding_of(scheme, veto, figures, told), last))
        tier = left
    removed = any(veto.outcome is VetoOutcome.INELIGIBLE for veto in vetoes)
    return None if removed else tier, reasons + unknown


def holds(veto: Veto, figures: Mapping[str, Decimal], found: Collection[str], told: Facts = NOTHING) -> bool:
    """Whether people found it, or a figure or fact says it; one that is not there yet says nothing."""
    if veto.fact is not None:
        fact = told.get(veto.fact)
        return fact is not None and fact.number > veto.beyond
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
    scheme: Scheme, veto: Veto, before: Tier, after: Tier, finding: tuple[str, Used], last: int | None
) -> Reason:
    kind, effect, inputs = effect_of(scheme, veto, after, last)
    change = f"，由{before.name}降为{after.name}" if after != before else ""
    if kind is ReasonKind.CAP and after == before:
        change = f"，{before.name}不受影响"
    tone = Tone.BAD if kind is ReasonKind.VETO else Tone.WARN
    said, used = finding
    return Reason(kind, tone, f"{said}，{effect}{change}。", veto.basis, {veto.code: used} | inputs)


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
        case VetoOutcome.WARN:
            return ReasonKind.CAP, OUTCOME_WORDS[VetoOutcome.WARN], {}


def is_unknown(veto: Veto, told: Facts) -> bool:
    """Whether its fact was asked for and nobody tells it. A missing fact is never a pass."""
    return veto.fact is not None and veto.fact in told and told[veto.fact] is None


def explain_unknown(veto: Veto, fact: FactOf) -> Reason:
    text = f"系统中没有本年度问题整改情况，“{veto.text}”需人工核实。"
    return Reason(ReasonKind.CAP, Tone.WARN, text, veto.basis, {veto.code: Used(fact.words, "", f"fact:{fact}")})


def finding_of(scheme: Scheme, veto: Veto, figures: Mapping[str, Decimal], told: Facts) -> tuple[str, Used]:
    """核实有“…”, the figure that is too low, or what another process told and where it has it from."""
    if veto.fact is not None and (fact := told.get(veto.fact)) is not None:
        used = Used(veto.fact.words, str(fact.number), f"fact:{veto.fact}")
        return f"{fact.words}（来源：{fact.source}），属于“{veto.text}”", used
    if veto.asked or veto.below is None:
        return f"核实有“{veto.text}”", Used(veto.text, "有", f"veto:{veto.code}")
    name, figure = scheme.components_by_code[veto.component].name, plain(figures[veto.component])
    text = f"{name}{figure}分，低于{plain(veto.below)}分，属于“{veto.text}”"
    return text, Used(f"{name}得分", figure, f"veto:{veto.code}")


def no_upgrade_effect(scheme: Scheme, last: int | None) -> str:
    return "不得晋级，但上年没有星级可比" if last is None else f"不得晋级，上年是{scheme.level_name(last)}"
