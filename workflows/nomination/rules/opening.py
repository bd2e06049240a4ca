"""What a notice leaves open and an office must fill in before it starts the round."""

from .award_round import AwardRound
from .stages import Stage

PUBLIC_STAGES = frozenset({Stage.UNIT_PUBLICITY, Stage.PUBLICITY})


def lacks_to_open(award: AwardRound) -> list[str]:
    """A sentence for everything without which a round cannot be started; nothing when it can."""
    found = []
    if award.cut_off is None:
        found.append("没有填写资格截止日，条件无法审核。")
    if not award.sponsor:
        found.append("没有填写表彰机关。")
    if award.publicity is None and PUBLIC_STAGES.intersection(award.stages):
        found.append("设了公示环节，没有填写公示天数。")
    return found
