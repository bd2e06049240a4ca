"""Places of a quota: under which key each rule is kept, for which field, and whether a list stays within it."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from .quotas import Direction, QuotaNode, QuotaRule
from .scheme import Scheme
from .wording import star_name

NO_FIELD = "未分领域"


@dataclass(frozen=True)
class NamedQuota(QuotaRule):
    """A quota as its scheme speaks of it: with the scheme's own name of the tier."""

    name: str = ""

    @property
    def stars(self) -> str:
        """先进, 合格及以上; 五星级 where the scheme calls it so."""
        return super().stars.replace(star_name(self.tier), self.name)


def named_quotas(scheme: Scheme) -> list[NamedQuota]:
    """The quotas of a scheme with the names of their tiers, in its order."""
    return [NamedQuota(**vars(rule), name=scheme.level_name(rule.tier)) for rule in scheme.quotas]


def keyed_quotas(scheme: Scheme) -> dict[str, QuotaRule]:
    """Every rule by the key that its places are stored under: 5, root.3.min.above; a second one of its kind is 5#2."""
    found: dict[str, QuotaRule] = {}
    for rule in named_quotas(scheme):
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


def places_for(quotas: Collection[QuotaRule], key: str, rule: QuotaRule, field: str) -> str | None:
    """The key of the places of a rule that branches of a field count towards; None where it does not count them.

    `key` is that of the rule, `quotas` are those of the scheme. A rule for each field leaves out those with a rule of
    their own: 相对后进不少于5%，社区不少于10% (2.1 [S01]).
    """
    if not rule.by_field:
        return key
    counted = field == rule.field if rule.field else field not in own_fields(quotas, rule)
    return key_of_field(key, field) if counted else None


def own_fields(quotas: Collection[QuotaRule], rule: QuotaRule) -> list[str]:
    """The fields that have a rule of their own instead of this one, which is counted in each; in the scheme's order."""
    if rule.field or not rule.by_field:
        return []
    own = (other.field for other in quotas if other.field and same_limit(other, rule))
    return list(dict.fromkeys(own))


def same_limit(one: QuotaRule, other: QuotaRule) -> bool:
    """Whether two rules limit the same stars in the same direction at the same units, in whatever field."""
    return one.direction is other.direction and same_stars(one, other)


def same_stars(one: QuotaRule, other: QuotaRule) -> bool:
    """Whether two rules are about the same stars at the same units."""
    return all(getattr(one, name) == getattr(other, name) for name in ("tier", "span", "node", "unit_code"))


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
