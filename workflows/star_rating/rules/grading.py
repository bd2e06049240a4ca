"""From deductions, entered figures, circumstances and earlier stars to this year's star and the reasons for it."""

from collections.abc import Collection, Mapping
from decimal import Decimal

from workflows.engine.shares import plain

from .results import Reason, ReasonKind, Result, Tone, Used
from .scheme import Scheme
from .scoring import Deductions, ScoreError, base_score
from .standing import NEW, Newcomers, Past
from .steps import apply_merits, apply_standing
from .summing import explain_table, weigh
from .threshold import Placed, by_place, by_score
from .tiers import Tier
from .vetoing import NOTHING, REMOVED, Facts, apply_vetoes
from .wording import star_name

RULES_VERSION = "1"
UNSCORED = "尚无得分"
UNPLACED = "待排名"
UNRATED = "不定星级"


def grade(
    scheme: Scheme,
    lines: Deductions,
    components: Mapping[str, Decimal],
    found: Collection[str],
    past: Past = NEW,
    *,
    placing: Placed | None = None,
    told: Facts = NOTHING,
) -> Result:
    """This year's star with its reasons (domain 2.3 [S03], 2.7.1 [I01]).

    `components`: the figures that were entered, by component; as long as one is missing the others are graded, as a
    preview. `found`: codes of the vetoes and merits that apply. `placing`: where the branch stands, in a scheme
    that ranks. `told`: what other processes tell, by fact. The tier is that of the rounded score, so that what is
    published explains itself.

    Raises ScoreError on figures out of range and on codes that the scheme does not have.
    """
    check_found(scheme, found)
    base = base_score(scheme, lines)
    figures = base.per_component | checked(scheme, components)
    score, weighted = weigh(scheme, figures)
    reasons = [*explain_table(scheme, lines, base), *weighted]
    if score is None:
        return Result(Decimal(0), None, UNSCORED, tuple(reasons), RULES_VERSION)
    ranks = scheme.ranking is not None
    tier, why = by_place(scheme, score, placing) if ranks else by_score(scheme, score)
    reasons.append(why)
    if tier is None and placing is None:
        return Result(score, None, UNPLACED, tuple(reasons), RULES_VERSION)
    return settle(scheme, score, tier, reasons, figures, found, past, told)


def check_found(scheme: Scheme, found: Collection[str]) -> None:
    """Raise ScoreError on a circumstance that the scheme does not ask about."""
    for code in found:
        if code not in scheme.asked:
            raise ScoreError(f"方案里没有编号为“{code}”的否决情形。")


def checked(scheme: Scheme, components: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """The entered figures, each known and in range. Raises ScoreError."""
    for code, figure in components.items():
        component = scheme.components_by_code.get(code)
        if component is None or component.from_table:
            raise ScoreError(f"方案里没有编号为“{code}”、需要录入得分的分项。")
        if not 0 <= figure <= component.most:
            raise ScoreError(f"{component.name}得分{figure}不在0到{plain(component.most)}分之间。")
    return dict(components)


def settle(
    scheme: Scheme, score: Decimal, tier: Tier | None, reasons: list[Reason], figures: Mapping[str, Decimal],
    found: Collection[str], past: Past, told: Facts = NOTHING,
) -> Result:  # fmt: skip
    """The star that is left of the score's: raised by merits, held by preconditions, lowered by vetoes."""
    raised, merits = apply_merits(scheme, tier, found)
    if raised is None:
        return Result(score, None, star_name(None), tuple(reasons), RULES_VERSION)
    held, limits = apply_standing(scheme, raised, found, past)
    final, vetoes = apply_vetoes(scheme, held, figures, found, past.last, told)
    level, name = (final.level, final.name) if final else (None, REMOVED)
    if final and is_newcomer(scheme, past):
        level, name = None, UNRATED
        vetoes.append(explain_newcomer(scheme, past))
    return Result(score, level, name, (*reasons, *merits, *limits, *vetoes), RULES_VERSION)


def is_newcomer(scheme: Scheme, past: Past) -> bool:
    """Whether a branch is too young to be given a star this year (domain 2.6 [S06])."""
    return scheme.newcomers is Newcomers.UNRATED and past.months is not None and past.months < scheme.newcomer_months


def explain_newcomer(scheme: Scheme, past: Past) -> Reason:
    text = f"到年底成立{past.months}个月，不满{scheme.newcomer_months}个月，参加自评，不定星级。"
    inputs = {"months": Used("成立月数", str(past.months), "history")}
    return Reason(ReasonKind.STANDING, Tone.WARN, text, scheme.basis, inputs)
