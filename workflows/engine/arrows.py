"""The arrows of a record: the guarded state field, and what an arrow says of itself beyond source and target."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import models
from django_fsm import FSMField, FSMFieldDescriptor, Transition

from permissions.roles import Right


class OutsideDoorError(RuntimeError):
    """Somebody moved a record without going through `fire`, `fire_many` or `open_many`."""


class Doer(StrEnum):
    """Who takes an arrow."""

    HOLDER = "holder"
    """Whoever holds the right on the desk's unit."""
    HOST = "host"
    """Whoever holds the arrow's right at the unit that holds the round, wherever the record is."""
    SENDER = "sender"
    """Whoever made the last entry: 撤回."""
    LIST = "list"
    """A verb of the list that the record travels in."""
    SYSTEM = "system"
    """The engine itself: passing on, deadlines, the end of a 公示."""


@dataclass(frozen=True)
class Arrow:
    """What a button, a timeline entry and the doors need to know of one verb in one state."""

    label: str
    """On the button: 提交初评."""
    done: str
    """In the trail: 已提交初评."""
    doer: Doer = Doer.HOLDER
    right: str = ""
    """Right needed when it differs from the desk's."""
    reason: bool = False
    """Whether an opinion is required."""
    back: bool = False
    """Leads to an earlier stage."""
    tone: str = "ok"
    """ok, back or no: how it is coloured, together with the word."""
    effect: str = ""
    """What it brings about, shown before it is taken."""
    own_forbidden: bool = False
    """Not open to whoever submitted the record: 自己提交的不能自己审."""
    subject: bool = False
    """Open as well to the person whom the record is about, without any post."""
    together: bool = False
    """May be taken of many records at once from the inbox, for it needs neither opinion nor form nor papers."""

    @property
    def waits(self) -> bool:
        """Whether a desk that asked others for their signature must wait with it: what its holder decides forward."""
        return self.doer == Doer.HOLDER and not self.back

    def needs(self, at: str) -> str:
        """The right that a person needs at a desk open to the right `at`: who stands in for a unit needs no other."""
        return at if at == Right.STAND_IN else self.right or at


def arrow(label: str, done: str, **more: Any) -> dict[str, Any]:
    """The `custom=` of a transition."""
    return {"arrow": Arrow(label, done, **more)}


def arrow_of(transition: Transition) -> Arrow:
    """What a transition says of itself."""
    found: Arrow = transition.custom["arrow"]
    return found


def open_to(transition: Transition, record: models.Model) -> bool:
    """Whether the record itself, as it stands, takes this arrow: what it is not made for is neither shown nor taken."""
    return all(condition(record) for condition in transition.conditions)


class _Guard(FSMFieldDescriptor):
    """Lets a state be set when a row is made or loaded, and never again by assignment."""

    def __set__(self, instance: Any, value: Any) -> None:
        if self.field.name in instance.__dict__:
            raise OutsideDoorError("a state changes through fire() only")
        super().__set__(instance, value)


class StateField(FSMField):
    """A state that only an opened record may change; the flag is on the instance, not on the class."""

    descriptor_class = _Guard

    def change_state(self, instance: models.Model, method: Any, *args: Any, **kwargs: Any) -> Any:
        """Run an arrow, provided that a door opened this instance."""
        if not instance.__dict__.get("_door_open"):
            raise OutsideDoorError(f"{method.__name__}() is called by fire() only")
        return super().change_state(instance, method, *args, **kwargs)
