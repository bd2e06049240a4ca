"""Whether a roll may be frozen, what changed after it was, and whether groups hold everybody once."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from .roll import Member, Presence, Roll, Standing


def lacks_to_freeze(roll: Roll) -> tuple[str, ...]:
    """What is wrong with a roll before it is frozen, one sentence each."""
    return (*_repeated(roll.members), *(each for member in roll.members for each in _about(member)), *_empty(roll))


def roll_changes(frozen: Roll, now: Roll) -> tuple[str, ...]:
    """What the register says by now that the frozen roll does not; 签到 is no change, the frozen one still holds."""
    before, after = ({each.key: each for each in roll.members} for roll in (frozen, now))
    gone = [f"{before[key].name}已不在本支部。" for key in before.keys() - after.keys()]
    new = [f"{after[key].name}是名册定后转入的。" for key in after.keys() - before.keys()]
    both = [(before[key], after[key]) for key in before if key in after]
    changed = [
        f"{old.name}定名册时是{old.standing.words}，现在是{fresh.standing.words}。"
        for old, fresh in both
        if old.standing is not fresh.standing
    ]
    return tuple(sorted(gone) + sorted(new) + changed)


def group_mistakes(groups: Mapping[str, Sequence[str]], roll: Roll, least: int) -> tuple[str, ...]:
    """What is wrong with groups (names with keys of members): one too small, somebody in two, in none or unknown."""
    taken = Counter(key for keys in groups.values() for key in keys)
    small = [f"{name}有{len(keys)}人，每组至少{least}人。" for name, keys in groups.items() if len(keys) < least]
    judged = [each for each in roll.members if each.takes_part]
    none = [f"{each.name}没有分到组。" for each in judged if not taken[each.key]]
    twice = [f"{each.name}分在{taken[each.key]}个组。" for each in judged if taken[each.key] > 1]
    strange = taken.keys() - {each.key for each in roll.members}
    return (*small, *none, *twice, *([f"分组里有{len(strange)}人不在名册上。"] if strange else []))


def _repeated(members: Sequence[Member]) -> Iterator[str]:
    names = {each.key: each.name for each in members}
    lines = Counter(each.key for each in members)
    yield from (f"{names[key]}在名册里出现{times}次。" for key, times in lines.items() if times > 1)


def _about(member: Member) -> Iterator[str]:
    if member.excuse and member.standing is not Standing.FORMAL:
        yield f"{member.name}是{member.standing.words}，本来不计入应到，不必写理由。"
    elif member.excuse and not member.approval.strip():
        yield f"{member.name}不计入应到（{member.excuse.words}），须写明上级同意和党员大会通过的依据。"
    if member.presence is Presence.PRESENT and (member.excuse or not member.takes_part):
        yield f"{member.name}不计入应到，却登记为到会，请核对。"


def _empty(roll: Roll) -> Iterator[str]:
    if not roll.expected:
        yield "名册上没有应到会的正式党员。"
