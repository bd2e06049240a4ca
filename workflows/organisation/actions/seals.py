"""What the audit administrator does with the seals: have the whole trail checked, and take the seals away."""

import json
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django_tasks import task

from permissions import access
from permissions.actor import Actor
from permissions.roles import Duty
from workflows.engine import audit, ledger
from workflows.engine.errors import NotAllowed, Refused
from workflows.engine.models import Seal
from workflows.organisation.queries import trail

MOST = 100
"""Sentences of one check that are kept: more only repeat that the trail is not whole."""
NOT_YOURS = "留痕封存由安全审计员核对和导出，您现在的身份不能办理。"


@transaction.atomic
def check(*, by: Actor) -> None:
    """Have the worker go through the whole trail. Raises NotAllowed; Refused while a check is on its way."""
    _check_keeps(by)
    if trail.checking(trail.last_check()):
        raise Refused("正在核对，请等这一次结束再核对。")
    _enter("seals_check", "核对留痕", by)
    verify_job.enqueue()


@task()
def verify_job() -> list[str]:
    """What is wrong with the trail, one sentence each, also against the seals that this machine exported."""
    file = Path(settings.SEALS_ROOT) / "seals.jsonl"
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    found = audit.verify([json.loads(line) for line in lines if line])
    return [sentence for sentence, _ in zip(found, range(MOST), strict=False)]


@transaction.atomic
def export(*, by: Actor) -> bytes:
    """All seals, a line each, to be kept outside the system; the ledger says who took them. Raises NotAllowed."""
    _check_keeps(by)
    _enter("seals_export", "导出封存", by)
    return "".join(audit.export_line(seq, value) for seq, value in _all()).encode()


def _all() -> list[tuple[int, str]]:
    return list(Seal.objects.order_by("seq").values_list("seq", "hash"))


def _check_keeps(by: Actor) -> None:
    if not access.kept(by, Duty.SEALS).exists():
        raise NotAllowed(NOT_YOURS)


def _enter(verb: str, label: str, by: Actor) -> None:
    last = Seal.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    ledger.enter([ledger.Change(verb, label, f"seal:{last}", f"截至第{last}次封存")], by=by)
