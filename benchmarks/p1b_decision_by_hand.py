"""P1b: one decision through `fire` against hand-written SQL that leaves the same durable rows, audit hash included."""

import json
from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from benchmarks.measure import Figure, in_turn, ms
from benchmarks.organisation import Office, analyze, seen
from workflows.engine.audit import digest
from workflows.engine.models import AuditEntry, Notice, Task
from workflows.engine.transitions import fire
from workflows.star_rating.models import Rating

TARGET = "≤ 5 × the time"
NUMBER = 150

LOCK = "SELECT process_id, audit_seq, audit_head, lap, version FROM star_rating_rating WHERE id = %s FOR NO KEY UPDATE"
READ = """
    SELECT t.id, p.title, array(
        SELECT user_id FROM permissions_grant g WHERE g.unit_id = %s AND g."right" = 'review' AND g.starts_on <= %s)
    FROM engine_task t JOIN engine_process p ON p.id = t.process_id
    WHERE t.process_id = %s AND t.finished IS NULL AND EXISTS (
        SELECT 1 FROM permissions_grant g
        WHERE g.appointment_id = %s AND g.unit_id = t.unit_id AND g."right" = t."right")
"""
RECORD = "UPDATE star_rating_rating SET state = 'scoring', audit_seq = %s, audit_head = %s WHERE id = %s"
ENTRY = """
    INSERT INTO engine_auditentry (process_id, seq, at, actor_id, appointment_id, task_id, actor_name, post, verb,
                                   label, source, target, lap, comment, data, prev_hash, hash, subject)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, 'forward', '审核同意', 'general_reviewing', 'scoring', %s, %s, %s, %s, %s,
            '')
"""
SETTLE = "UPDATE engine_task SET status='DONE', owner_id=%s, verb='forward', started=%s, finished=%s WHERE id = %s"
OPEN = """
    INSERT INTO engine_task (flow_task, flow_task_type, status, created, token, process_id, came_from_id, unit_id,
                             "right", kind, due_on, returned, unattended, sender_id, verb)
    VALUES ('star_rating/flow.RatingFlow.scoring', 'HUMAN', 'NEW', %s, 'start', %s, %s, %s, 'review', 'star_rating',
            %s, false, false, %s, '')
"""
NOTICE = "INSERT INTO engine_notice (user_id, process_id, text, at, mail_tries) VALUES (%s, %s, %s, %s, 0)"


def run() -> Figure:
    """Decide 150 records each way, in turn; then both must have left the same number of rows."""
    office = Office(2 * NUMBER)
    ratings = office.submitted(2 * NUMBER)
    looked = seen(ratings)
    ours = [
        partial(fire, r, "forward", by=office.reviewer, seen=looked[r.process_id], comment="同意")
        for r in ratings[:NUMBER]
    ]
    by_hand: list[Callable[[], Any]] = [partial(_decide, r, office) for r in ratings[NUMBER:]]
    analyze()
    mine, theirs = in_turn(zip(ours, by_hand, strict=True), skip=10)
    assert _left_behind(ratings[:NUMBER]) == _left_behind(ratings[NUMBER:])
    return Figure(mine / theirs, TARGET, mine / theirs <= 5, f"{ms(mine)}; by hand 7 statements in {ms(theirs)}")


def _left_behind(ratings: list[Rating]) -> list[int]:
    processes = [rating.process_id for rating in ratings]
    return [model.objects.filter(process__in=processes).count() for model in (Task, AuditEntry, Notice)]


def _decide(rating: Rating, office: Office) -> None:
    by, unit, now = office.reviewer, office.committee.pk, timezone.now()
    assert by.appointment is not None
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(LOCK, [rating.pk])
        process, seq, head, lap, version = cursor.fetchone()
        cursor.execute(READ, [unit, now.date(), process, by.appointment.pk])
        task, title, users = cursor.fetchone()
        data = {"snapshot": {"version": version, "self_score": None, "proposed_tier": 5, "score": None, "tier": None}}
        content = {
            "process": process, "seq": seq + 1, "at": now.isoformat(timespec="microseconds"), "actor": by.user_id,
            "appointment": by.appointment.pk, "task": task, "actor_name": by.name, "post": by.post, "verb": "forward",
            "label": "审核同意", "source": "general_reviewing", "target": "scoring", "lap": lap, "comment": "同意",
            "data": data,
        }  # fmt: skip
        link = digest(content, head)
        cursor.execute(RECORD, [seq + 1, link, rating.pk])
        cursor.execute(
            ENTRY, [process, seq + 1, now, by.user_id, by.appointment.pk, task, by.name, by.post, lap, "同意",
                    json.dumps(data), head, link],
        )  # fmt: skip
        cursor.execute(SETTLE, [by.user_id, now, now, task])
        cursor.execute(OPEN, [now, process, task, unit, now.date(), by.user_id])
        cursor.executemany(NOTICE, [(user, process, f"{title}审核同意，等您办理。", now) for user in users])
