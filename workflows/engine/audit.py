"""The audit trail: entries chained per record, seals over the heads, and the proof that none was touched."""

import hmac
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from workflows.engine.models import AuditEntry, Counter, Process, Seal

HOUR = timedelta(hours=1)
LEDGER = 0
"""Stands for the one chain of entries that belong to no process, where chains are told apart by process."""
CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(content: dict[str, Any], prev: str) -> str:
    """HMAC-SHA256 over the previous link and the canonical JSON of the content; the key is not in the database."""
    return hmac.digest(settings.AUDIT_KEY, (prev + CANONICAL.encode(content)).encode(), "sha256").hex()


def chain(record: Any, entry: AuditEntry) -> AuditEntry:
    """Put an unsaved entry at the end of a locked record's chain and move the record's head to it."""
    entry.process_id = record.process_id
    entry.seq = record.audit_seq + 1
    entry.prev_hash = record.audit_head
    entry.hash = digest(entry.content(), entry.prev_hash)
    record.audit_seq, record.audit_head = entry.seq, entry.hash
    return entry


@transaction.atomic
def seal() -> Seal | None:
    """Chain the heads that changed since the last seal, and export the seal; None when nothing changed."""
    if not _my_turn():
        return None
    last = Seal.objects.order_by("-seq").first()
    heads = _changed_heads(last)
    if not heads:
        return None
    made = Seal(seq=last.seq + 1 if last else 1, at=timezone.now(), heads=heads, prev_hash=last.hash if last else "")
    made.hash = digest(_seal_content(made), made.prev_hash)
    made.save()
    transaction.on_commit(lambda: _export(made))
    return made


def _my_turn() -> bool:
    """Whether this machine seals now: two at once would both write the next seal."""
    Counter.objects.get_or_create(prefix="SEAL", year=0)
    return Counter.objects.select_for_update(skip_locked=True).filter(prefix="SEAL", year=0).exists()


def _changed_heads(last: Seal | None) -> list[list[Any]]:
    """[process, seq, hash] of every chain that grew since the last seal; reads only what is about as young as that.

    A step that began before the last seal may be committed after it, hence the hour; a head sealed twice does no harm.
    """
    entries, seals = AuditEntry.objects.all(), Seal.objects.all()
    if last is not None:
        entries, seals = entries.filter(at__gte=last.at - HOUR), seals.filter(at__gte=last.at - 2 * HOUR)
    sealed = {(process, seq) for heads in seals.values_list("heads", flat=True) for process, seq, _ in heads}
    rows = entries.order_by("process_id", "seq").values_list("process_id", "seq", "hash")
    heads = {process: [process or LEDGER, seq, value] for process, seq, value in rows.iterator()}
    return [head for head in heads.values() if (head[0], head[1]) not in sealed]


def _seal_content(item: Seal) -> dict[str, Any]:
    return {"seq": item.seq, "at": item.at.isoformat(timespec="microseconds"), "heads": item.heads}


def _export(item: Seal) -> None:
    """Append this seal to the exported ones, and any before it that this machine's file still lacks."""
    file = Path(settings.SEALS_ROOT) / "seals.jsonl"
    file.parent.mkdir(parents=True, exist_ok=True)
    missing = Seal.objects.filter(seq__gt=min(_last_exported(file), item.seq - 1), seq__lte=item.seq)
    with file.open("a", encoding="utf-8") as out:
        for seq, value in missing.order_by("seq").values_list("seq", "hash"):
            out.write(export_line(seq, value))


def export_line(seq: int, value: str) -> str:
    """A seal as a line of the exported file."""
    return json.dumps({"seq": seq, "hash": value}) + "\n"


def _last_exported(file: Path) -> int:
    if not file.exists() or not file.stat().st_size:
        return 0
    with file.open("rb") as lines:
        lines.seek(max(0, file.stat().st_size - 200))  # a line is about 90 bytes long
        return int(json.loads(lines.read().splitlines()[-1])["seq"])


def verify(exported: list[dict[str, Any]] | None = None) -> Iterator[str]:
    """Say, one sentence each, which entry or seal is the first bad one; nothing when all is whole.

    `exported`: the lines of an exported seal file ({"seq", "hash"}), which show a cut end.
    """
    heads = dict[int, tuple[int, str]]()
    numbers = dict(Process.objects.values_list("pk", "number")) | {LEDGER: "组织人员变动"}
    yield from _verify_entries(heads, numbers)
    yield from _verify_seals(heads, numbers)
    yield from _verify_exported(exported or [])


def _verify_entries(heads: dict[int, tuple[int, str]], numbers: dict[int, str]) -> Iterator[str]:
    prev: dict[int, AuditEntry] = {}
    bad: set[int] = set()
    for entry in AuditEntry.objects.order_by("process_id", "seq").iterator(chunk_size=2000):
        of = entry.process_id or LEDGER
        before = prev.get(of)
        prev[of] = entry
        heads[of] = (entry.seq, entry.hash)
        if of not in bad and not _follows(entry, before):
            bad.add(of)
            when = f"{entry.label}，{entry.at:%Y-%m-%d %H:%M}"
            yield f"{numbers[of]}第{entry.seq}条记录与链不符（{when}）。"


def _follows(entry: AuditEntry, before: AuditEntry | None) -> bool:
    seq, link = (before.seq + 1, before.hash) if before else (1, "")
    return entry.seq == seq and entry.prev_hash == link and entry.hash == digest(entry.content(), link)


def _verify_seals(heads: dict[int, tuple[int, str]], numbers: dict[int, str]) -> Iterator[str]:
    link = ""
    sealed: dict[tuple[int, int], str] = {}
    for number, item in enumerate(Seal.objects.order_by("seq").iterator(), start=1):
        if item.seq != number or item.prev_hash != link or item.hash != digest(_seal_content(item), link):
            yield f"第{item.seq}次封存与链不符。"
            return
        link = item.hash
        for process, seq, value in item.heads:
            sealed.setdefault((process, seq), value)
    yield from _verify_heads(sealed, heads, numbers)


def _verify_heads(
    sealed: dict[tuple[int, int], str], heads: dict[int, tuple[int, str]], numbers: dict[int, str]
) -> Iterator[str]:
    """Look for every head ever sealed: a trail that was cut and then went on has a newer one that is in order."""
    last = dict(sorted(sealed))
    cut = {process: seq for process, seq in last.items() if heads.get(process, (0, ""))[0] < seq}
    for process, seq in cut.items():
        number = numbers.get(process, f"已不存在的流程{process}")
        yield f"{number}的记录被截断：封存时有{seq}条，现只有{heads.get(process, (0, ''))[0]}条。"
    entries = AuditEntry.objects.order_by().values_list("process_id", "seq", "hash").iterator()
    found = {at: value for process, seq, value in entries if (at := (process or LEDGER, seq)) in sealed}
    changed: dict[int, int] = {}
    for process, seq in sorted(sealed):
        if process not in cut and found.get((process, seq)) != sealed[process, seq]:
            changed.setdefault(process, seq)
    yield from (f"{numbers[process]}第{seq}条记录与封存时不同。" for process, seq in changed.items())


def _verify_exported(exported: list[dict[str, Any]]) -> Iterator[str]:
    stored = dict(Seal.objects.values_list("seq", "hash"))
    for line in exported:
        if stored.get(line["seq"]) != line["hash"]:
            yield f"导出的第{line['seq']}次封存在库中不存在或已被改动。"
            return
