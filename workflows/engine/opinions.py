"""What was said on the way of records and still holds, as papers print it: opinions and decisions. 依据: domain 6.5."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from workflows.engine.models import AuditEntry, Meeting
from workflows.engine.writing import SIGN

FORTH, BACK = ("submit", "forward", "receive", "pass_on"), ("send_back", "withdraw", "pull")

Opinion = dict[str, str]
"""名称, 内容, 办理人 and 日期, blank where nobody has acted yet: room to sign."""


def day_words(day: date) -> str:
    """2026年3月5日."""
    return f"{day.year}年{day.month}月{day.day}日"


class Trails:
    """What was said on the way of some records and still holds: nothing went back behind it since. One statement.

    `order`: the stages that speak on a paper, in the order in which they come.
    """

    def __init__(self, processes: Collection[int], order: Sequence[str]) -> None:
        self.order = order
        self.steps: dict[tuple[int, str, str], AuditEntry] = {}
        self.back: dict[int, list[AuditEntry]] = defaultdict(list)
        self.signed: dict[tuple[int, str, int], list[AuditEntry]] = defaultdict(list)
        for row in said_in(processes):
            if row.verb == SIGN:
                self.signed[row.process_id or 0, row.source, row.lap].append(row)
            elif row.verb in BACK:
                self.back[row.process_id or 0].append(row)
            else:
                self.steps[row.process_id or 0, row.verb, row.source] = row

    def last(self, process: int, verb: str, state: str) -> AuditEntry | None:
        """The last time that a step was taken from a stage; None when the record was back there since."""
        found = self.steps.get((process, verb, state))
        if found is None or any(back.seq > found.seq for back in self._behind(process, state)):
            return None
        return found

    def opinion(self, label: str, process: int, verb: str, state: str) -> Opinion:
        """What was said as the step was taken from a stage, with what those said who signed there before (会签)."""
        entry = self.last(process, verb, state)
        return opinion(label, entry, self.signed[process, state, entry.lap] if entry else ())

    def holds(self, meeting: Meeting) -> bool:
        """Whether a decision was not sent back since; who takes the list back himself keeps it."""
        return not any(back.lap > meeting.lap for back in self._behind(meeting.process_id, meeting.state))

    def nobody_there(self, process: int, state: str) -> bool:
        """Whether a stage was passed on and nobody ever acted on it: there is no such level above the branch."""
        return (process, "pass_on", state) in self.steps and (process, "forward", state) not in self.steps

    def _behind(self, process: int, state: str) -> list[AuditEntry]:
        """The ways back that led to this stage or to one before it."""
        return [row for row in self.back[process] if self.order.index(row.target) <= self.order.index(state)]


def said_in(processes: Collection[int]) -> QuerySet[AuditEntry]:
    """The steps forth and back of some records and the signatures of people (会签) between them, in order."""
    steps = Q(verb__in=FORTH + BACK) | Q(verb=SIGN, actor__isnull=False)
    found: QuerySet[AuditEntry] = AuditEntry.objects.filter(steps, process__in=processes).order_by("seq")
    return found


def opinion(label: str, entry: AuditEntry | None, signed: Sequence[AuditEntry] = ()) -> Opinion:
    """What somebody wrote as he acted, else what he did; blank where nobody has acted.

    To have handed something in is no opinion: without one there is room to write it beside the name.
    `signed`: the signatures of that stage; those that came before the step are printed after its opinion.
    """
    if entry is None:
        return blank(label)
    day = day_words(timezone.localtime(entry.at).date())
    heard = "；".join(_signature(row) for row in signed if row.seq < entry.seq)
    said = entry.comment or ("" if entry.verb == "submit" else entry.label)
    said = "　".join(filter(None, (said, heard)))
    return {"名称": label, "内容": said, "办理人": entry.actor_name, "日期": day}


def _signature(row: AuditEntry) -> str:
    """会签同意：王海燕（甲局机关党委 专职副书记），属实。"""
    words = f"，{row.comment}" if row.comment else ""
    return f"{row.label}：{row.actor_name}（{row.post}）{words}"


def decision(label: str, meeting: Meeting | None) -> Opinion:
    """What a meeting decided; blank where none has."""
    if meeting is None:
        return blank(label)
    number = f"（{meeting.number}）" if meeting.number else ""
    words = f"{meeting.body}{number}：{meeting.minutes}"
    return {"名称": label, "内容": words, "办理人": "", "日期": day_words(meeting.held_on)}


def blank(label: str) -> Opinion:
    """Room for an opinion that nobody has given yet."""
    return {"名称": label, "内容": "", "办理人": "", "日期": ""}
