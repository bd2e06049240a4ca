"""减负体检 before a round starts: who starts it has seen what it asks, and says why where it asks more.

A process adds what it marks besides: a part that contradicts the rules, an approval that is missing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.utils import timezone

from permissions.actor import Actor
from workflows.engine import checkups, ledger
from workflows.engine.errors import Incomplete, Stale
from workflows.engine.models import Round

OTHER_THAN_SHOWN = "批次内容或者减负体检的结果和您看到的已经不同，没有启动。请看过最新的内容再启动。"
SETTLED = (
    "year", "title", "basis", "resume", "stages", "scope", "scheme", "scheme_version", "handling", "unopened",
)  # fmt: skip
"""What of a round is settled before it starts; who changes one of them leaves other pages of it out of date."""


class Mark(Protocol):
    """One thing that a round may go on with only for a reason: where, the clauses in words, and how it is asked."""

    @property
    def key(self) -> str: ...

    @property
    def place(self) -> str: ...

    @property
    def words(self) -> tuple[str, ...]: ...

    @property
    def asks(self) -> str:
        """The sentence for who gave no reason."""
        ...

    @property
    def label(self) -> str:
        """The words of the field for the reason."""
        ...


@dataclass(frozen=True)
class Gate:
    """减负体检 and marks of a round that is about to start, and the reasons that were given earlier, by their keys.

    `settled`: what the round says beside, in plain values; shown on the same page, and not kept with the checkup.
    """

    burden: checkups.Checkup
    findings: Sequence[Mark] = ()
    kept: Mapping[str, str] = field(default_factory=dict)
    settled: Mapping[str, Any] = field(default_factory=dict)

    @property
    def open_findings(self) -> list[Mark]:
        """Those for which nobody gave a reason yet."""
        return [finding for finding in self.findings if not self.kept.get(finding.key)]

    def content(self) -> dict[str, Any]:
        """All that is shown of the burden, in plain values."""
        marked = [{"key": found.key, "place": found.place, "rules": list(found.words)} for found in self.findings]
        return self.burden.content() | {"findings": marked}

    @property
    def fingerprint(self) -> str:
        """What stands for the round, the figures and the marks that were shown."""
        return checkups.fingerprint(self.content(), self.settled)


def gate(round_: Round, findings: Sequence[Mark] = (), kept: Mapping[str, str] | None = None) -> Gate:
    """What is shown to whoever starts a round. 依据: domain 7.5, requirements 2 and 3."""
    found = checkups.checkup(round_)
    assert found is not None  # noqa: S101 - who asks reckons its burden
    return Gate(found, findings, kept or {}, {name: getattr(round_, name) for name in SETTLED})


@dataclass(frozen=True)
class CheckupAnswer:
    """What whoever starts a round sends back: which checkup was shown, and the reasons that it asks for."""

    fingerprint: str
    reason: str = ""
    despite: Mapping[str, str] = field(default_factory=dict)
    """By the key of a mark: why the round goes on all the same."""


def confirm(round_: Round, found: Gate, answer: CheckupAnswer, *, by: Actor) -> None:
    """Keep the checkup that was shown with its reasons, in the round and in the ledger; the caller holds the round.

    Raises Stale when another one was shown, or the round said something else then, Incomplete where a reason is
    missing. 依据: goals U4, domain 7.5.
    """
    if answer.fingerprint != found.fingerprint:
        raise Stale(OTHER_THAN_SHOWN)
    if problems := _lacking(found, answer):
        raise Incomplete(problems)
    despite = {finding.place: answer.despite[finding.key].strip() for finding in found.open_findings}
    said = {"fingerprint": answer.fingerprint, "reason": answer.reason.strip(), "despite": despite}
    round_.checkup = found.content() | said | {"by": by.name, "at": timezone.now().isoformat()}
    round_.save(update_fields=["checkup"])
    ledger.enter([_change(round_, found, answer.reason, despite)], by=by)


def unanswered(found: Sequence[Mark], reasons: Mapping[str, str]) -> list[Mark]:
    """The marks that nobody gave a reason for."""
    return [finding for finding in found if not reasons.get(finding.key, "").strip()]


def _lacking(found: Gate, answer: CheckupAnswer) -> list[str]:
    problems = [finding.asks for finding in unanswered(found.open_findings, answer.despite)]
    if found.burden.beyond and not answer.reason.strip():
        problems.append(f"比上年要求多（{'、'.join(found.burden.beyond)}），请写明理由。")
    return problems


def _change(round_: Round, found: Gate, reason: str, despite: Mapping[str, str]) -> ledger.Change:
    """The entry of the ledger: the figures beside last year's, and why the round goes on despite each mark."""
    now, last = found.burden.asked.figures(), found.burden.last
    before = {label: str(n) for label, n in last.burden.figures().items()} if last else {}
    fields = {label: [before.get(label, ""), str(n)] for label, n in now.items()}
    fields |= {f"坚持使用：{place}": ["", why] for place, why in despite.items()}
    return ledger.Change(
        "round_checkup", "启动批次前看过减负体检", ledger.subject_of(round_), round_.title, reason, fields,
        {"fingerprint": found.fingerprint},
    )  # fmt: skip
