"""The cast with people in their branches, and a small award round that is opened and played through the actions."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from io import BytesIO
from typing import Any

from django.db import transaction
from django.utils import timezone

from permissions.models import OrgUnit, Person
from permissions.roles import UnitKind
from tests.world import World, make_world
from workflows.engine import attachments
from workflows.engine.editing import edit
from workflows.engine.models import Attachment, Fact, Round
from workflows.engine.transitions import open_many
from workflows.nomination import actions, queries
from workflows.nomination.models import Nomination, NominationList
from workflows.nomination.queries import candidates
from workflows.nomination.rules import AwardRound, Stage
from workflows.nomination.states import ListState as L
from workflows.nomination.states import NominationState as S
from workflows.organisation.actions.facts import FactInput, person_fact_correct, person_fact_new, unit_fact_new
from workflows.organisation.actions.people import person_new
from workflows.organisation.queries.people import PersonInput
from workflows.organisation.rules import read_groups, read_standard

JOINED, FORMAL = date(2010, 7, 1), date(2011, 7, 1)


def document(**more: Any) -> dict[str, Any]:
    """A small round of the 工委: categories of people, of branches and of units; `more` stands in the stead."""
    year = timezone.localdate().year
    usual: dict[str, Any] = {
        "name": f"{year}年“两优一先”表彰", "version": f"{year}-1", "year": year,
        "basis": f"市直机关工委〔{year}〕5号通知", "sponsor": "市直机关工委", "sponsor_level": "city",
        "cut_off": timezone.localdate().isoformat(),
        "stages": ["branch_meeting", "general_branch", "committee", "org_review", "work_committee", "publicity"],
        "decided_by": "work_committee", "rules_on": "市直机关工委", "publicity": {"days": 5},
        "conditions": [
            {"kind": "belongs", "basis": "通知第二条"},
            {"kind": "party_member", "basis": "通知第二条：正式党员"},
            {"kind": "living", "posthumous": True, "basis": "可以追授"},
        ],
        "materials": [
            {"code": "deeds", "name": "事迹材料", "words": 2000, "basis": "通知第四条"},
            {"code": "proof", "name": "证明材料", "optional": True, "electronic": True},
            {"code": "summary", "name": "汇总表", "of_list": True, "optional": True},
        ],
        "categories": [
            {
                "code": "member", "name": "优秀共产党员", "kind": "表彰", "subject": "person", "per_branch": 2,
                "conditions": [
                    {
                        "kind": "graded", "reviews": ["appraisal"], "grades": ["优秀"], "usually": True,
                        "basis": "通知第二条：一般从上年度民主评议优秀者中产生",
                    }
                ],
            },
            {"code": "worker", "name": "优秀党务工作者", "kind": "表彰", "subject": "person", "per_branch": 1},
            {"code": "branch", "name": "先进基层党组织", "kind": "表彰", "subject": "branch"},
            {"code": "unit", "name": "模范机关", "kind": "命名", "subject": "unit"},
        ],
    }  # fmt: skip
    return usual | more


def stages_of(award: AwardRound) -> dict[str, dict[str, bool]]:
    """The stages that a round does without."""
    has = set(award.stages)
    studied = award.decided_by is not Stage.WORK_COMMITTEE or Stage.PARTY_GROUP in has
    used: dict[str, bool] = {
        S.GENERAL_REVIEWING: Stage.GENERAL_BRANCH in has,
        L.PUBLICISING_WITHIN: Stage.UNIT_PUBLICITY in has,
        L.STUDYING: studied,
        S.VERIFYING: bool(has & {Stage.ORG_REVIEW, Stage.CONSULTATION}),
        S.ANNOUNCING: Stage.PUBLICITY in has,
        S.PUBLICISING: Stage.PUBLICITY in has,
    }
    return {stage: {"off": True} for stage, on in used.items() if not on}


@dataclass
class Cast(World):
    """Everybody of the world, and the members of their branches by name."""

    people: dict[str, Person] = field(default_factory=dict)

    def member(self, name: str, branch: str = "甲一支部", **more: Any) -> Person:
        """Enter a full member of a branch, with what is given here besides (fields of `PersonInput`)."""
        usual: dict[str, Any] = {
            "staff_no": f"D{len(self.people):03d}", "name": name, "gender": "男", "birth_on": date(1985, 3, 2),
            "joined_on": JOINED, "formal_on": FORMAL,
        }  # fmt: skip
        self.people[name] = person_new(PersonInput(**(usual | more)), self.units[branch], by=self.clerk)
        return self.people[name]

    def probationer(self, name: str, branch: str = "甲一支部") -> Person:
        """Enter a probationary member."""
        return self.member(name, branch, roll="probationary", joined_on=timezone.localdate(), formal_on=None)

    def graded(self, name: str, grade: str = "优秀", years_ago: int = 1) -> None:
        """Enter what the 民主评议 of a year found of somebody."""
        year = timezone.localdate().year - years_ago
        given = FactInput(
            candidates.GRADE, year, "", {"grade": grade}, grade, f"{year}年度民主评议登记表", date(year, 12, 31)
        )
        person_fact_new(self.people[name], given, by=self.clerk)

    def ranked(self, name: str, *groups: str, again: bool = False) -> None:
        """Enter the groups of rank somebody belongs to, none of them without any; `again`: in the stead of before."""
        year = timezone.localdate().year
        value, words = read_groups("、".join(groups) or "都不属于")
        given = FactInput(candidates.RANKS, year, "", value, words, "干部任免审批表", timezone.localdate())
        if not again:
            person_fact_new(self.people[name], given, by=self.clerk)
            return
        wrong = Fact.objects.get(person=self.people[name], key=candidates.RANKS, superseded_by=None)
        person_fact_correct(wrong, given, "登记有误", by=self.clerk)

    def accepted(self, branch: str, grade: str = "达标", years_ago: int = 1) -> None:
        """Enter what the 标准化规范化验收 of a branch found in a year."""
        year = timezone.localdate().year - years_ago
        value, words = read_standard(grade)
        given = FactInput("unit.standard_grade", year, "", value, words, f"{year}年验收通报", date(year, 12, 31))
        unit_fact_new(self.units[branch], given, by=self.clerk)

    def disciplined(self, name: str, kind: str = "党内严重警告") -> None:
        """Enter a 处分 of yesterday whose influence lasts."""
        day = timezone.localdate() - timedelta(days=1)
        value, source = {"kind": kind, "basis": "处分决定"}, "市纪委监委处分决定"
        given = FactInput(candidates.DISCIPLINE, day.year, "1", value, kind, source, day, day + timedelta(days=500))
        person_fact_new(self.people[name], given, by=self.clerk)

    def award_round(self, data: Mapping[str, Any] | None = None, *, unit: str = "工委", **more: Any) -> Round:
        """Open a round of a document with a list for every unit that reports."""
        award = AwardRound.from_data(data or document())
        made = Round.objects.create(
            process_key=queries.KEY, year=award.year, unit=self.units[unit],
            scheme=json.loads(json.dumps(data or document())), scheme_version=award.version,
            status=Round.Status.OPEN, opened_at=timezone.now(),
            **({"title": award.name, "stages": stages_of(award)} | more),
        )  # fmt: skip
        open_many([NominationList(round=made, unit=each) for each in self._reporting(made)], by=self.clerk)
        return made

    def _reporting(self, made: Round) -> list[OrgUnit]:
        if made.unit.kind != UnitKind.WORK_COMMITTEE:
            return [made.unit]
        return [self.units[name] for name in ("甲局机关党委", "乙局机关党委", "工委")]

    def nominate(
        self, name: str, category: str = "member", by: str = "secretary", unit: str = "甲一支部"
    ) -> Nomination:
        """Nominate a person, a branch or a unit by name in the last round."""
        candidate = self.people.get(name) or self.units[name]
        return actions.nominate(
            Round.objects.filter(process_key=queries.KEY).latest("pk"), self.units[unit], category, candidate,
            by=getattr(self, by),
        )  # fmt: skip

    def fill_in(self, name: str, by: str = "secretary", **more: Any) -> Nomination:
        """Fill a draft with all that it needs; 8 of 10 came and agreed."""
        usual: dict[str, Any] = {
            "profile": {"duty": "甲局办公室主任", "resume": "2008年参加工作。", "head": "周志远，书记"},
            "texts": {"deeds": "认真负责，成绩突出。"}, "held_on": timezone.localdate(), "expected": 10, "present": 8,
            "approve": 8, "resolution": "同意推荐。",
        }  # fmt: skip
        found = self.nomination(name)
        given = actions.DraftInput(**(usual | more))
        return actions.nomination_save(found, given, by=getattr(self, by), seen=self.seen(found))

    def attach(self, name: str, code: str, by: str = "secretary") -> Attachment:
        """Put a file under a material of a nomination."""
        found, actor = self.nomination(name), getattr(self, by)
        with transaction.atomic():
            edit(found, by=actor, seen=self.seen(found), state=found.state)
            file = attachments.upload(found.unit, BytesIO(f"{name}{code}".encode()), actor, f"{name}的材料.txt")
            attachments.cite(found.process, file, code)
        return file

    def do(self, verb: str, name: str, by: str, **more: Any) -> Nomination:
        """Take a verb on the last nomination of somebody as it now stands."""
        found = self.nomination(name)
        moved: Nomination = getattr(actions, verb)(found, by=getattr(self, by), seen=self.seen(found), **more)
        return moved

    def submitted(
        self, name: str, category: str = "member", by: str = "secretary", unit: str = "甲一支部", **more: Any
    ) -> Nomination:
        """Nominate, fill and hand in."""
        self.nominate(name, category, by, unit)
        self.fill_in(name, by, **more)
        return self.do("submit", name, by)

    def listed(
        self,
        name: str,
        category: str = "member",
        by: str = "secretary",
        unit: str = "甲一支部",
        reviewer: str = "deputy",
    ) -> Nomination:
        """Nominate, hand in and review until it is in its unit's list."""
        self.submitted(name, category, by, unit)
        if self.nomination(name).state == S.GENERAL_REVIEWING:
            self.do("forward", name, "general")
        return self.do("forward", name, reviewer)

    def nomination(self, name: str) -> Nomination:
        """The last nomination of a person, a branch or a unit by name, fresh from the database."""
        rows = Nomination.objects.select_related("unit", "round", "process", "person", "honoured", "submission")
        found = rows.filter(person=self.people[name]) if name in self.people else rows.filter(honoured=self.units[name])
        return found.latest("pk")

    def list_in(self, unit: str) -> NominationList:
        """The last list of a unit in the last round that it reports in, fresh from the database."""
        rows = NominationList.objects.select_related("unit", "round", "process")
        return rows.filter(unit=self.units[unit]).latest("round_id", "batch")


def make_cast() -> Cast:
    """The cast of `make_world`, two members each in 甲一支部, 甲二支部 and 乙一支部, one in 甲三支部 and 丙办党支部."""
    world = make_world()
    cast = Cast(world.units, world.users)
    for name, branch in (
        ("张三", "甲一支部"), ("李四", "甲一支部"), ("王五", "甲二支部"), ("赵六", "甲二支部"), ("孙七", "甲三支部"),
        ("周八", "乙一支部"), ("吴九", "乙一支部"), ("郑十", "丙办党支部"),
    ):  # fmt: skip
        cast.member(name, branch)
        cast.graded(name)
    return cast
