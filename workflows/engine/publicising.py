"""公示: the notice that lists of one round share when they start on one day. 依据: domain 3.7, 6.6."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils import timezone

from permissions.models import OrgUnit
from workflows.engine import calendar
from workflows.engine.errors import Refused
from workflows.engine.models import Publicity, Round

NAMED = 3
"""Bodies that are named before it is said how many there are."""


@dataclass(frozen=True)
class Terms:
    """How a notice runs: so many days, working or calendar; `start_counts`: whether the first day is one of them."""

    starts_on: date
    days: int
    working: bool = True
    start_counts: bool = False
    contact: str = ""

    @property
    def words(self) -> str:
        """5个工作日."""
        return f"{self.days}个{'工作日' if self.working else '自然日'}"

    def ends_on(self) -> date:
        """The last day, by the calendar as the office keeps it. One statement."""
        return calendar.public_until(
            calendar.around(self.starts_on), self.starts_on, self.days,
            working=self.working, start_counts=self.start_counts,
        )  # fmt: skip


def decided_words(holder: str, bodies: Sequence[str], also: Sequence[str] = ()) -> str:
    """Who decided what a notice lists: 已经工委审定, 已由甲局党组审定并报工委备案, or both with their numbers.

    `bodies`: for each line the body that decided it itself; empty where the holder of the round did. `also`: with whom
    it is on file beside the holder (双备案).
    """
    own = list(dict.fromkeys(body for body in bodies if body))
    if not own:
        return f"已经{holder}审定"
    names = "、".join(own[:NAMED]) + (f"等{len(own)}个机构" if len(own) > NAMED else "")
    filed = f"由{names}审定并报{'、'.join(dict.fromkeys([holder, *also]))}备案"
    apart = sum(map(bool, bodies))
    if apart == len(bodies):
        return f"已{filed}"
    return f"已经审定（{len(bodies) - apart}个由{holder}审定，{apart}个{filed}）"


def post(round_: Round, title: str, terms: Terms, unit: OrgUnit | None = None) -> Publicity:
    """The notice of a round that starts on this day, made when there is none; inside `unit` where one is given.

    Raises Refused when the day is past or far, or when the notice of that day runs on other terms.
    """
    if terms.starts_on < timezone.localdate():
        raise Refused("公示开始日期已过，请选择今天或以后的日期。")
    if not calendar.within_a_year(terms.starts_on):
        raise Refused("公示开始日期须在一年之内，请核对年份。")
    ends_on = terms.ends_on()
    given = {"title": title, "ends_on": ends_on, "days_text": terms.words, "contact": terms.contact}
    found, made = Publicity.objects.get_or_create(
        round=round_, unit=unit, starts_on=terms.starts_on, defaults=given
    )  # fmt: skip
    if not made and (found.ends_on, found.contact) != (ends_on, terms.contact):
        raise Refused(_differs(found))
    return found


def last_of(round_: Round) -> Publicity | None:
    """The notice of a round that starts last; none inside a unit."""
    return Publicity.objects.filter(round=round_, unit__isnull=True).order_by("starts_on").last()


def terms_of(found: Publicity) -> Terms:
    """The terms on which a notice runs, read back from it. One statement."""
    days, _, unit = found.days_text.partition("个")
    terms = Terms(found.starts_on, int(days), unit == "工作日", contact=found.contact)
    return terms if terms.ends_on() == found.ends_on else replace(terms, start_counts=True)


def _differs(found: Publicity) -> str:
    """Why a list may not join a notice under other terms, and what these are."""
    span = f"{found.starts_on:%Y年%m月%d日}至{found.ends_on:%Y年%m月%d日}"
    return (
        f"本批次已有同日开始的公示（{span}，反映渠道：{found.contact}）。"
        "请把公示天数和反映渠道改成与之一致，或者另选开始日期。"
    )
