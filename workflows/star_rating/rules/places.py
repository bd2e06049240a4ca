"""Places of a quota: under which key each rule is kept, and whether a list stays within it."""

from typing import NamedTuple

from .quotas import Direction, QuotaNode, QuotaRule
from .scheme import Scheme

NO_FIELD = "未分领域"


def keyed_quotas(scheme: Scheme) -> dict[str, QuotaRule]:
    """Every rule by the key that its places are stored under: 5, root.3.min.above; a second one of its kind is 5#2."""
    found: dict[str, QuotaRule] = {}
    for rule in scheme.quotas:
        key = rule.key if rule.node is QuotaNode.SUBMITTING_UNIT else f"{rule.node.value}.{rule.key}"
        same = sum(other.partition("#")[0] == key for other in found)
        found[f"{key}#{same + 1}" if same else key] = rule
    return found


def key_of_field(key: str, field: str) -> str:
    """The key of one field's places: 5.max@机关."""
    return f"{key}@{field or NO_FIELD}"


def split_key(key: str) -> tuple[str, str]:
    """The key of a rule, and the field that the places are for; empty when they are for all."""
    rule, _, field = key.partition("@")
    return rule, field


class Use(NamedTuple):
    """A rule with its limit, and how many take its places: by earlier lists, and by the one looked at.

    `to_come`: how many branches may still be listed later; a least number that they may still reach is no shortage.
    """

    rule: QuotaRule
    limit: int
    taken: int
    wanted: int
    to_come: int = 0

    @property
    def over(self) -> int:
        """By how many the most is exceeded."""
        most = self.rule.direction is Direction.MAX
        return max(self.taken + self.wanted - self.limit, 0) if most else 0

    @property
    def short(self) -> int:
        """By how many the least is missed so far."""
        least = self.rule.direction is Direction.MIN
        return max(self.limit - self.taken - self.wanted, 0) if least else 0

    @property
    def broken(self) -> bool:
        """Whether the rule is not kept, and nothing that is still to come can mend it."""
        return self.over > 0 or self.short > self.to_come
