"""A round in words, for whoever reads it before it is started or nominates in it."""

from .award_round import AwardRound
from .caps import Per
from .category import Category

NONE, LATER = "通知没有写", "启动时填写"


def facts(award: AwardRound) -> dict[str, str]:
    """What a round says besides its categories, by the name of each thing; nothing that it does not say."""
    said = {
        "表彰机关": award.sponsor or LATER,
        "表彰层次": award.sponsor_level.words,
        "上报": award.reports_to,
        "资格截止日": str(award.cut_off or LATER),
        "报送期限": award.due + ("，逾期视为不推荐" if award.late_forfeits else ""),
        "环节": "、".join(stage.words for stage in award.stages),
        "决定环节": award.decided_by.words,
        "裁定": award.rules_on,
        "差额": award.contest.words if award.contest else "",
        "限额": "；".join(f"{cap.name}：{cap.words}" for cap in award.caps),
        "会审": "、".join(opinion.words for opinion in award.opinions),
        "表决": award.vote.words if award.vote else "",
        "公示": award.publicity.words if award.publicity else "",
        "随名单报送": "；".join(material.asked for material in award.list_materials),
        "未推荐上报的": f"可作为{award.reuse_for}候选" if award.reuse_for else "",
        "依据": award.basis,
    }
    return {name: words for name, words in said.items() if words}


def category_facts(award: AwardRound, category: Category) -> dict[str, str]:
    """What a round says of one category."""
    said = {
        "形式": category.kind + (f"（{category.batch}）" if category.batch else ""),
        "推荐对象": category.subject.words,
        "名额": places_words(category) or NONE,
        "条件": "；".join(
            condition.words + ("（一般）" if condition.usually else "") for condition in award.conditions_of(category)
        ),
        "材料": "；".join(material.asked for material in award.materials_of(category)),
        "说明": "".join(category.notes),
        "依据": category.basis,
    }
    return {name: words for name, words in said.items() if words}


def places_words(category: Category) -> str:
    """共3个（含差额）; 约30个; 每个支部2个."""
    stated = {
        "约" if category.about else "共": category.places,
        Per.UNIT.words: category.per_unit,
        Per.BRANCH.words: category.per_branch,
    }
    said = [f"{where}{number}个" for where, number in stated.items() if number is not None]
    return "，".join(said) + ("（含差额）" if category.contest and said else "")
