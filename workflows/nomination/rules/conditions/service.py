"""Conditions on what somebody does: years of 党务工作, posts held, ranks that are left out."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ..answers import Used, Verdict
from ..candidate import Candidate, Known, Post
from ..dates import reached, runs, span_words
from ..document import MOST_YEARS, Section
from .base import PEOPLE, Condition, Finding, Setting, missing, unless_complete
from .membership import edge_words


def used_posts(posts: Known[tuple[Post, ...]]) -> tuple[Used, ...]:
    """Each post with its days; one line that says so when there is none."""
    return tuple(Used("党务职务", post_words(post), posts.source) for post in posts.value) or (
        Used("党务职务", "无", posts.source),
    )


def post_words(post: Post) -> str:
    """甲局机关党委专职副书记(2019-05-01至今)."""
    return f"{post.unit}{post.name}（{post.period.since}至{post.period.until or '今'}）"


@dataclass(frozen=True, kw_only=True)
class PartyWork(Condition):
    """So many years of 党务工作 on the cut-off day.

    `continuous`: only the unbroken time that reaches the cut-off day counts, else all time together, overlapping
    posts once. `boundary`: whether reaching the years on that very day is enough. 依据: domain 3.5 [N05][N06], 3.9.
    """

    KIND = "party_work"
    SUBJECTS = PEOPLE
    years: int
    continuous: bool = False
    boundary: bool = True

    @property
    def words(self) -> str:
        """从事党务工作累计满2年."""
        return f"从事党务工作{self._way}满{self.years}年"

    @property
    def _way(self) -> str:
        return "连续" if self.continuous else "累计"

    def check(self, candidate: Candidate, setting: Setting) -> Finding:
        """The time of all that counts is laid unbroken before the cut-off day, so that it is told in years."""
        if candidate.posts is None:
            return missing("党务经历")
        start = setting.cut_off - self._time(candidate.posts.value, setting.cut_off)
        served = start < setting.cut_off and reached(start, self.years, setting.cut_off, boundary=self.boundary)
        length = f"从事党务工作{self._way}{span_words(start, setting.cut_off)}"
        if start == setting.cut_off:
            length = "还没有从事党务工作的时间"
        text = f"截至{setting.cut_off}{length}，要求{self._way}满{self.years}年{edge_words(self.boundary)}。"
        found = Finding(Verdict.of(holds=served), text, used_posts(candidate.posts))
        return unless_complete(found, candidate.posts, Verdict.NOT_MET)

    def _time(self, posts: tuple[Post, ...], on: date) -> timedelta:
        found = runs([post.period for post in posts], on)
        if self.continuous:
            found = [run for run in found if run[1] == on]
        return sum((end - since for since, end in found), timedelta())

    @classmethod
    def own(cls, section: Section) -> dict[str, Any]:
        """Years, how they are counted, and whether the anniversary is enough."""
        return {
            "years": section.whole("years", MOST_YEARS),
            "continuous": section.flag("continuous"),
            "boundary": section.flag("boundary", usually=True),
        }


@dataclass(frozen=True, kw_only=True)
class HoldsPost(Condition):
    """On the cut-off day holds a post whose name has one of these words in it (支委以上, 含兼职). 依据: domain 3.3."""

    KIND = "holds_post"
    SUBJECTS = PEOPLE
    posts: tuple[str, ...]

    @property
    def words(self) -> str:
        """担任书记、委员等党务职务."""
        return f"担任{'、'.join(self.posts)}等党务职务"

    def check(self, candidate: Candidate, setting: Setting) -> Finding:
        """By the posts of that day."""
        if candidate.posts is None:
            return missing("党务经历")
        held = held_on(candidate.posts.value, setting.cut_off, self.posts)
        said = "、".join(map(post_words, held)) or "没有担任所要求的党务职务"
        text = f"{setting.cut_off}：{said}；要求{self.words}。"
        found = Finding(Verdict.of(holds=bool(held)), text, used_posts(candidate.posts))
        return unless_complete(found, candidate.posts, Verdict.NOT_MET)

    @classmethod
    def own(cls, section: Section) -> dict[str, Any]:
        """The words."""
        return {"posts": needed(section, "posts")}


def held_on(posts: tuple[Post, ...], day: date, words: tuple[str, ...]) -> list[Post]:
    """The posts of a day whose name has one of the words in it."""
    return [post for post in posts if post.period.holds_on(day) and any(word in post.name for word in words)]


def needed(section: Section, key: str) -> tuple[str, ...]:
    """A list that may not be empty. Raises RoundError."""
    values = section.texts(key)
    if not values:
        raise section.wrong(key, "至少要写一项")
    return values


@dataclass(frozen=True, kw_only=True)
class RankExcluded(Condition):
    """Leaders of these groups are left out, but for holders of a post (机关党委书记除外). 依据: domain 3.5 [N07]."""

    KIND = "rank_excluded"
    SUBJECTS = PEOPLE
    ranks: tuple[str, ...]
    except_posts: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """不推荐省管干部（机关党委书记除外）."""
        beside = f"（{'、'.join(self.except_posts)}除外）" if self.except_posts else ""
        return f"不推荐{'、'.join(self.ranks)}{beside}"

    def check(self, candidate: Candidate, setting: Setting) -> Finding:
        """By the groups that are on record for this year or the last; for the exception by the posts of that day."""
        if candidate.ranks is None:
            return missing("职级情况")
        ranks, year = candidate.ranks.value, candidate.ranks.year
        used = (Used("职级", "、".join(sorted(ranks.held)) or "都不属于", candidate.ranks.source),)
        if year is not None and year < setting.year - 1:
            return Finding(Verdict.UNKNOWN, f"职级情况是{year}年登记的，需人工核实。", used)
        hit = [rank for rank in self.ranks if group_of(rank) in ranks.held and not _unled(rank, candidate)]
        doubt = [rank for rank in self.ranks if group_of(rank) not in ranks.among or _unled(rank, candidate)]
        if not hit and doubt:
            text = f"登记的职级情况（{used[0].value}）不能说明是否属于{'、'.join(doubt)}，需人工核实。"
            return Finding(Verdict.UNKNOWN, text, used)
        if not hit:
            return Finding(Verdict.MET, f"不属于{'、'.join(self.ranks)}。", used)
        text = f"属于{'、'.join(hit)}"
        if not self.except_posts:
            return Finding(Verdict.NOT_MET, f"{text}，不推荐。", used)
        return self._unless(candidate, setting, text, used)

    def _unless(self, candidate: Candidate, setting: Setting, text: str, used: tuple[Used, ...]) -> Finding:
        if candidate.posts is None:
            return Finding(Verdict.UNKNOWN, f"{text}，系统中没有党务经历，是否属于例外需人工核实。", used)
        held = held_on(candidate.posts.value, setting.cut_off, self.except_posts)
        used = used + used_posts(candidate.posts)
        if held:
            return Finding(Verdict.MET, f"{text}，但担任{'、'.join(map(post_words, held))}，属于例外。", used)
        found = Finding(Verdict.NOT_MET, f"{text}，不是{'、'.join(self.except_posts)}，不推荐。", used)
        return unless_complete(found, candidate.posts, Verdict.NOT_MET)

    @classmethod
    def own(cls, section: Section) -> dict[str, Any]:
        """The groups, and the posts that are excepted."""
        return {"ranks": needed(section, "ranks"), "except_posts": section.texts("except_posts")}


def group_of(rank: str) -> str:
    """The group of rank that a notice means: 市管干部 by 市管党员领导干部, 县级干部 by 县处级党员干部."""
    return rank.replace("党员", "").replace("领导", "").replace("县处级", "县级")


def _unled(rank: str, candidate: Candidate) -> bool:
    """Whether a notice means leaders alone, and somebody of the group is not entered as one: nobody said so."""
    group = candidate.ranks is not None and group_of(rank) in candidate.ranks.value.held
    return group and "领导" in rank and not (candidate.is_leader and candidate.is_leader.value)
