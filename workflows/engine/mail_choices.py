"""Which kinds of notices a person wants by mail, beside the product: everything, unless he says otherwise."""

from collections.abc import Collection

from django.db import transaction

from permissions.models import User
from workflows.engine.models import MailMuted, Notice


def wanted(user: User) -> list[str]:
    """The kinds that go to a person by mail when he wants mail at all, in the order in which they are listed."""
    muted = set(MailMuted.objects.filter(user=user).values_list("kind", flat=True))
    return [kind for kind in Notice.Kind.values if kind not in muted]


@transaction.atomic
def choose(user: User, kinds: Collection[str]) -> None:
    """Keep which kinds a person wants by mail; the others reach him in the product alone."""
    MailMuted.objects.filter(user=user).delete()
    left_out = [kind for kind in Notice.Kind.values if kind not in kinds]
    MailMuted.objects.bulk_create([MailMuted(user=user, kind=kind) for kind in left_out], ignore_conflicts=True)
