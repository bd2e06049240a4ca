"""What makes a round unusable: codes that repeat, rules that name what is not there, stages without an end."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .document import RoundError, refuse_repeats
from .stages import DECIDERS, Stage

if TYPE_CHECKING:
    from .award_round import AwardRound


def check(award: "AwardRound") -> None:
    """Raise RoundError with a sentence that says what repeats, is missing or cannot be."""
    if not award.categories:
        raise RoundError("批次至少要有一个类别。", "categories")
    _check_repeats(award)
    for where, code in _categories_named(award):
        if code not in award.by_code:
            raise RoundError(f"{where}所说的类别“{code}”不在批次的类别里。")
    _check_stages(award)


def _check_repeats(award: "AwardRound") -> None:
    refuse_repeats("类别编号", (each.code for each in award.categories))
    refuse_repeats("类别名称", (each.name for each in award.categories))
    refuse_repeats("限额编号", (each.code for each in award.caps))
    refuse_repeats("会审部门编号", (each.code for each in award.opinions))
    refuse_repeats("环节", (each.words for each in award.stages))
    for category in award.categories:
        where = f"类别“{category.name}”"
        refuse_repeats(f"{where}的条件编号", (each.code for each in award.conditions_of(category)))
        refuse_repeats(f"{where}的材料编号", (each.code for each in award.materials_of(category)))


def _categories_named(award: "AwardRound") -> Iterator[tuple[str, str]]:
    """Every category that a rule names, with the rule."""
    yield from ((f"限额“{cap.name}”", code) for cap in award.caps for code in cap.categories)
    yield from ((f"总数“{total.name}”", code) for total in award.totals for code in total.categories)


def _check_stages(award: "AwardRound") -> None:
    """A body decides, its stage is there, stages stand in their order, and each has what it needs."""
    if award.decided_by not in DECIDERS:
        bodies = "、".join(stage.words for stage in Stage if stage in DECIDERS)
        raise RoundError(f"{award.decided_by.words}不能作为决定环节，请选{bodies}之一。", "decided_by")
    if award.decided_by not in award.stages:
        raise RoundError(f"决定环节“{award.decided_by.words}”不在批次的环节里，不能不设。", "stages")
    if list(award.stages) != sorted(award.stages, key=list(Stage).index):
        raise RoundError("环节的顺序应是" + "、".join(stage.words for stage in Stage) + "。", "stages")
    if Stage.CONSULTATION in award.stages and not award.opinions:
        raise RoundError("设了会审环节，没有写明向哪些部门征求意见。", "opinions")
