"""The rounds that come with the product, and candidates about whom everything is known."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from workflows.nomination.rules import (
    Answer,
    AwardRound,
    Base,
    Candidate,
    Cleared,
    Condition,
    Discipline,
    Entry,
    Known,
    Overdue,
    Past,
    Per,
    Period,
    Place,
    Post,
    Ranks,
    Review,
    Roll,
    Setting,
    Subject,
    judge_cap,
    limits_for,
)
from workflows.nomination.rules.conditions import KINDS
from workflows.nomination.rules.document import Section

FOLDER = Path(__file__).parents[3] / "workflows/nomination/rounds"
HOME = frozenset({"A1"})
CUT_OFF = date(2021, 5, 6)
SETTING = Setting(CUT_OFF, 2021, HOME)


def names() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.json"))


def data(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return found


def shipped(name: str) -> AwardRound:
    return AwardRound.from_data(data(name))


def dated(name: str, cut_off: date) -> AwardRound:
    """A round whose notice names no cut-off day, with the one that an office filled in."""
    return replace(shipped(name), cut_off=cut_off)


def condition(kind: str, **fields: Any) -> Condition:
    return KINDS[kind].read(Section({"kind": kind, **fields}, "条件", {"kind", *fields}))


def post(name: str, since: str, until: str = "", unit: str = "甲一支部") -> Post:
    last = date.fromisoformat(until) if until else None
    return Post(name, unit, Period(date.fromisoformat(since), last))


def posts(*held: Post) -> Known[tuple[Post, ...]]:
    return Known(held, "党务经历")


def honours(*past: Past) -> Known[tuple[Past, ...]]:
    return Known(past, "荣誉登记")


def punished(*given: Discipline) -> Known[tuple[Discipline, ...]]:
    return Known(given, "处分登记")


def cleared(day: str, years: int = 0) -> Known[Cleared]:
    return Known(Cleared(date.fromisoformat(day), years), "纪检监察机关答复")


def overdue(count: int, open_: int | None = None) -> Known[Overdue]:
    return Known(Overdue(count, f"有{count}个问题逾期未整改", open_), "问题整改")


def ranked(*held: str, year: int | None = None) -> Known[Ranks]:
    """Of three groups it was looked whether somebody belongs to them."""
    return Known(Ranks(frozenset(held), frozenset({"省管干部", "市管干部", "县级干部"})), "任免文件", year=year)


def graded(review: Review = Review.APPRAISAL, **years: str) -> dict[tuple[Review, int], Known[str]]:
    """graded(y2020="优秀") is the appraisal of 2020."""
    return {(review, int(year[1:])): Known(grade, f"{year[1:]}年{review.words}") for year, grade in years.items()}


def member(**known: Any) -> Candidate:
    """A person who fulfils what most notices ask; what is given here stands in the stead of that."""
    usual: dict[str, Any] = {
        "roll": Known(Roll.FORMAL, "党员名册"),
        "joined_on": Known(date(2015, 7, 1), "党员名册"),
        "formal_on": Known(date(2016, 7, 1), "党员名册"),
        "died_on": Known(None, "党员名册"),
        "place": Known(Place("A1", "甲一支部", date(2018, 3, 1)), "党员名册"),
        "posts": posts(post("组织委员", "2019-03-01")),
        "grades": graded(y2018="优秀", y2019="优秀", y2020="优秀"),
        "stars": {2020: Known(4, "2020年星级评定")},
        "disciplines": punished(),
        "overdue": overdue(0),
        "ranks": ranked(),
        "honours": honours(),
        "is_leader": Known(False, "人员名册"),
        "is_frontline": Known(True, "人员名册"),
    }
    return Candidate("张三", Subject.PERSON, **(usual | known))


def branch(**known: Any) -> Candidate:
    return Candidate("甲一支部", Subject.BRANCH, **known)


def ask(candidate: Candidate, kind: str, setting: Setting = SETTING, **fields: Any) -> Answer:
    return condition(kind, **fields).answer(candidate, setting)


def said(answers: Iterable[Answer]) -> list[tuple[str, str]]:
    return [(answer.code, answer.verdict.words) for answer in answers]


def judge_all(
    award: AwardRound, per: Per, where: str, entries: Iterable[Entry], bases: Mapping[Base, int]
) -> list[Answer]:
    """What every limit of one place says of these entries."""
    entries = list(entries)
    return [judge_cap(cap, entries, bases, f"{where}：") for cap in limits_for(award, per)]
