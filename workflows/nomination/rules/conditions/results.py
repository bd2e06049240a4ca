"""Conditions on results: grades of the last years, last year's star, problems past their date."""

from dataclasses import dataclass
from typing import Any

from ..answers import Used, Verdict, together
from ..candidate import Candidate, Review
from ..document import MOST_YEARS, Section
from ..numbers import star_name
from .base import Condition, Finding, Setting, missing
from .service import needed

HIGHEST_STAR = 5


@dataclass(frozen=True, kw_only=True)
class Graded(Condition):
    """In each of the last `years` years before the round's one of the `reviews` ended in one of the `grades`."""

    KIND = "graded"
    reviews: tuple[Review, ...]
    grades: tuple[str, ...]
    years: int = 1

    @property
    def words(self) -> str:
        """上年民主评议为优秀; 近3年每年年度考核或民主评议为优秀."""
        when = "上年" if self.years == 1 else f"近{self.years}年每年"
        return f"{when}{'或'.join(each.words for each in self.reviews)}为{'或'.join(self.grades)}"

    def check(self, candidate: Candidate, setting: Setting) -> Finding:
        """Year by year; a year is open as long as one of its reviews could still turn out well."""
        found = [self._in(candidate, year) for year in range(setting.year - 1, setting.year - 1 - self.years, -1)]
        text = "；".join(each.text for each in found)
        used = tuple(used for each in found for used in each.used)
        return Finding(together(each.verdict for each in found), f"{text}。要求{self.words}。", used)

    def _in(self, candidate: Candidate, year: int) -> Finding:
        used, good, lacking = [], False, []
        for review in self.reviews:
            grade = candidate.grades.get((review, year))
            if grade is None:
                lacking.append(f"没有{review.words}等次")
                continue
            used.append(Used(f"{year}年{review.words}", grade.value, grade.source))
            good = good or grade.value in self.grades
        verdict = Verdict.MET if good else Verdict.UNKNOWN if lacking else Verdict.NOT_MET
        said = [f"{each.label.removeprefix(f'{year}年')}为{each.value}" for each in used]
        words = "、".join(said if good else said + lacking)
        return Finding(verdict, f"{year}年{words}{'，需人工核实' if verdict is Verdict.UNKNOWN else ''}", tuple(used))

    @classmethod
    def own(cls, section: Section) -> dict[str, Any]:
        """Reviews, grades and years."""
        reviews, years = section.choices("reviews", Review), section.whole("years", MOST_YEARS, 1)
        if not reviews or not years:
            raise section.wrong("years" if reviews else "reviews", "至少要有1项")
        return {"reviews": reviews, "grades": needed(section, "grades"), "years": years}


@dataclass(frozen=True, kw_only=True)
class Star(Condition):
    """Last year's star of the branch, or of the branch that somebody belongs to, is at least `level`."""

    KIND = "star"
    level: int

    @property
    def words(self) -> str:
        """上年党支部不低于四星级."""
        return f"上年党支部不低于{star_name(self.level)}"

    def check(self, candidate: Candidate, setting: Setting) -> Finding:
        """By the year before the round's."""
        year = setting.year - 1
        star = candidate.stars.get(year)
        if star is None:
            return missing(f"{year}年党支部星级")
        text = f"{year}年党支部为{star_name(star.value)}，要求不低于{star_name(self.level)}。"
        used = (Used(f"{year}年党支部星级", star_name(star.value), star.source),)
        return Finding(Verdict.of(holds=star.value >= self.level), text, used)

    @classmethod
    def own(cls, section: Section) -> dict[str, Any]:
        """The lowest star."""
        return {"level": section.whole("level", HIGHEST_STAR)}


@dataclass(frozen=True, kw_only=True)
class NoOverdue(Condition):
    """No problem of the branch or unit, or of somebody's branch, is past its date."""

    KIND = "no_overdue"

    @property
    def words(self) -> str:
        """没有逾期未整改的问题."""
        return "没有逾期未整改的问题"

    def check(self, candidate: Candidate, setting: Setting) -> Finding:
        """By how many there are, in the words of the fact."""
        if candidate.overdue is None:
            return missing("问题整改情况")
        (late, said, unsettled), source = candidate.overdue.value, candidate.overdue.source
        used = [Used("逾期问题", f"{late}个", source)]
        if unsettled is not None:
            used.append(Used("未销号问题", f"{unsettled}个", source))
        text = f"{said.rstrip('。')}。" if late else "没有逾期未整改的问题。"
        return Finding(Verdict.of(holds=not late), text, tuple(used))
