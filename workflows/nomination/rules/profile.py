"""What the 推荐审批表 asks beside the registers, so that no form asks for what is known. 依据: domain 3.8, 7.5."""

from collections.abc import Mapping
from typing import NamedTuple

from .candidate import Subject
from .materials import length

SHORT, LONG = 60, 2000
"""The most characters of a line and of a text."""


class Entry(NamedTuple):
    """One thing to fill in; `most` characters, and whether the form goes without it."""

    code: str
    label: str
    most: int = SHORT
    optional: bool = False
    help: str = ""


OF_PEOPLE = (
    Entry("duty", "单位及职务", help="写全称，没有职务的填“无”"),
    Entry("nation", "民族", 20, optional=True),
    Entry("education", "学历", optional=True),
    Entry("resume", "简历", LONG),
    Entry("rewards", "奖惩情况", LONG, optional=True, help="系统已有的荣誉和处分见上，只填系统没有登记的，没有的不填"),
)
OF_UNITS = (
    Entry("head", "负责人及职务"),
    Entry("rewards", "近年受奖励情况", LONG, optional=True, help="系统已有的荣誉见上，只填系统没有登记的"),
)


def profile_of(subject: Subject) -> tuple[Entry, ...]:
    """What is asked of such a candidate."""
    return OF_PEOPLE if subject is Subject.PERSON else OF_UNITS


def lacking_profile(subject: Subject, given: Mapping[str, str]) -> list[tuple[str, str]]:
    """By code, a sentence for each thing that must be filled in and is not."""
    asked = (each for each in profile_of(subject) if not each.optional)
    return [(each.code, f"没有填写{each.label}。") for each in asked if not length(given.get(each.code, ""))]
