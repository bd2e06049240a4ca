"""Who is within the places by rank or by votes. Ties and surplus are named for people to decide, never decided here."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple


class Ranked(NamedTuple):
    """A candidate and the place that people gave; equal places are a tie, None is not ranked yet."""

    name: str
    rank: int | None


class Selection(NamedTuple):
    """`inside`: within the places whoever wins a tie. `tied`: across the last place. `beyond`: the surplus."""

    inside: tuple[str, ...]
    tied: tuple[str, ...]
    beyond: tuple[str, ...]
    unranked: tuple[str, ...]
    questions: tuple[str, ...]
    """What people must decide first, in sentences."""

    @property
    def settled(self) -> bool:
        """Whether nothing is left for people to decide."""
        return not self.questions

    @property
    def decided(self) -> bool:
        """Whether the places tell who is in and who is out, surplus or not: nobody shares the last one or lacks one."""
        return not self.tied and not (self.unranked and self.questions)


def by_votes(votes: Mapping[str, int]) -> list[Ranked]:
    """Places by votes: the most votes first, equal votes the same place, the next place left out (1, 2, 2, 4)."""
    ordered = sorted(votes.items(), key=lambda pair: -pair[1])
    return [Ranked(name, 1 + sum(other > given for other in votes.values())) for name, given in ordered]


def select(ranked: Iterable[Ranked], places: int, rules_on: str) -> Selection:
    """Where each stands against so many places. 依据: domain 3.9 (并列与超额)."""
    ranked = list(ranked)
    unranked = tuple(each.name for each in ranked if each.rank is None)
    ordered = sorted((each for each in ranked if each.rank is not None), key=lambda each: each.rank or 0)
    if unranked:
        everybody = tuple(each.name for each in ranked)
        return _without_ranks(everybody, unranked, places, rules_on)
    inside: list[str] = []
    tied: list[str] = []
    beyond: list[str] = []
    for _, group in groupby(ordered, key=lambda each: each.rank):
        names = [each.name for each in group]
        if tied or len(inside) >= places:
            beyond += names
        elif len(inside) + len(names) <= places:
            inside += names
        else:
            tied += names
    questions = _questions(len(inside), tied, beyond, places, rules_on)
    return Selection(tuple(inside), tuple(tied), tuple(beyond), (), tuple(questions))


def _without_ranks(everybody: tuple[str, ...], unranked: tuple[str, ...], places: int, rules_on: str) -> Selection:
    """While somebody has no place, all are within when there is room for all, and nobody is when there is not."""
    if len(everybody) <= places:
        return Selection(everybody, (), (), unranked, ())
    text = f"{'、'.join(unranked)}还没有排序，推荐{len(everybody)}个超过名额{places}个，由{rules_on}排序或表决。"
    return Selection((), (), (), unranked, (text,))


def _questions(inside: int, tied: Sequence[str], beyond: Sequence[str], places: int, rules_on: str) -> list[str]:
    found = []
    if tied:
        left = places - inside
        found.append(f"{'、'.join(tied)}并列，只余{left}个名额，由{rules_on}排序或表决，系统不代为取舍。")
    if beyond:
        found.append(f"{'、'.join(beyond)}超出名额{places}个，由{rules_on}决定不推荐或申请调剂。")
    return found
