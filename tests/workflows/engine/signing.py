"""Asking people of the cast to sign, and their answers."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from permissions.models import Appointment
from tests.workflows.engine.steps import do
from tests.world import World
from workflows.engine import signing
from workflows.engine.models import Record, Signature, Signing
from workflows.engine.signing import Request
from workflows.engine.signing_rules import Mode

VERBS = {"agree": signing.agree, "disagree": signing.disagree, "abstain": signing.abstain}


def posts(world: World, *who: str) -> list[Appointment]:
    """The posts of people of the cast, in this order."""
    found = [getattr(world, name).appointment for name in who]
    return [post for post in found if post is not None]


def request(world: World, who: Sequence[str], mode: Mode = Mode.ALL, verb: str = "", comment: str = "") -> Request:
    """A request to these people, to be answered today."""
    return Request(posts(world, *who), "请对得分提出意见。", timezone.localdate(), mode, verb, comment)


def ask(world: World, record: Record, by: str, *who: str, mode: Mode = Mode.ALL, **more: str) -> Signing:
    """Somebody at whose desk a record lies asks these people."""
    made: Signing = do(signing.ask, world, record, by, request=request(world, who, mode, **more))
    return made


def sign(world: World, made: Signing, who: str, verb: str = "agree", comment: str = "有不同意见。") -> Any:
    """One of those asked answers."""
    row = Signature.objects.exclude(state="cancelled").get(signing=made, signer=world.users[who])
    return do(VERBS[verb], world, row, who, comment=comment)


def answers(made: Signing) -> list[str]:
    """Where each signature stands, in the order of asking."""
    return list(Signature.objects.filter(signing=made).order_by("pk").values_list("state", flat=True))


def status(made: Signing) -> str:
    """Where the request stands."""
    return Signing.objects.get(pk=made.pk).status
