"""What a door answers when it does not open; each message is a sentence for the person who asked."""

OTHERS = "这一项由指定的人办理，其他人不能代办。"
WAITS = "正在等待会签，会签结束或撤回会签以后才能办理；现在可以退回。"
DISAGREED = "会签没有获得同意。要继续办理，请先在“会签”中写明原因；也可以退回。"
OWN = "自己提交的事项不能由自己审核。"


class Refused(Exception):
    """A verb that was not carried out. Nothing was written."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Stale(Refused):
    """The record moved on, or its content changed, since the person looked at it."""


class NotAllowed(Refused):
    """The person may see the record but may not do this to it, now or in this capacity."""


class Incomplete(Refused):
    """Something is still lacking; `problems` says what, one sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("；".join(problems))
        self.problems = problems


class Foreseen(Incomplete):
    """Something is lacking, told before anything was locked: the record still is as it was read for this answer."""
