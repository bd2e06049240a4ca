"""What the weekly report 整改周报 says: how a programme stands today, and what the seven days up to today brought.

Seven days, so that reports made on the same day of each week leave no day out and count none twice. 依据: domain 5.7.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from permissions.models import OrgUnit, User
from workflows.engine.models import AuditEntry, Round
from workflows.engine.opinions import day_words
from workflows.rectification.models import Letter, Problem
from workflows.rectification.models.problem_back import CHECKING, ENDED
from workflows.rectification.queries import board, ledger
from workflows.rectification.queries.board import Group
from workflows.rectification.queries.ledger import Tally
from workflows.rectification.queries.words import Words
from workflows.rectification.rules import Bucket, ClosureRate, closure_rate
from workflows.rectification.states import LetterState
from workflows.rectification.states import ProblemState as S

Values = dict[str, Any]
DAYS = 7
MOST_LETTERS = 50
NO_DAY, NO_LIGHT, NO_OWNER = "不设时限", "未亮灯", "未填写"


@dataclass(frozen=True)
class Week:
    """The first and the last day that a report is about."""

    first: date
    last: date

    @classmethod
    def to(cls, day: date) -> "Week":
        """The seven days that end on a day."""
        return cls(day - timedelta(days=DAYS - 1), day)

    def on(self, name: str) -> dict[str, tuple[date, date]]:
        """The condition that a column's day lies in it."""
        return {f"{name}__range": (self.first, self.last)}


def weekly(user: User, round_: Round) -> Values:
    """The report of a programme, as far as a person sees it. Eighteen statements, whatever its size."""
    rows, words = ledger.seen(user, round_), Words(round_)
    week, counted = Week.to(timezone.localdate()), ledger.tally(rows)
    return {
        "专项": round_.title,
        "主办单位": round_.unit.name,
        "起": day_words(week.first),
        "止": day_words(week.last),
        "范围": "" if ledger.sees_whole(user, round_) else "只含生成人能看到的问题，不是专项的全部。",
        **_standing(counted, words),
        **_moved(rows, week),
        **_letters(rows, week),
        "灯号": _lights(rows, words),
        "时限": [
            {"名称": NO_DAY if name == "none" else Bucket(name).words, "个数": number}
            for name, number in board.left(rows).items()
        ],
        "单位": [
            _unit(unit, group, words) for unit, group in board.by_unit(rows, round_, board.by(rows, "unit")["unit"])
        ],
        "最久": [_late(n, each, week.last) for n, each in enumerate(board.longest_overdue(rows), 1)],
    }


def _rate(counted: Tally, words: Words) -> ClosureRate:
    return closure_rate(counted.standings(), words.programme.counted)


def _standing(counted: Tally, words: Words) -> Values:
    """How all of it stands today, with the closure rate in both readings."""
    rate = _rate(counted, words)
    closed, sustaining, checking = counted.of(S.CLOSED), counted.of(S.SUSTAINING), counted.of(*CHECKING)
    return {
        "总数": counted.total,
        "已销号": closed,
        "持续整改": sustaining,
        "待核验": checking,
        "整改中": counted.open - sustaining - checking,
        "未销号": counted.open,
        "逾期": counted.late,
        "重新挂账": counted.again,
        "完成率": rate.strict.words,
        "完成率计入基本完成": rate.wide.words,
        "本专项完成率": rate.official.words,
        "口径": rate.words,
    }


def _moved(rows: QuerySet[Problem], week: Week) -> Values:
    """What the week brought. Five statements. A problem that was sent back twice counts once."""
    standing = rows.exclude(state__in=board.NOWHERE).order_by()
    before = timedelta(days=1)
    overdue = standing.exclude(state__in=ENDED).filter(due_on__range=(week.first - before, week.last - before))
    entries = AuditEntry.objects.filter(verb="send_back", at__date__range=(week.first, week.last))
    back = standing.filter(process__in=entries.values("process"))
    relapsed = standing.filter(turn__gt=1, process__created__date__range=(week.first, week.last))
    return {
        "新交办": standing.filter(**week.on("assigned_on")).count(),
        "新销号": standing.filter(state=S.CLOSED, **week.on("closed_on")).count(),
        "新逾期": overdue.count(),
        "退回": back.count(),
        "反弹": relapsed.count(),
    }


def _letters(rows: QuerySet[Problem], week: Week) -> Values:
    """The letters that went out, the first first. Two statements."""
    found = Letter.objects.filter(problem__in=rows.order_by().values("pk"), **week.on("issued_on"))
    total = found.count()
    shown = found.select_related("unit", "problem").order_by("issued_on", "pk")[:MOST_LETTERS]
    left_out = f"共{total}件，这里列出前{MOST_LETTERS}件。" if total > MOST_LETTERS else ""
    return {"发函": total, "函件": [_letter(n, each) for n, each in enumerate(shown, 1)], "发函未列": left_out}


def _letter(n: int, letter: Letter) -> Values:
    waiting = letter.state == LetterState.ANSWERING and letter.reply_by
    return {
        "序号": n,
        "文号": letter.number,
        "函件": letter.name,
        "单位": letter.unit.short_name,
        "问题": letter.problem.title(),
        "签发": f"{letter.issued_on}",
        "回复": f"{letter.reply_by:%-m月%-d日}前回复" if waiting else letter.get_state_display(),
    }


def _lights(rows: QuerySet[Problem], words: Words) -> Sequence[Values]:
    """Open problems by light, in the order of the programme; those without one last. One statement."""
    found: Mapping[str, int] = {
        group.key: group.tally.total for group in board.by(rows.exclude(Q(state__in=ENDED)), "light")["light"]
    }
    names = {code: light.name for code, light in words.programme.light_by_code.items()} | {"": NO_LIGHT}
    return [{"名称": name, "个数": found.get(code, 0)} for code, name in names.items()]


def _unit(unit: OrgUnit, group: Group, words: Words) -> Values:
    counted = group.tally
    return {
        "单位": unit.short_name,
        "问题": counted.total,
        "已销号": counted.of(S.CLOSED),
        "持续整改": counted.of(S.SUSTAINING),
        "未销号": counted.open,
        "逾期": counted.late,
        "重新挂账": counted.again,
        "完成率": _rate(counted, words).official.words,
        "参与": group.joint,
    }


def _late(n: int, problem: Problem, today: date) -> Values:
    due = problem.due_on or today
    return {
        "序号": n,
        "编号": problem.process.number,
        "问题": problem.title(),
        "单位": problem.unit.short_name,
        "责任人": problem.owner or NO_OWNER,
        "时限": f"{problem.due_on:%Y年%-m月}底前" if problem.by_month else f"{due}",
        "逾期天数": (today - due).days,
    }
