"""What all processes share about rounds (notices, more time, the door) must know of each: how it keeps them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from permissions.models import OrgUnit, User
from permissions.roles import Right
from workflows.engine.models import Record, Round


def by_supervisors(_kind: str) -> Sequence[Right]:
    """Rounds are run by who looks after the whole."""
    return (Right.SUPERVISE,)


def nobody_else(_round: Round) -> QuerySet[OrgUnit]:
    """Only who has a record in a round takes part in it."""
    return OrgUnit.objects.none()


@dataclass(frozen=True)
class RoundOffice:
    """How a process keeps its rounds; its addresses are named like those of `urls_rounds`, below its own name."""

    sees: Callable[[User], QuerySet[Round]]
    """The rounds that a person may see, prepared ones only for who runs them."""
    opening: Callable[[Round], bool]
    """Whether a round is being opened right now."""
    extended: Mapping[Any, type[Record]]
    """The stages that may be given more time, and whose they are."""
    next_step: Callable[[HttpRequest, Round], Mapping[str, str]]
    """Where the notice of a round leads its reader: `label` and `url`."""
    not_yours: str
    """The sentence for who may see a round and may not run it."""
    rights: Callable[[str], Sequence[Right]] = by_supervisors
    """Any of these rights on a unit of this kind lets somebody run its rounds."""
    joining: Callable[[Round], QuerySet[OrgUnit]] = nobody_else
    """Units that take part before they have a record there."""
