"""Conditions on belonging: 正式党员 at the cut-off, 党龄, the branch that nominates, 追授."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from ..answers import Used, Verdict
from ..candidate import Candidate, Roll
from ..dates import reached, span_words
from ..document import MOST_YEARS, Section
from .base import PEOPLE, Condition, Finding, Setting, missing


@dataclass(frozen=True, kw_only=True)
class PartyMember(Condition):
    """A full member on the cut-off day, 转正 that day included; with `probationary_too` 预备党员 as well ([N17])."""

    KIND = "party_member"
    SUBJECTS = PEOPLE
    probationary_too: bool = False

    @property
    def words(self) -> str:
        """截至资格截止日为正式党员."""
        return f"截至资格截止日为正式党员{'或预备党员' if self.probationary_too else ''}"

    def check(self, candidate: Candidate, setting: Setting) -> Finding:
        """By the roll and the day of 转正, or of joining."""
        roll = candidate.roll
        if roll is None:
            return missing("党员身份")
        used = Used("党员身份", roll.value.words, roll.source)
        allowed = {Roll.FORMAL, Roll.PROBATIONARY} if self.probationary_too else {Roll.FORMAL}
        if roll.value not in allowed:
            return Finding(Verdict.NOT_MET, f"现为{roll.value.words}，不是{self._wanted}。", (used,))
        day, what = (candidate.joined_on, "入党") if self.probationary_too else (candidate.formal_on, "转正")
        if day is None:
            return missing(f"{what}日期")
        late = day.value > setting.cut_off
        text = f"{day.value}{what}，截至{setting.cut_off}{'还不是' if late else '是'}{self._wanted}。"
        return Finding(Verdict.of(holds=not late), text, (used, Used(f"{what}日期", str(day.value), day.source)))

    @property
    def _wanted(self) -> str:
        return "党员" if self.probationary_too else "正式党员"

    @classmethod
    def own(cls, section: Section) -> dict[str, Any]:
        """Whether 预备党员 count."""
        return {"probationary_too": section.flag("probationary_too")}


class CountedFrom(StrEnum):
    """The day that years in the Party are counted from."""

    FORMAL = "formal"
    JOINED = "joined"

    @property
    def words(self) -> str:
        """转正, 入党."""
        return "转正" if self is CountedFrom.FORMAL else "入党"


@dataclass(frozen=True, kw_only=True)
class PartyAge(Condition):
    """党龄 of so many years on the cut-off day; `boundary`: whether the anniversary on that very day is enough."""

    KIND = "party_age"
    SUBJECTS = PEOPLE
    years: int
    counted_from: CountedFrom = CountedFrom.FORMAL
    boundary: bool = True

    @property
    def words(self) -> str:
        """党龄满3年（从转正之日起算）."""
        return f"党龄满{self.years}年（从{self.counted_from.words}之日起算）"

    def check(self, candidate: Candidate, setting: Setting) -> Finding:
        """By the anniversary."""
        formal = self.counted_from is CountedFrom.FORMAL
        since, label = candidate.formal_on if formal else candidate.joined_on, f"{self.counted_from.words}日期"
        if since is None:
            return missing(label)
        holds = reached(since.value, self.years, setting.cut_off, boundary=self.boundary)
        text = (
            f"{since.value}{self.counted_from.words}，截至{setting.cut_off}党龄"
            f"{span_words(since.value, setting.cut_off)}，要求满{self.years}年{edge_words(self.boundary)}。"
        )
        return Finding(Verdict.of(holds=holds), text, (Used(label, str(since.value), since.source),))

    @classmethod
    def own(cls, section: Section) -> dict[str, Any]:
        """Years, from when, and whether the anniversary is enough."""
        return {
            "years": section.whole("years", MOST_YEARS),
            "counted_from": section.choice("counted_from", CountedFrom, CountedFrom.FORMAL),
            "boundary": section.flag("boundary", usually=True),
        }


def edge_words(boundary: bool) -> str:
    """Whether the last day counts."""
    return "，截止当日满的计入" if boundary else "，截止当日满的不计入"


@dataclass(frozen=True, kw_only=True)
class Belongs(Condition):
    """Belongs to the unit that nominates, or to one below it; with `since`, at the latest from that day on."""

    KIND = "belongs"
    SUBJECTS = PEOPLE
    since: date | None = None

    @property
    def words(self) -> str:
        """组织关系在推荐单位."""
        return f"组织关系{f'不晚于{self.since}转入' if self.since else '在'}推荐单位"

    def check(self, candidate: Candidate, setting: Setting) -> Finding:
        """By the branch, and where it matters by the day of coming to it."""
        if candidate.place is None:
            return missing("组织关系所在支部")
        place, source = candidate.place.value, candidate.place.source
        used = (Used("组织关系所在支部", place.name, source),)
        if place.code not in setting.nominating:
            text = f"组织关系在{place.name}，不在推荐单位，不能由本单位推荐。"
            return Finding(Verdict.NOT_MET, text, used)
        if self.since is None:
            return Finding(Verdict.MET, f"组织关系在{place.name}。", used)
        if place.since is None:
            return missing("组织关系转入日期")
        text = f"{place.since}转入{place.name}，要求不晚于{self.since}。"
        day = Used("转入日期", str(place.since), source)
        return Finding(Verdict.of(holds=place.since <= self.since), text, (*used, day))

    @classmethod
    def own(cls, section: Section) -> dict[str, Any]:
        """Since when."""
        return {"since": section.optional_day("since")}


@dataclass(frozen=True, kw_only=True)
class Living(Condition):
    """Whether somebody who died can be honoured: `posthumous` says so (追授). 依据: domain 3.1 [R21]."""

    KIND = "living"
    SUBJECTS = PEOPLE
    posthumous: bool = False

    @property
    def words(self) -> str:
        """健在，或者追授; 健在，不追授."""
        return "健在，或者追授" if self.posthumous else "健在，不追授"

    def check(self, candidate: Candidate, setting: Setting) -> Finding:
        """By the day of death, if any."""
        if candidate.died_on is None:
            return missing("是否健在的登记")
        died, source = candidate.died_on.value, candidate.died_on.source
        if died is None:
            return Finding(Verdict.MET, "健在。", (Used("去世日期", "无", source),))
        text = f"{died}去世，本类别{'可以追授' if self.posthumous else '不追授'}。"
        return Finding(Verdict.of(holds=self.posthumous), text, (Used("去世日期", str(died), source),))

    @classmethod
    def own(cls, section: Section) -> dict[str, Any]:
        """Whether 追授 is foreseen."""
        return {"posthumous": section.flag("posthumous")}
