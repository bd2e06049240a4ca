"""抄送、传阅: a record is given to people to read, and they to whom it goes round mark that they have read it (已阅).

A copy grants the reading of one record and nothing else, until it is taken back; nothing of the record changes, and
each sending, taking back and 已阅 is an entry on its trail. 依据: domain 6.1, 6.2.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from permissions import access
from permissions.actor import Actor
from permissions.models import Appointment
from workflows.engine import copies, notices, partaking, signing_people, writing
from workflows.engine.errors import Incomplete, NotAllowed, Refused
from workflows.engine.models import Circulation, Copy, Notice, Record
from workflows.engine.registry import flow_of

Kind = Circulation.Kind
MOST = 50
"""People to whom a record is sent at once."""
LONGEST = 200
NOT_THIS_KIND = "这类事项不能抄送和传阅。"
NOT_YET = "事项交办以后才能抄送和传阅。"


@dataclass(frozen=True)
class Sending:
    """To whom a record is sent, how, and with which words. In turn: the order is that of the readers."""

    readers: Sequence[Appointment]
    kind: Kind = Kind.COPY
    words: str = ""


def closed_to(record: Record) -> str:
    """Why a record is sent to nobody, as a sentence; empty where it may be. A statement for some kinds of record."""
    since = record.UNIT_SEES
    if not flow_of(type(record)).is_shown_around():
        return NOT_THIS_KIND
    rows = type(record)._default_manager.filter(pk=record.pk)
    return NOT_YET if isinstance(since, Q) and not rows.filter(since).exists() else ""


@transaction.atomic
def send(record: Record, sending: Sending, *, by: Actor) -> Circulation:
    """Give people a copy of a record, all at once or one after the other. By who acts on it or acted on it.

    Raises NotAllowed; Refused for a record or a person that this is not for; Incomplete without anybody.
    """
    locked = _locked(record)
    if not (access.in_force(by) and partaking.acts_or_acted(locked, by)):
        raise NotAllowed("只有正在办理或者办理过这一事项的人可以抄送、传阅。")
    if problem := closed_to(locked) or _unfit(locked, sending.readers, by):
        raise Refused(problem)
    assert by.user is not None  # noqa: S101 - who is in force is a person
    assert by.appointment is not None  # noqa: S101
    made = Circulation.objects.create(
        process=locked.process, kind=sending.kind, words=sending.words.strip(),
        sent_by=by.user, post=by.appointment, sent_at=timezone.now(),
    )  # fmt: skip
    _hand_out(made, sending.readers)
    label = "抄送" if sending.kind == Kind.COPY else "传阅"
    names = "、".join(f"{post.user}（{post}）" for post in sending.readers)
    how = "" if sending.kind == Kind.COPY else f"{made.get_kind_display()}，"
    writing.note(locked, by, writing.COPY, label, f"{how}送{names}。{made.words}")
    return made


def _unfit(record: Record, readers: Sequence[Appointment], by: Actor) -> str:
    """Why somebody cannot be given a copy, as a sentence; empty when all can. Two statements.

    Those who can are who could be asked to sign: 三员, who open no record, are none of them.
    """
    if not readers:
        raise Incomplete(["请至少选一位，或者写一位收件人。"])
    if len(readers) > MOST:
        return f"一次最多送{MOST}人。"
    able = set(signing_people.able(record).filter(pk__in=[post.pk for post in readers]).values_list("pk", flat=True))
    aside = flow_of(type(record)).aside
    for post in readers:
        if post.user_id == by.user_id:
            return "不用送给自己。"
        if post.pk not in able:
            return f"不能送{post.user}：须有账号，在本工委所属组织任职，并且不是三员。"
        if aside and (why := aside(record, post.user)):
            return f"不能送{post.user}：{why}"
    return ""


def _hand_out(made: Circulation, readers: Sequence[Appointment]) -> None:
    first = readers[:1] if made.kind == Kind.IN_TURN else readers
    rows = [
        Copy(
            circulation=made, process_id=made.process_id, reader=post.user, post=post, unit=post.unit, position=number,
            arrived_at=made.sent_at if post in first else None,
        )
        for number, post in enumerate(readers, 1)
    ]  # fmt: skip
    Copy.objects.bulk_create(rows)
    _tell(made, [row for row in rows if row.arrived_at])


def _tell(made: Circulation, arrived: Sequence[Copy]) -> None:
    word = "请您传阅" if made.asks else "抄送给您"
    text = f"{made.sent_by}{word}：{made.process.title}。"
    Notice.objects.bulk_create(notices.tell([copy.reader_id for copy in arrived], made.process, text, Notice.Kind.COPY))


@transaction.atomic
def recall(made: Circulation, *, by: Actor) -> None:
    """Take all copies of a sending back: nobody reads the record by them any more, what was put down stays.

    By who sent it, or who may act on the record now. Raises NotAllowed, Refused when it was taken back before.
    """
    locked = _locked_host(made)
    if not (access.in_force(by) and (made.sent_by_id == by.user_id or partaking.acts(locked, by))):
        raise NotAllowed("只有送出的人和现在的办理人可以收回。")
    standing = Copy.objects.filter(circulation=made, recalled_at__isnull=True)
    if not standing.update(recalled_at=timezone.now()):
        raise Refused("已经收回，不用再收。")
    writing.note(locked, by, writing.COPY, "收回抄送" if not made.asks else "收回传阅", "")


@transaction.atomic
def mark_read(made: Circulation, *, by: Actor, comment: str = "") -> None:
    """已阅: the reader has read it, with a line if he likes; in turn the next one gets it. Marking twice is once.

    Raises NotAllowed for who has no standing copy, Refused for a line that is too long.
    """
    if len(comment.strip()) > LONGEST:
        raise Refused(f"阅读意见最多{LONGEST}字，请精简。")
    locked = _locked_host(made)
    mine = copies.standing(by.user).filter(circulation=made).first() if by.user else None
    if mine is None or not access.in_force(by):
        raise NotAllowed("这一事项没有送您传阅，或者已经收回。")
    if mine.read_at is not None:
        return
    mine.read_at, mine.comment = timezone.now(), comment.strip()
    mine.save(update_fields=["read_at", "comment"])
    writing.note(locked, by, writing.READ, "已阅", mine.comment)
    _pass_on(made)


def _pass_on(made: Circulation) -> None:
    """In turn: the next reader's turn has come. The lock on the record keeps two from going on at once."""
    following = Copy.objects.filter(circulation=made, recalled_at__isnull=True, arrived_at__isnull=True).first()
    if following is not None:
        following.arrived_at = timezone.now()
        following.save(update_fields=["arrived_at"])
        _tell(made, [following])


def opened(record: Record, user: int) -> None:
    """Remember that somebody opened the record of which he was given a copy (抄送); nothing else is written."""
    sent = Circulation.objects.filter(process=record.process_id, kind=Kind.COPY)
    # No join: of two at once the second then finds the row read, and the first moment stays.
    rows = Copy.objects.filter(copies.ARRIVED, circulation__in=sent, reader=user, read_at__isnull=True)
    rows.update(read_at=timezone.now())


def _locked(record: Record) -> Any:
    rows = type(record)._default_manager.select_for_update(no_key=True, of=("self",))
    return rows.select_related("round", "process").get(pk=record.pk)


def _locked_host(made: Circulation) -> Any:
    model = made.process.flow_class.model
    rows = model._default_manager.select_for_update(no_key=True, of=("self",))
    return rows.get(process=made.process_id)
