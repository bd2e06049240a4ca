"""When those who were asked have agreed: 会签, 或签, 票签. 依据: domain 6.2."""

from django.db.models import TextChoices


class Mode(TextChoices):
    """How many of those asked must agree; whoever abstains has not agreed."""

    ALL = "all", "会签（全部同意）"
    ANY = "any", "或签（一人同意即可）"
    HALF = "half", "票签（过半数同意）"
    TWO_THIRDS = "two_thirds", "票签（三分之二以上同意）"


def fulfilled(mode: Mode, agreed: int, asked: int) -> bool:
    """Whether so many of those asked are enough: 三分之二 reached counts, 半数 must be exceeded."""
    enough = {
        Mode.ALL: agreed == asked,
        Mode.ANY: agreed >= 1,
        Mode.HALF: agreed * 2 > asked,
        Mode.TWO_THIRDS: agreed * 3 >= asked * 2,
    }
    return asked > 0 and enough[mode]


def outcome(mode: Mode, agreed: int, waiting: int, asked: int) -> bool | None:
    """Whether those asked agreed; None while that is open: agreement ends the asking, else all are heard first."""
    if fulfilled(mode, agreed, asked):
        return True
    return None if waiting else False
