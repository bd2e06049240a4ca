"""Conditions on earlier honours: one must have come before (先获下级表彰), or must lie long enough back (表彰间隔)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ..answers import Used, Verdict, together
from ..candidate import Candidate, Known, Past
from ..document import MOST_YEARS, Section
from ..sponsors import SponsorLevel
from .base import Condition, Finding, Setting, missing, unless_complete


def used_honours(honours: Known[tuple[Past, ...]]) -> tuple[Used, ...]:
    """Each honour with its year and sponsor."""
    return tuple(Used("荣誉", past_words(each), honours.source) for each in honours.value) or (
        Used("荣誉", "无", honours.source),
    )


def past_words(past: Past) -> str:
    """2019年优秀共产党员(厅党委)."""
    return f"{past.year}年{past.name}（{past.sponsor}{'，已撤销' if past.revoked else ''}）"


@dataclass(frozen=True, kw_only=True)
class HonouredBefore(Condition):
    """Has had an honour in one of the `years`, or in each of them (`every`); named, by sponsor or level, when given.

    An honour that was revoked is none. One whose level nobody recorded needs a person. 依据: domain 3.5 [N07], 3.4.
    """

    KIND = "honoured_before"
    years: tuple[int, ...]
    every: bool = False
    names: tuple[str, ...] = ()
    sponsors: tuple[str, ...] = ()
    levels: tuple[SponsorLevel, ...] = ()

    @property
    def words(self) -> str:
        """2007年、2008年任一年受过厅党委表彰."""
        joined = "、".join(f"{year}年" for year in self.years)
        if len(self.years) > 1:
            joined += "每年都" if self.every else "任一年"
        by = "、".join((*self.sponsors, *(level.words for level in self.levels)))
        return f"{joined}受过{by}{'、'.join(self.names) or '表彰'}"

    def check(self, candidate: Candidate, setting: Setting) -> Finding:
        """Year by year, then one of them or all."""
        if candidate.honours is None:
            return missing("以往荣誉的核查结果")
        found = [self._in(candidate.honours.value, year) for year in self.years]
        verdict = together(found) if self.every else best(found)
        said = "、".join(past_words(each) for each in candidate.honours.value if each.year in self.years)
        doubt = "，授予层级没有登记，需人工核实" if verdict is Verdict.UNKNOWN else ""
        text = f"要求{self.words}；登记有：{said or '无'}{doubt}。"
        finding = Finding(verdict, text, used_honours(candidate.honours))
        return unless_complete(finding, candidate.honours, Verdict.NOT_MET)

    def _in(self, honours: tuple[Past, ...], year: int) -> Verdict:
        named = [each for each in honours if each.year == year and not each.revoked and self._fits(each)]
        if not self.levels or any(each.level in self.levels for each in named):
            return Verdict.of(holds=bool(named))
        return Verdict.UNKNOWN if any(each.level is None for each in named) else Verdict.NOT_MET

    def _fits(self, past: Past) -> bool:
        named = not self.names or past.name in self.names
        return named and (not self.sponsors or past.sponsor in self.sponsors)

    @classmethod
    def own(cls, section: Section) -> dict[str, Any]:
        """Years and what is asked of the honour."""
        years = section.wholes("years")
        if not years:
            raise section.wrong("years", "至少要写一年")
        return {
            "years": years,
            "every": section.flag("every"),
            "names": section.texts("names"),
            "sponsors": section.texts("sponsors"),
            "levels": section.choices("levels", SponsorLevel),
        }


def best(verdicts: Iterable[Verdict]) -> Verdict:
    """One 符合 is enough, then one 需人工核实."""
    found = set(verdicts)
    for verdict in (Verdict.MET, Verdict.UNKNOWN):
        if verdict in found:
            return verdict
    return Verdict.NOT_MET


@dataclass(frozen=True, kw_only=True)
class Interval(Condition):
    """So many years from the last of these honours to the round's year: 2019 to 2021 are two. 依据: domain 3.9."""

    KIND = "interval"
    years: int
    names: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """距上次获得优秀共产党员满3年."""
        return f"距上次获得{'、'.join(self.names) or '表彰'}满{self.years}年"

    def check(self, candidate: Candidate, setting: Setting) -> Finding:
        """By the year of the last one that was not revoked."""
        if candidate.honours is None:
            return missing("以往荣誉的核查结果")
        used = used_honours(candidate.honours)
        counted = [past for past in candidate.honours.value if not past.revoked and self._counts(past)]
        if not counted:
            found = Finding(Verdict.MET, f"没有获得过{'、'.join(self.names) or '表彰'}。", used)
            return unless_complete(found, candidate.honours, Verdict.MET)
        last = max(counted, key=lambda past: past.year)
        gone = setting.year - last.year
        text = f"上次为{past_words(last)}，到{setting.year}年间隔{gone}年，要求满{self.years}年。"
        found = Finding(Verdict.of(holds=gone >= self.years), text, used)
        return unless_complete(found, candidate.honours, Verdict.MET)

    def _counts(self, past: Past) -> bool:
        return not self.names or past.name in self.names

    @classmethod
    def own(cls, section: Section) -> dict[str, Any]:
        """Years and names."""
        return {"years": section.whole("years", MOST_YEARS), "names": section.texts("names")}
