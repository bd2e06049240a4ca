"""Building the units of the invented 滨江市 from a plan, through the tree's own door."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from permissions import tree
from permissions.models import OrgUnit
from permissions.roles import UnitKind
from workflows.demo.plans import Plan, Size, Story
from workflows.engine.months import months_after
from workflows.organisation import rules

ROOT_CODE = "BJ"
ROOT_NAME = "中共滨江市委市直机关工作委员会"
DEPARTMENTS = ("办公室", "组织部", "宣传部", "纪检监察工委")
BIG = 10
"""Branches from which on a 机关党委 has a 机关纪委, and its 局 a 党组 (domain 1.1, 1.2)."""
FOUNDED = date(2019, 3, 20)

OFFICES = [
    "办公室",
    "组织人事处",
    "政策法规处",
    "规划财务处",
    "综合处",
    "监督检查处",
    "行政审批处",
    "科技信息处",
    "宣传教育处",
    "安全管理处",
    "基层工作处",
    "离退休干部处",
    "后勤服务中心",
    "信息中心",
    "考试中心",
    "执法支队",
]
NUMERALS = "一二三四五六七八九十"
ENDS = {1: 4, 2: 1, 8: -5, 9: 5, 11: 2, 13: 6}
"""Months to the end of the term of some units, by their number; the others are further from it."""


@dataclass(frozen=True)
class Office:
    """A reporting unit as built, with its branches in order and the 党总支 between, if there is one."""

    unit: OrgUnit
    story: Story
    branches: list[OrgUnit]
    general: OrgUnit | None = None


@dataclass(frozen=True)
class Organisation:
    """The 工委 and its reporting units; the last one is the 工委 itself, for the branches directly under it."""

    root: OrgUnit
    offices: list[Office]

    @property
    def branches(self) -> list[OrgUnit]:
        """Every branch."""
        return [branch for office in self.offices for branch in office.branches]


def build(size: Size) -> Organisation:
    """Add every unit of a size to an empty tree."""
    root = _unit(ROOT_CODE, ROOT_NAME, "市直机关工委", UnitKind.WORK_COMMITTEE, None)
    for number, name in enumerate(DEPARTMENTS, 1):
        _unit(f"{ROOT_CODE}-00-{number}", f"市直机关工委{name}", name, UnitKind.WC_DEPARTMENT, root)
    offices = [_office(plan, f"{ROOT_CODE}-{number:02d}", root) for number, plan in enumerate(size.plans, 1)]
    branches = [
        _branch(f"{ROOT_CODE}-Z{number}", f"{name}直属", UnitKind.DIRECT_BRANCH, root)
        for number, name in enumerate(size.direct, 1)
    ]
    built = Organisation(root, [*offices, Office(root, Story.APPROVED, branches)])
    _elect(built)
    return built


def _elect(built: Organisation) -> None:
    """Give every unit a term of office: most in the midst of it, some soon at its end, one overdue, one not entered."""
    today = timezone.localdate()
    generals = [office.general for office in built.offices if office.general]
    units = [office.unit for office in built.offices if office.unit != built.root] + generals + built.branches
    for number, unit in enumerate(units[:-1]):
        years = rules.TERM_YEARS[unit.kind]
        left = ENDS.get(number, 7 + number * 7 % (12 * years - 8))
        starts = months_after(today, left - 12 * years) + timedelta(days=1)
        tree.edit_unit(unit, term_from=starts, term_until=rules.term_end(starts, years))


def _unit(code: str, name: str, short_name: str, kind: UnitKind, parent: OrgUnit | None) -> OrgUnit:
    return tree.add_unit(code=code, name=name, short_name=short_name, kind=kind, parent=parent, founded_on=FOUNDED)


def _branch(code: str, place: str, kind: UnitKind, parent: OrgUnit) -> OrgUnit:
    return _unit(code, f"中共滨江{place}支部委员会", f"{place}党支部", kind, parent)


def _office(plan: Plan, code: str, root: OrgUnit) -> Office:
    full, short = ("委员会", "党委") if plan.kind == UnitKind.ORG_COMMITTEE else ("总支部委员会", "党总支")
    unit = _unit(code, f"中共滨江{plan.name}机关{full}", f"{plan.name}机关{short}", plan.kind, root)
    if plan.branches >= BIG:
        _beside(plan, unit)
    own = plan.branches - plan.general
    places = [f"{plan.name}{name}" for name in OFFICES[:own]]
    if plan.kind == UnitKind.GENERAL_BRANCH:
        places = [f"{plan.name}机关第{NUMERALS[n]}" for n in range(own)]
    branches = [_branch(f"{code}-{n:02d}", place, UnitKind.BRANCH, unit) for n, place in enumerate(places, 1)]
    general = _general(plan, unit) if plan.general else None
    if general:
        branches += [
            _branch(f"{code}-{own + n + 1:02d}", f"{plan.name}所属单位第{NUMERALS[n]}", UnitKind.BRANCH, general)
            for n in range(plan.general)
        ]
    return Office(unit, plan.story, branches, general)


def _general(plan: Plan, unit: OrgUnit) -> OrgUnit:
    name = f"{plan.name}所属单位"
    kind = UnitKind.GENERAL_BRANCH
    return _unit(f"{unit.code}-B", f"中共滨江{name}总支部委员会", f"{name}党总支", kind, unit)


def _beside(plan: Plan, unit: OrgUnit) -> None:
    """The 党组 and the 机关纪委, which stand beside the tree and are reached by relation."""
    group = _unit(f"{unit.code}-G", f"中共滨江{plan.name}党组", f"{plan.name}党组", UnitKind.PARTY_GROUP, None)
    discipline = _unit(
        f"{unit.code}-D", f"中共滨江{plan.name}机关纪律检查委员会", f"{plan.name}机关纪委",
        UnitKind.ORG_DISCIPLINE, None,
    )  # fmt: skip
    for each in (group, discipline):
        tree.relate(unit, tree.BESIDE[UnitKind(each.kind)], each)
