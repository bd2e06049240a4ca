"""Whether a list keeps a limit: how many count against it, whom nobody can place, and the sentence that says so."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .answers import Answer, Used, Verdict
from .caps import Among, Base, Cap, Direction, Limit


@dataclass(frozen=True)
class Entry:
    """One candidate of a list as limits see it; None: nobody knows whether 领导干部 or 一线."""

    name: str
    category: str
    is_leader: bool | None = None
    is_frontline: bool | None = None

    def counts(self, among: Among) -> bool | None:
        """Whether it counts among these; None when nobody knows."""
        if among is Among.ALL:
            return True
        return self.is_leader if among is Among.LEADERS else self.is_frontline


def judge_cap(
    cap: Cap, entries: Iterable[Entry], bases: Mapping[Base, int], where: str = "", given: Limit | None = None
) -> Answer:
    """Whether these entries of one branch, unit or of all keep a limit. A least number is judged at submission.

    Those nobody can place leave it open as soon as they could decide it. `given`: the number that holds instead of the
    one the limit comes to, with its sum: ruled, shifted, or with 差额. 依据: domain 3.9.
    """
    counted = [entry for entry in entries if entry.category in cap.categories]
    sure = sum(entry.counts(cap.among) is True for entry in counted)
    doubtful = [entry.name for entry in counted if entry.counts(cap.among) is None]
    base = len(counted) if cap.base is Base.LISTED else bases.get(cap.base)
    number, formula = given or cap.limit(base)
    what = f"{where}{cap.name}{cap.direction.words}"
    used = (Used("现有", f"{sure}个", "推荐名单"), Used(cap.base.words, _shown(base), _source(cap)))
    if number is None:
        return Answer(cap.code, Verdict.UNKNOWN, f"{what}：{formula}，需人工核实。", cap.basis, used)
    verdict = _verdict(cap.direction, number, sure, len(doubtful))
    text = f"{what}{number}个（{formula}），现有{sure}个{_outcome(cap.direction, number, sure, verdict, doubtful)}。"
    return Answer(cap.code, verdict, text, cap.basis, used)


def _source(cap: Cap) -> str:
    return "推荐名单" if cap.base is Base.LISTED else f"{cap.counted_on}党员统计"


def _shown(base: int | None) -> str:
    return "没有登记" if base is None else str(base)


def _verdict(direction: Direction, number: int, sure: int, doubtful: int) -> Verdict:
    """By what holds whichever way the doubtful ones turn out."""
    least, most = sure, sure + doubtful
    if direction is Direction.MAX:
        holds, fails = most <= number, least > number
    else:
        holds, fails = least >= number, most < number
    if holds:
        return Verdict.MET
    return Verdict.NOT_MET if fails else Verdict.UNKNOWN


def _outcome(direction: Direction, number: int, sure: int, verdict: Verdict, doubtful: list[str]) -> str:
    if verdict is Verdict.UNKNOWN:
        return f"，{'、'.join(doubtful)}的情况没有登记，需人工核实"
    if verdict is Verdict.MET:
        return ""
    return f"，多{sure - number}个" if direction is Direction.MAX else f"，少{number - sure}个"
