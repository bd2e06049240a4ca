"""What the registers of the demonstration know from before its award rounds: 民主评议 grades, honours of two years."""

from collections.abc import Iterable, Sequence
from datetime import date
from random import Random

from permissions.models import OrgUnit, Person
from workflows.demo.organisation import ROOT_NAME
from workflows.engine import facts
from workflows.nomination.queries.candidates import GRADE, HONOUR, UNIT_HONOUR

GRADES, WEIGHTS = ("优秀", "合格", "基本合格"), (30, 68, 2)
EVERY = 12
"""One in so many was honoured before."""


def record(branches: Sequence[OrgUnit], year: int, excellent: Iterable[int], chance: Random) -> None:
    """Enter last year's grades of these branches' full members, and the honours of the two years before this one.

    `excellent`: the people (keys) who are known to have been found 优秀.
    """
    known = set(excellent)
    people = Person.objects.filter(branch__in=branches, roll=Person.Roll.FORMAL).order_by("staff_no")
    keys = list(people.values_list("pk", flat=True))
    grades = [_grade(key, year - 1, "优秀" if key in known else _chosen(chance)) for key in keys]
    honours = [_honour(year - 1 - n % 2, person=key) for n, key in enumerate(keys[::EVERY])]
    units = [_honour(year - 1 - n % 2, unit=branch.pk) for n, branch in enumerate(branches[::EVERY])]
    facts.record([*grades, *honours, *units])


def _chosen(chance: Random) -> str:
    return chance.choices(GRADES, WEIGHTS)[0]


def _grade(person: int, year: int, grade: str) -> facts.NewFact:
    source, on = f"{year}年度民主评议党员登记表", date(year, 12, 31)
    return facts.NewFact(GRADE, year, {"grade": grade}, grade, source, on, person_id=person)


def _honour(year: int, person: int | None = None, unit: int | None = None) -> facts.NewFact:
    """An honour of the same 工委, by its document of that year."""
    name = "优秀共产党员" if person else "先进基层党组织"
    number, on = f"滨直工发〔{year}〕21号", date(year, 6, 28)
    value = {
        "name": name, "kind": "表彰", "sponsor": ROOT_NAME, "level": "city", "batch": number, "document": number,
        "on": on.isoformat(),
    }  # fmt: skip
    source = f"历史结果导入：{number}《关于表彰{year}年度市直机关“两优一先”的决定》"
    key = HONOUR if person else UNIT_HONOUR
    return facts.NewFact(key, year, value, name, source, on, unit_id=unit, person_id=person, item=name)
