"""减负体检: what a round asks for each nomination, by the category that asks most. 依据: domain 7.5."""

from workflows.engine.burden import Burden, Demand
from workflows.engine.models import Round
from workflows.nomination.queries.awards import award_of
from workflows.nomination.rules import AwardRound, Category, Stage
from workflows.nomination.rules.profile import profile_of

MEETING = 5
"""Fields about the branch meeting: its day, 应到, 实到, 赞成, the resolution."""


def burden(round_: Round) -> Burden:
    """What each nomination takes; texts count with their limits, whatever else is asked is a file."""
    award = award_of(round_)
    each = [_of_category(award, category) for category in award.categories]
    most = max(each, key=lambda asked: (asked.minutes, asked.files))
    return Burden(most.items, most.typed, most.files, most.optional_files, most.words, _demands(award), most.note)


def _of_category(award: AwardRound, category: Category) -> Burden:
    materials = award.materials_of(category)
    texts = [material for material in materials if material.words is not None]
    files = [material for material in materials if material.words is None]
    meeting = MEETING if Stage.BRANCH_MEETING in award.stages else 0
    note = f"按推荐1个“{category.name}”估算，它要的最多；表格由系统按已有信息填好，资格条件由系统核对。"
    return Burden(
        items=len(award.conditions_of(category)),
        typed=meeting + len(texts) + sum(not entry.optional for entry in profile_of(category.subject)),
        files=sum(not material.optional for material in files),
        optional_files=sum(material.optional for material in files),
        words=sum(material.words or 0 for material in texts),
        note=note,
    )


def _demands(award: AwardRound) -> tuple[Demand, ...]:
    """Every material once, by its name, however many categories ask for it."""
    found = {material.name: material for category in award.categories for material in award.materials_of(category)}
    return tuple(
        Demand(f"材料“{name}”", name, "" if material.words is not None else name) for name, material in found.items()
    )
