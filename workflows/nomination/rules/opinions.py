"""会审: whose opinion a round asks for whom, and what their replies come to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .answers import Answer, Used, Verdict
from .candidate import Candidate, Subject
from .document import MOST_YEARS, Section


class AskedOf(StrEnum):
    """For whom an opinion is asked."""

    EVERYBODY = "everybody"
    PEOPLE = "people"
    LEADERS = "leaders"
    DUAL = "dual"

    @property
    def words(self) -> str:
        """全部推荐对象, 党员领导干部 …"""
        return ASKED_OF_WORDS[self]


ASKED_OF_WORDS = {
    AskedOf.EVERYBODY: "全部推荐对象",
    AskedOf.PEOPLE: "个人",
    AskedOf.LEADERS: "党员领导干部",
    AskedOf.DUAL: "双重管理的",
}


@dataclass(frozen=True)
class Opinion:
    """A body whose opinion is asked, about what and for whom. `outer`: it is no unit of the tree; a clerk enters it.

    `clean_years`: where it knows of 处分, its reply that nothing stands against somebody says that he is under none,
    and that there was none in so many years; None where the reply says nothing of 处分.
    """

    code: str
    body: str
    about: str = ""
    asked_of: AskedOf = AskedOf.EVERYBODY
    outer: bool = True
    basis: str = ""
    clean_years: int | None = None

    def concerns(self, candidate: Candidate, *, dual: bool | None) -> bool:
        """Whether it is asked for a candidate; where nobody knows whom it concerns, it is."""
        match self.asked_of:
            case AskedOf.EVERYBODY:
                return True
            case AskedOf.PEOPLE:
                return candidate.subject is Subject.PERSON
            case AskedOf.LEADERS:
                person = candidate.subject is Subject.PERSON
                return person and (candidate.is_leader is None or candidate.is_leader.value)
            case AskedOf.DUAL:
                return dual is not False

    @property
    def words(self) -> str:
        """干部监督部门（党员领导干部，核查个人有关事项报告）."""
        whom = "" if self.asked_of is AskedOf.EVERYBODY else self.asked_of.words
        beside = "，".join(part for part in (whom, self.about) if part)
        return f"{self.body}（{beside}）" if beside else self.body

    @classmethod
    def read(cls, section: Section) -> "Opinion":
        return cls(
            section.text("code"),
            section.text("body"),
            section.optional_text("about"),
            section.choice("asked_of", AskedOf, AskedOf.EVERYBODY),
            section.flag("outer", usually=True),
            section.optional_text("basis"),
            section.optional_whole("clean_years", MOST_YEARS),
        )


@dataclass(frozen=True)
class Reply:
    """Where an opinion is: asked until a day, and answered or not."""

    body: str
    due_on: date
    answered: bool = False
    objects: bool = False


def judge_replies(replies: Iterable[Reply], today: date) -> list[Answer]:
    """会审意见全部回收 (domain 3.9): an objection is 不符合, what is still out is open.

    Either can be ruled upon by a person, as every answer can (`judged`); a reply that is overdue asks for that.
    """
    return [_judge_reply(reply, today) for reply in replies]


def _judge_reply(reply: Reply, today: date) -> Answer:
    if reply.answered:
        words = "有不同意见" if reply.objects else "无不同意见"
        return _said(reply, Verdict.of(holds=not reply.objects), f"{reply.body}已回复，{words}。")
    if today > reply.due_on:
        days = (today - reply.due_on).days
        return _said(reply, Verdict.UNKNOWN, f"{reply.body}应于{reply.due_on}前回复，逾期{days}天未复，需人工裁定。")
    return _said(reply, Verdict.UNKNOWN, f"{reply.body}尚未回复，{reply.due_on}到期。")


def _said(reply: Reply, verdict: Verdict, text: str) -> Answer:
    used = (Used("回复期限", str(reply.due_on), "会审"),)
    return Answer(f"reply.{reply.body}", verdict, text, "", used)
