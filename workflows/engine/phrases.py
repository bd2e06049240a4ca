"""常用语: one's own frequent phrases, in one's own order, offered where an opinion is written."""

from django.db import transaction

from permissions.models import User
from workflows.engine.errors import Refused
from workflows.engine.models import Phrase

MOST = 30
LONGEST = 200


def of(user: User) -> list[Phrase]:
    """A person's phrases in their order. One statement."""
    return list(Phrase.objects.filter(user=user))


@transaction.atomic
def add(user: User, text: str) -> None:
    """Put a phrase at the end. Raises Refused when it is empty, too long, there already, or one too many."""
    words, rows = " ".join(text.split()), _locked(user)
    if not words or len(words) > LONGEST:
        raise Refused(f"请填写常用语，最多{LONGEST}字。")
    if any(row.text == words for row in rows):
        raise Refused("已经有这一条常用语。")
    if len(rows) >= MOST:
        raise Refused(f"最多{MOST}条常用语，请先删去不用的。")
    Phrase.objects.create(user=user, text=words, position=len(rows))


@transaction.atomic
def remove(user: User, key: int) -> None:
    """Take a phrase away; nothing when it is gone already."""
    _locked(user)
    Phrase.objects.filter(user=user, pk=key).delete()


@transaction.atomic
def raise_one(user: User, key: int) -> None:
    """Put a phrase before the one above it; nothing when it is the first, or gone."""
    rows = _locked(user)
    at = next((n for n, row in enumerate(rows) if row.pk == key), 0)
    if at:
        rows[at - 1], rows[at] = rows[at], rows[at - 1]
    for position, row in enumerate(rows):
        row.position = position
    Phrase.objects.bulk_update(rows, ["position"])


def _locked(user: User) -> list[Phrase]:
    """A person's phrases, locked against the same person in another window."""
    User.objects.select_for_update(no_key=True).filter(pk=user.pk).values_list("pk").first()
    return of(user)
