"""An award round as data: who gives what to whom, by which steps, under which conditions and limits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from .allocation import Total
from .approval import NO_APPROVAL, Approval
from .caps import Cap
from .category import Category
from .checking import check
from .conditions import Condition, Setting, read_conditions
from .contest import Contest
from .document import LAST_YEAR, RoundError, Section, names
from .materials import Material
from .opinions import Opinion
from .publicity import PublicityRule
from .sponsors import SponsorLevel
from .stages import Stage
from .votes import VoteRule


@dataclass(frozen=True)
class AwardRound:
    """What one notice says.

    `sponsor` gives the honour; with `reports_to` this office only recommends. `cut_off`: the day conditions are judged
    on. Where the notice says neither, both are left open until an office starts the round (`lacks_to_open`).
    `decided_by`: whose decision ends it. `rules_on`: who rules on contradictions, ties and surplus. `reuse_for`: the
    round whose candidates those become who were not forwarded. `late_forfeits`: 逾期视为不推.
    """

    name: str
    version: str
    year: int
    basis: str
    sponsor: str
    sponsor_level: SponsorLevel
    stages: tuple[Stage, ...]
    decided_by: Stage
    rules_on: str
    categories: tuple[Category, ...]
    reports_to: str = ""
    cut_off: date | None = None
    due: str = ""
    approval: Approval = NO_APPROVAL
    reuse_for: str = ""
    late_forfeits: bool = False
    contest: Contest | None = None
    conditions: tuple[Condition, ...] = ()
    materials: tuple[Material, ...] = ()
    caps: tuple[Cap, ...] = ()
    totals: tuple[Total, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    vote: VoteRule | None = None
    publicity: PublicityRule | None = None
    notes: tuple[str, ...] = ()

    @cached_property
    def by_code(self) -> Mapping[str, Category]:
        """The categories by their codes."""
        return {category.code: category for category in self.categories}

    @property
    def voting(self) -> VoteRule:
        """How its meetings vote: 双过半, unless the notice says otherwise. 依据: domain 4.2."""
        return self.vote or VoteRule()

    def conditions_of(self, category: Category) -> tuple[Condition, ...]:
        """Those of the round that can be asked of such a candidate, then those of the category."""
        common = (condition for condition in self.conditions if category.subject in condition.SUBJECTS)
        return (*common, *category.conditions)

    def materials_of(self, category: Category) -> tuple[Material, ...]:
        """What each nomination brings: by the round, then by the category."""
        return tuple(each for each in (*self.materials, *category.materials) if not each.of_list)

    @property
    def list_materials(self) -> tuple[Material, ...]:
        """What each list brings (汇总表)."""
        return tuple(each for each in self.materials if each.of_list)

    def setting(self, nominating: frozenset[str]) -> Setting:
        """What conditions are judged on. Raises RoundError: the cut-off day has not been filled in."""
        if self.cut_off is None:
            raise RoundError("还没有填写资格截止日，无法审核条件。", "cut_off")
        return Setting(self.cut_off, self.year, nominating)

    @classmethod
    def from_data(cls, data: Any) -> "AwardRound":
        """From its JSON form. Raises RoundError with a sentence that names the place."""
        section = Section(data, "批次", names(cls))
        approval = section.section("approval", "的批准依据", names(Approval))
        contest = section.section("contest", "的差额", names(Contest))
        vote = section.section("vote", "的表决办法", names(VoteRule))
        publicity = section.section("publicity", "的公示", names(PublicityRule))
        found = cls(
            section.text("name"),
            section.text("version"),
            section.whole("year", LAST_YEAR),
            section.text("basis"),
            section.optional_text("sponsor"),
            section.choice("sponsor_level", SponsorLevel),
            section.choices("stages", Stage),
            section.choice("decided_by", Stage),
            section.text("rules_on"),
            tuple(map(Category.read, section.sections("categories", "第{}个类别", names(Category)))),
            section.optional_text("reports_to"),
            section.optional_day("cut_off"),
            section.optional_text("due"),
            NO_APPROVAL if approval is None else Approval.read(approval),
            section.optional_text("reuse_for"),
            section.flag("late_forfeits"),
            None if contest is None else Contest.read(contest),
            read_conditions(section),
            tuple(map(Material.read, section.sections("materials", "第{}项材料", names(Material)))),
            tuple(map(Cap.read, section.sections("caps", "第{}项限额", names(Cap)))),
            tuple(map(Total.read, section.sections("totals", "第{}项总数", names(Total)))),
            tuple(map(Opinion.read, section.sections("opinions", "第{}个会审部门", names(Opinion)))),
            None if vote is None else VoteRule.read(vote),
            None if publicity is None else PublicityRule.read(publicity),
            section.texts("notes"),
        )
        check(found)
        return found
