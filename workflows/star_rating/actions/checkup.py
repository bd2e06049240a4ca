"""减负体检 before a round starts: who starts it has seen what it asks, and says why where it asks more."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils import timezone

from permissions.actor import Actor
from workflows.engine import ledger
from workflows.engine.errors import Incomplete, Stale
from workflows.engine.models import Round
from workflows.star_rating.queries.checkups import Checkup, checkup
from workflows.star_rating.rules.compliance import unanswered

OTHER_THAN_SHOWN = "减负体检的结果和您看到的已经不同，没有启动。请看过最新的结果再启动。"


@dataclass(frozen=True)
class CheckupAnswer:
    """What whoever starts a round sends back: which checkup was shown, and the reasons that it asks for."""

    fingerprint: str
    reason: str = ""
    despite: Mapping[str, str] = field(default_factory=dict)
    """By the key of a part that contradicts the rules: why it stays."""


def confirm_checkup(round_: Round, answer: CheckupAnswer, *, by: Actor) -> None:
    """Keep the checkup that was shown with its reasons, in the round and in the ledger; the caller holds the round.

    Raises Stale when another one was shown, Incomplete where a reason is missing. 依据: goals U4, domain 7.5.
    """
    found = checkup(round_)
    if answer.fingerprint != found.fingerprint:
        raise Stale(OTHER_THAN_SHOWN)
    if problems := _lacking(found, answer):
        raise Incomplete(problems)
    despite = {finding.place: answer.despite[finding.key].strip() for finding in found.open_findings}
    said = {"fingerprint": answer.fingerprint, "reason": answer.reason.strip(), "despite": despite}
    round_.checkup = found.content() | said | {"by": by.name, "at": timezone.now().isoformat()}
    round_.save(update_fields=["checkup"])
    ledger.enter([_change(round_, found, answer.reason, despite)], by=by)


def _lacking(found: Checkup, answer: CheckupAnswer) -> list[str]:
    problems = [
        f"{finding.place}涉及{finding.names}，坚持使用的请写明理由。"
        for finding in unanswered(found.open_findings, answer.despite)
    ]
    if found.burden.beyond and not answer.reason.strip():
        problems.append(f"比上年要求多（{'、'.join(found.burden.beyond)}），请写明理由。")
    return problems


def _change(round_: Round, found: Checkup, reason: str, despite: Mapping[str, str]) -> ledger.Change:
    """The entry of the ledger: the figures beside last year's, and why each part stays that contradicts the rules."""
    now, last = found.burden.asked.figures(), found.burden.last
    before = {label: str(n) for label, n in last.burden.figures().items()} if last else {}
    fields = {label: [before.get(label, ""), str(n)] for label, n in now.items()}
    fields |= {f"坚持使用：{place}": ["", why] for place, why in despite.items()}
    return ledger.Change(
        "round_checkup", "启动批次前看过减负体检", ledger.subject_of(round_), round_.title, reason, fields,
        {"fingerprint": found.fingerprint},
    )  # fmt: skip
