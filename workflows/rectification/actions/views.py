"""What people keep of the ledger for themselves."""

from urllib.parse import parse_qsl, urlencode

from django.db import transaction

from permissions.models import User
from workflows.engine.errors import Refused
from workflows.rectification.models import SavedView

MOST = 20
NAME, QUERY = 40, 500
KEPT = (
    "round", "box", "unit", "source", "category", "severity", "limit", "light", "left", "state", "joint", "again", "q",
)  # fmt: skip
"""What of an address makes a selection."""


@transaction.atomic
def view_keep(user: User, name: str, query: str) -> SavedView:
    """Keep a selection of the ledger under a name; the same name again replaces it. Raises Refused.

    Only filters of the ledger are kept, so that a kept address leads nowhere else.
    """
    name = name.strip()
    if not name or len(name) > NAME:
        raise Refused(f"请给视图起个名字，最多{NAME}字。")
    kept = urlencode([(key, value) for key, value in parse_qsl(query) if key in KEPT])
    if not kept or len(kept) > QUERY:
        raise Refused("没有可以保存的筛选条件，请先筛选再保存。")
    if SavedView.objects.filter(user=user).exclude(name=name).count() >= MOST:
        raise Refused(f"最多保存{MOST}个视图，请先删除不用的。")
    made, _ = SavedView.objects.update_or_create(user=user, name=name, defaults={"query": kept})
    return made
