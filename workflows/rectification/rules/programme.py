"""A 整改专项 as data: whose problems, by when, who closes them, what lights up and what follows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from workflows.engine.months import months_after
from workflows.engine.written import written

from .checking import check
from .closing import Closing, closing_for
from .conditions import USUAL_EVIDENCE, Condition, Evidence
from .document import Section, names
from .due import USUAL_EXTENSION, ExtensionRule, Precision
from .escalation import Step
from .ladder import LetterKind
from .lights import Light
from .look_back import LookBackRule
from .score_forms import ScoreForm
from .sources import Limit, Severity, Source
from .standing import Standing


@dataclass(frozen=True)
class Programme:
    """What one 整改专项 goes by.

    `closings`: the first line that fits says who closes; `lights`: from the mildest to the gravest; `letters`: the
    ladder; `relight_days`: after so many days a light that stays counts once more (0: only as it changes);
    `reminders`: days before the day, calendar or working; `counted`: which standings count as done in the closure
    rate; `confirm_plan`: the host confirms plans after the 机关党委; `concentrated_months`, `reassess_months`:
    集中整改期 and when it is assessed again (domain 5.3).
    """

    code: str
    name: str
    version: str
    basis: str
    sources: tuple[Source, ...]
    limits: tuple[Limit, ...]
    closings: tuple[Closing, ...]
    categories: tuple[str, ...] = ()
    severities: tuple[Severity, ...] = ()
    checklist: tuple[Condition, ...] = ()
    lights: tuple[Light, ...] = ()
    escalation: tuple[Step, ...] = ()
    relight_days: int = 0
    letters: tuple[LetterKind, ...] = ()
    reminders: tuple[int, ...] = ()
    reminders_working: bool = False
    counted: tuple[Standing, ...] = (Standing.CLOSED,)
    precision: Precision = Precision.DAY
    look_back: LookBackRule | None = None
    extension: ExtensionRule = USUAL_EXTENSION
    evidence: Evidence = USUAL_EVIDENCE
    confirm_plan: bool = False
    concentrated_months: int | None = None
    reassess_months: int | None = None
    assessments: tuple[ScoreForm, ...] = ()
    notes: tuple[str, ...] = ()

    @cached_property
    def source_by_code(self) -> Mapping[str, Source]:
        """The sources by their codes."""
        return {each.code: each for each in self.sources}

    @cached_property
    def limit_by_code(self) -> Mapping[str, Limit]:
        """The kinds of time limit by their codes."""
        return {each.code: each for each in self.limits}

    @cached_property
    def light_by_code(self) -> Mapping[str, Light]:
        """The lights by their codes."""
        return {each.code: each for each in self.lights}

    @cached_property
    def letter_by_code(self) -> Mapping[str, LetterKind]:
        """The kinds of letter by their codes."""
        return {each.code: each for each in self.letters}

    def source_for(self, event: str) -> Source | None:
        """The source that takes problems raised by a kind of event; None: the programme takes none of it."""
        return next((source for source in self.sources if event in source.events), None)

    def closing(self, source: str, severity: str) -> Closing:
        """Who closes such a problem."""
        return closing_for(self.closings, source, severity)

    def phases(self, told_on: date) -> tuple[date | None, date | None]:
        """The last day of 集中整改 and the day of the second assessment, from the day the findings were told."""
        lengths = (self.concentrated_months, self.reassess_months)
        concentrated, reassessed = (months_after(told_on, months) if months else None for months in lengths)
        return concentrated, reassessed

    def to_data(self) -> dict[str, Any]:
        """Its JSON form; what stands at its usual value is left out."""
        data: dict[str, Any] = written(self)
        return data

    @classmethod
    def read(cls, data: Any) -> "Programme":
        """From its JSON form. Raises ProgrammeError with a sentence that names the place."""
        section = Section(data, "专项", names(cls))
        look_back = section.section("look_back", "的回头看", names(LookBackRule))
        extension = section.section("extension", "的延期办法", names(ExtensionRule))
        evidence = section.section("evidence", "的佐证要求", names(Evidence))
        found = cls(
            code=section.text("code"),
            name=section.text("name"),
            version=section.text("version"),
            basis=section.text("basis"),
            sources=tuple(map(Source.read, section.sections("sources", "第{}个来源", names(Source)))),
            limits=tuple(map(Limit.read, section.sections("limits", "第{}种整改类型", names(Limit)))),
            closings=tuple(map(Closing.read, section.sections("closings", "第{}条销号权限", names(Closing)))),
            categories=section.texts("categories"),
            severities=tuple(map(Severity.read, section.sections("severities", "第{}级严重程度", names(Severity)))),
            checklist=tuple(map(Condition.read, section.sections("checklist", "第{}项销号条件", names(Condition)))),
            lights=tuple(map(Light.read, section.sections("lights", "第{}个灯", names(Light)))),
            relight_days=section.whole("relight_days", 0, most=366),
            escalation=tuple(map(Step.read, section.sections("escalation", "第{}条升级办法", names(Step)))),
            letters=tuple(map(LetterKind.read, section.sections("letters", "第{}种文书", names(LetterKind)))),
            reminders=section.wholes("reminders"),
            reminders_working=section.flag("reminders_working"),
            counted=section.choices("counted", Standing, (Standing.CLOSED,)),
            precision=section.choice("precision", Precision, Precision.DAY),
            look_back=None if look_back is None else LookBackRule.read(look_back),
            extension=USUAL_EXTENSION if extension is None else ExtensionRule.read(extension),
            evidence=USUAL_EVIDENCE if evidence is None else Evidence.read(evidence),
            confirm_plan=section.flag("confirm_plan"),
            concentrated_months=section.optional_whole("concentrated_months", most=120),
            reassess_months=section.optional_whole("reassess_months", most=120),
            assessments=tuple(map(ScoreForm.read, section.sections("assessments", "第{}个评估办法", names(ScoreForm)))),
            notes=section.texts("notes"),
        )
        check(found)
        return found
