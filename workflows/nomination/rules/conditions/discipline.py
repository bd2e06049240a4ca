"""The condition on 处分: by the register, which refuses, and by a body's word that there is none, which lets pass."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from ..answers import Used, Verdict, together
from ..candidate import Candidate, Cleared, Discipline, Known
from ..dates import years_after
from ..document import MOST_YEARS, Section
from .base import Condition, Finding, Setting, missing, unless_complete

MOST_DAYS = 3660
NO_RECORD = "没有处分记录。"


@dataclass(frozen=True, kw_only=True)
class NoDiscipline(Condition):
    """No 处分 that still counts on the cut-off day, its last day included; none at all in the last `years` years.

    The register alone never lets pass: nobody may have entered it. A word of the discipline body does, when it is no
    older than `statement_days` before the cut-off day (0: it must reach that day) and speaks of as many years. What
    the register holds against somebody counts all the same.
    """

    KIND = "no_discipline"
    years: int = 0
    statement_days: int = 0

    @property
    def words(self) -> str:
        """不在处分影响期内."""
        return "不在处分影响期内" + (f"，近{self.years}年未受处分" if self.years else "")

    def check(self, candidate: Candidate, setting: Setting) -> Finding:
        """A 处分 without a period on record needs a person; one given after the cut-off day counts too."""
        known = candidate.disciplines
        if known is None:
            return missing("是否受过处分的核查结果")
        found = [self._one(each, setting) for each in known.value] or [Finding(Verdict.MET, NO_RECORD)]
        used = [Used(each.kind, f"{each.on}至{each.until or '未登记'}", known.source) for each in known.value]
        text, verdict = "".join(each.text for each in found), together(each.verdict for each in found)
        finding = Finding(verdict, text, tuple(used) or (Used("处分", "无", known.source),))
        return self._with_word(finding, candidate, setting)

    def _with_word(self, found: Finding, candidate: Candidate, setting: Setting) -> Finding:
        """The register's finding with a body's word; without one that does, it is as good as the register."""
        word, known = self._word(candidate, setting), candidate.disciplines
        if word is not None:
            used = (*found.used, Used("无处分说明", _words(word.value), word.source))
            return Finding(found.verdict, f"{found.text}{word.source}：{_words(word.value)}。", used)
        late = found._replace(text=found.text + self._late(candidate, setting))
        return unless_complete(late, known, Verdict.MET) if known else late

    def _word(self, candidate: Candidate, setting: Setting) -> Known[Cleared] | None:
        """The latest word that is new enough and speaks of as many years."""
        first = setting.cut_off - timedelta(days=self.statement_days)
        fit = [each for each in candidate.cleared if each.value.on >= first and each.value.years >= self.years]
        return max(fit, key=lambda each: each.value.on, default=None)

    def _late(self, candidate: Candidate, setting: Setting) -> str:
        """Why a word that there is does not help."""
        if not candidate.cleared:
            return ""
        last = max(candidate.cleared, key=lambda each: each.value.on).value
        if last.on < setting.cut_off - timedelta(days=self.statement_days):
            beside = f"以前{self.statement_days}天内" if self.statement_days else "或以后"
            return f"无处分说明截至{last.on}，要求在截止日{setting.cut_off}{beside}。"
        return f"无处分说明没有写明近{self.years}年未受处分。"

    def _one(self, each: Discipline, setting: Setting) -> Finding:
        said, day = f"{each.on}受{each.kind}", setting.cut_off
        if each.on > day:
            return Finding(Verdict.NOT_MET, f"{said}，在截止日{day}以后。")
        if self.years and years_after(each.on, self.years) > day:
            return Finding(Verdict.NOT_MET, f"{said}，截至{day}未满{self.years}年。")
        if each.until is None:
            return Finding(Verdict.UNKNOWN, f"{said}，没有登记影响期，需人工核实。")
        if each.until >= day:
            return Finding(Verdict.NOT_MET, f"{said}，影响期至{each.until}，截至{day}仍在影响期内。")
        return Finding(Verdict.MET, f"{said}，影响期至{each.until}，截至{day}已过影响期。")

    @classmethod
    def own(cls, section: Section) -> dict[str, Any]:
        """For how many years there may be none at all, and how old a body's word may be."""
        return {
            "years": section.whole("years", MOST_YEARS, 0),
            "statement_days": section.whole("statement_days", MOST_DAYS, 0),
        }


def _words(word: Cleared) -> str:
    return f"截至{word.on}" + (f"近{word.years}年未受处分" if word.years else "无处分")
