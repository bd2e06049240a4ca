"""Which posts a keeper gives and ends: never his own, and in his own unit none that decides or keeps anything."""

from dataclasses import dataclass, replace

from permissions.actor import Actor
from permissions.models import OrgUnit, Person, UnitRelation
from permissions.roles import MATRIX, Right, Role, UnitKind

OWN = "本人的职务不能由本人任免或交接，请由{}办理。"
ABOVE = "“{post}”有签批权或管理权，不能由本级任免，请由{above}办理。"
OWN_PAST = "本人的以往情况不能由本人登记或更正，请由其他经办人或上级办理。"
OWN_RESULT = "本单位的考核验收结果不能由本单位登记或更正，请由上级办理。"
AT_TOP = "工委的另一名经办人或部长"


@dataclass(frozen=True)
class Reach:
    """A keeper: his key, the codes of the units whose weighty posts are for a keeper above, and who those are."""

    user: int | None
    circle: frozenset[str]
    above: str

    def others(self, user: int | None, role: str, unit: OrgUnit) -> str:
        """Who gives and ends a post of a user (None: no account yet) in his place; empty when he may himself."""
        if self._is_close(role, unit):
            return self.above
        if user is not None and user == self.user:
            return self.above if self.above == AT_TOP else f"其他经办人或{self.above}"
        return ""

    def obstacle(self, user: int | None, role: str, unit: OrgUnit) -> str:
        """Why he neither gives nor ends it, and who does; empty when nothing is in the way."""
        others = self.others(user, role, unit)
        if self._is_close(role, unit):
            return ABOVE.format(post=f"{unit.short_name} {Role(role).label}", above=others)
        return OWN.format(others) if others else ""

    def _is_close(self, role: str, unit: OrgUnit) -> bool:
        return unit.code in self.circle and weighty(role)

    def beside(self, code: str, target: str) -> "Reach":
        """The same when the unit of a code is put beside another."""
        return replace(self, circle=self.circle | {target}) if code in self.circle else self


def reach(actor: Actor) -> Reach:
    """What the capacity somebody acts in may give. Nobody is above the 工委: there one keeper acts for the other."""
    post = actor.appointment
    if post is None or post.unit.kind == UnitKind.WORK_COMMITTEE:
        return Reach(actor.user_id, frozenset(), AT_TOP)
    beside = UnitRelation.objects.filter(unit=post.unit_id).values_list("target__code", flat=True)
    above = post.unit.parent
    return Reach(actor.user_id, frozenset({post.unit.code, *beside}), f"上级{above.short_name if above else '工委'}")


def is_self(person: Person, actor: Actor) -> bool:
    """Whether a person is the one who acts."""
    return actor.user is not None and actor.user.person_id == person.pk


def is_own_unit(unit: OrgUnit, actor: Actor) -> bool:
    """Whether a unit is the one that the actor keeps the organisation for; nobody is above the 工委."""
    post = actor.appointment
    return post is not None and post.unit_id == unit.pk and unit.kind != UnitKind.WORK_COMMITTEE


def weighty(role: str) -> bool:
    """Whether a post decides, or keeps something for the platform."""
    post = MATRIX[Role(role)]
    return Right.DECIDE in post.rights or bool(post.duties)
