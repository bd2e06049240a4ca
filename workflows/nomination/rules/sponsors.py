"""Who gives an honour, and how often one of that level may. 依据: domain 3.1."""

from collections.abc import Iterable
from enum import StrEnum

LAW = "《党内功勋荣誉表彰条例》第十七条"
WINDOW = 5
"""Years within which rounds are counted."""


class SponsorLevel(StrEnum):
    """The level of whoever gives the honour."""

    BASIC = "basic"
    COUNTY = "county"
    CITY = "city"
    CENTRAL_BODY = "central_body"
    PROVINCE = "province"
    CENTRAL = "central"

    @property
    def words(self) -> str:
        """基层党委, 市级 …"""
        return LEVEL_WORDS[self]

    @property
    def most(self) -> int | None:
        """The most rounds in 5 years; None where the level above says it (基层党委)."""
        return MOST_ROUNDS[self]


LEVEL_WORDS = {
    SponsorLevel.BASIC: "基层党委",
    SponsorLevel.COUNTY: "县级党委及其派出代表机关",
    SponsorLevel.CITY: "市级党委及其派出代表机关",
    SponsorLevel.CENTRAL_BODY: "中央派出代表机关、国家工作部门党委",
    SponsorLevel.PROVINCE: "省级党委",
    SponsorLevel.CENTRAL: "党中央",
}
MOST_ROUNDS = {
    SponsorLevel.BASIC: None,
    SponsorLevel.COUNTY: 3,
    SponsorLevel.CITY: 3,
    SponsorLevel.CENTRAL_BODY: 2,
    SponsorLevel.PROVINCE: 2,
    SponsorLevel.CENTRAL: 1,
}
FREQUENCY_WORDS = {
    SponsorLevel.BASIC: "表彰时间由上级党组织规定",
    SponsorLevel.COUNTY: "每5年2至3次",
    SponsorLevel.CITY: "每5年2至3次",
    SponsorLevel.CENTRAL_BODY: "每5年1至2次",
    SponsorLevel.PROVINCE: "每5年1至2次",
    SponsorLevel.CENTRAL: "一般每5年1次",
}


def frequency_warning(level: SponsorLevel, year: int, earlier: Iterable[int]) -> str:
    """A sentence when a round in `year` is one too many, else nothing; `earlier`: years of the sponsor's rounds.

    Any five consecutive years that contain `year` are looked at, those planned after it included.
    """
    held = sorted([*earlier, year])
    most = level.most
    if most is None:
        return ""
    for first in range(year - WINDOW + 1, year + 1):
        within = [each for each in held if first <= each < first + WINDOW]
        if len(within) > most:
            years = "、".join(map(str, within))
            return (
                f"{first}年至{first + WINDOW - 1}年连同本次共{len(within)}次（{years}年），"
                f"超过{level.words}{FREQUENCY_WORDS[level]}的规定。"
            )
    return ""
