"""A 评议办法 as data: grades, the limit of 优秀, meetings, ballots, what follows a grade. 依据: domain chapter 4."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from workflows.engine.written import written

from .bodies import Body, Ticketing
from .cap import Cap
from .checking import contradictions
from .correction import CorrectionRule
from .disposal import DisposalRule
from .document import PlanError, Section, names
from .forms import BallotForm, Subject
from .grades import Grade
from .quorum import USUAL, Purpose, Quorum
from .result import LEAST_MINIMUM

USUAL_CORRECTION = CorrectionRule()
USUAL_DISPOSAL = DisposalRule()


@dataclass(frozen=True)
class Plan:
    """What a year's 民主评议 goes by.

    `cap`: None says 不定比例; `minimum`: fewer valid ballots are not broken down; `electronic`: how tickets may be
    handed out, none for paper only; `named_notes`: whether 互评 keeps the name of who wrote a note; `groups_from`:
    members from which 自评 and 互评 may be held in groups; `probationary_ballots`: 预备党员 fill in a ballot too;
    `recount_days`: calendar days after the end of a meeting in which an electronic box can be counted again, then its
    votes are erased (工程归纳, no source).
    """

    code: str
    name: str
    version: str
    basis: str
    grades: tuple[Grade, ...]
    forms: tuple[BallotForm, ...]
    cap: Cap | None = None
    quorums: tuple[Quorum, ...] = ()
    decided_by: Body = Body.COMMITTEE
    minimum: int = 5
    electronic: tuple[Ticketing, ...] = ()
    named_notes: bool = False
    groups_from: int | None = None
    group_least: int = 3
    probationary_ballots: bool = True
    correction: CorrectionRule = USUAL_CORRECTION
    disposal: DisposalRule = USUAL_DISPOSAL
    notes: tuple[str, ...] = ()
    recount_days: int = 15

    @cached_property
    def grade_by_code(self) -> Mapping[str, Grade]:
        """The grades by their codes."""
        return {each.code: each for each in self.grades}

    @cached_property
    def form_by_code(self) -> Mapping[str, BallotForm]:
        """The ballot forms by their codes."""
        return {each.code: each for each in self.forms}

    @cached_property
    def capped(self) -> tuple[Grade, ...]:
        """The grades that the limit counts."""
        return tuple(each for each in self.grades if each.capped)

    def forms_for(self, subject: Subject) -> tuple[BallotForm, ...]:
        """The forms that judge this subject."""
        return tuple(each for each in self.forms if each.subject is subject)

    def quorum_for(self, purpose: Purpose) -> Quorum:
        """What a meeting for this purpose asks: what the plan says, else what is usual."""
        return next(each for each in (*self.quorums, *USUAL) if each.purpose is purpose)

    def may_group(self, members: int) -> bool:
        """Whether a branch of so many may hold 自评 and 互评 in groups. 依据: domain 4.1 [P01][P02]."""
        return self.groups_from is not None and members >= self.groups_from

    def body_for(self, formal: int) -> Body:
        """Who gives the grades in a branch of so many 正式党员; one too small for a 支委会 holds the meeting itself."""
        return self.decided_by if self.decided_by.possible(formal) else Body.MEETING

    def electronic_refused(self, voters: int) -> str:
        """Why so many voters cannot use the electronic ballot; empty when they can. 依据: design of the ballots, 6."""
        if not self.electronic:
            return "评议办法没有设电子票，用纸质票。"
        few = f"可以领票的{voters}人，少于{self.minimum}人，用纸质票。"
        return few if voters < self.minimum else ""

    def to_data(self) -> dict[str, Any]:
        """Its JSON form; what stands at its usual value is left out."""
        data: dict[str, Any] = written(self)
        return data

    @classmethod
    def read(cls, data: Any) -> "Plan":
        """From its JSON form. Raises PlanError with every mistake at once: of writing first, then of sense."""
        problems: list[str] = []
        found = cls._read(Section(data, "评议办法", names(cls), problems))
        if problems := problems or list(contradictions(found)):
            raise PlanError(problems)
        return found

    @classmethod
    def _read(cls, section: Section) -> "Plan":
        cap = section.section("cap", "的优秀人数", names(Cap))
        correction = section.section("correction", "的限期改正", names(CorrectionRule))
        disposal = section.section("disposal", "的组织处置", names(DisposalRule))
        return cls(
            code=section.text("code"),
            name=section.text("name"),
            version=section.text("version"),
            basis=section.text("basis"),
            grades=tuple(map(Grade.read, section.sections("grades", "第{}个等次", names(Grade)))),
            forms=tuple(map(BallotForm.read, section.sections("forms", "第{}种测评票", names(BallotForm)))),
            cap=None if cap is None else Cap.read(cap),
            quorums=tuple(map(Quorum.read, section.sections("quorums", "第{}条会议人数", names(Quorum)))),
            decided_by=section.choice("decided_by", Body, Body.COMMITTEE),
            minimum=section.whole("minimum", 5, least=LEAST_MINIMUM, most=100),
            electronic=section.choices("electronic", Ticketing),
            named_notes=section.flag("named_notes"),
            groups_from=section.optional_whole("groups_from"),
            group_least=section.whole("group_least", 3, least=1, most=100),
            probationary_ballots=section.flag("probationary_ballots", usually=True),
            correction=USUAL_CORRECTION if correction is None else CorrectionRule.read(correction),
            disposal=USUAL_DISPOSAL if disposal is None else DisposalRule.read(disposal),
            notes=section.texts("notes"),
            recount_days=section.whole("recount_days", 15, least=5, most=365),
        )
