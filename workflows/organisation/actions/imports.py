"""Imports 导入: a workbook taken in, confirmed or cancelled, and written whole or not at all."""

from collections.abc import Collection, Sequence
from functools import partial
from typing import IO, Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from permissions import access, accounts, grants, tree, tree_many
from permissions.actor import Actor
from permissions.grants import Posting
from permissions.models import Appointment, OrgUnit, Person, User
from permissions.roles import Duty
from workflows.engine import attachments, attendance, facts, ledger, registry
from workflows.engine.errors import NotAllowed, Refused
from workflows.engine.facts import NewFact
from workflows.engine.ledger import Change, subject_of
from workflows.engine.models import Fact, Notice
from workflows.organisation.actions import appointments
from workflows.organisation.actions.batch import Batch, Done, FactOf
from workflows.organisation.actions.facts import shown
from workflows.organisation.models import Import

BATCH = 1000
COMMENT = "导入"
NOT_XLSX = "请选择.xlsx表格：先下载模板，在模板里填写后再上传。"
NOT_YOURS = "导入由维护组织、人员和任职的岗位办理，您现在的身份不能办理。"
PERSON_FIELDS = (
    "name", "gender", "birth_on", "roll", "joined_on", "formal_on", "branch", "rank", "is_leader", "is_frontline",
    "id_number",
)  # fmt: skip


# --- an import on its way -------------------------------------------------------------------------------------------


def receive(file: IO[bytes], name: str, *, by: Actor) -> Import:
    """Store an uploaded workbook and note it as being checked. Raises Refused for any other file, NotAllowed."""
    if by.user is None or by.appointment is None or not access.kept(by, Duty.ORGANISATION).exists():
        raise NotAllowed(NOT_YOURS)
    found = attachments.inspect(file, name)
    if found.kind != "xlsx":
        raise Refused(NOT_XLSX)
    attachments.store(file, found)
    return Import.objects.create(
        by=by.user, post=by.appointment, at=timezone.now(), name=found.name, sha256=found.sha256
    )


def confirm(row: Import) -> None:
    """Say that a checked import be written as it was shown. Raises Refused unless it waits for that."""
    _move(row, Import.Status.WRITING, Import.Status.READY)


def cancel(row: Import) -> None:
    """End an import before anything is written. Raises Refused when it is too late."""
    _move(row, Import.Status.CANCELLED, Import.Status.CHECKING, Import.Status.READY)


def _move(row: Import, to: Import.Status, *allowed: Import.Status) -> None:
    moved = Import.objects.filter(pk=row.pk, status__in=allowed).update(status=to, finished_at=_ended(to))
    if moved:
        _let_go(row.pk)
    else:
        now = Import.objects.get(pk=row.pk)
        raise Refused(f"这次导入现在是“{now.get_status_display()}”，不能再{'取消' if to == 'cancelled' else '确认'}。")


def _ended(status: str) -> Any:
    under_way = (Import.Status.CHECKING, Import.Status.READY, Import.Status.WRITING)
    return None if status in under_way else timezone.now()


def note_progress(pk: int, done: int, total: int) -> None:
    """Say how far the checking is; it is seen at once."""
    Import.objects.filter(pk=pk, status=Import.Status.CHECKING).update(done=done, total=total)


@transaction.atomic
def note_checked(pk: int, total: int, errors: Sequence[dict[str, Any]], plan: dict[str, Any]) -> None:
    """Keep what the checking found, and tell the importer; nothing when it was cancelled meanwhile."""
    status = Import.Status.REFUSED if errors else Import.Status.READY
    moved = Import.objects.filter(pk=pk, status=Import.Status.CHECKING).update(
        status=status, done=total, total=total, errors=list(errors), plan=plan, finished_at=_ended(status)
    )
    _let_go(pk)
    if moved:
        found = f"有{len(errors)}处错误，没有写入" if errors else "核对无误，请查看后确认写入"
        _tell(Import.objects.get(pk=pk), found)


@transaction.atomic
def note_refused(pk: int, sentence: str) -> None:
    """Say why a confirmed import was not written after all."""
    errors = [{"sheet": "", "row": 0, "column": "", "text": sentence}]
    status = Import.Status.REFUSED
    moved = Import.objects.filter(pk=pk, status=Import.Status.WRITING).update(
        status=status, errors=errors, finished_at=_ended(status)
    )
    _let_go(pk)
    if moved:
        _tell(Import.objects.get(pk=pk), "没有写入，请打开查看原因")


def note_failed(pk: int) -> None:
    """Say that the work on an import broke off; nothing was written."""
    under_way = (Import.Status.CHECKING, Import.Status.WRITING)
    Import.objects.filter(pk=pk, status__in=under_way).update(
        status=Import.Status.FAILED, finished_at=_ended(Import.Status.FAILED)
    )
    _let_go(pk)


def _let_go(pk: int) -> None:
    """Remove the workbook of an import that has ended: whole identity numbers may stand in it. The hash stays."""
    transaction.on_commit(partial(_remove, pk))


def _remove(pk: int) -> None:
    sha256 = Import.objects.values_list("sha256", flat=True).get(pk=pk)
    if not Import.objects.filter(sha256=sha256, finished_at__isnull=True).exists():
        attachments.discard(sha256)


def _tell(row: Import, found: str) -> None:
    Notice.objects.create(user_id=row.by_id, text=f"导入“{row.name}”：{found}。", at=timezone.now())


# --- writing --------------------------------------------------------------------------------------------------------


def hold(staff_nos: Collection[str]) -> None:
    """Keep the tree, these people and their accounts as they are until the transaction ends, before they are read."""
    tree.lock()
    people = _keys(Person.objects.all(), "staff_no", staff_nos)
    _lock(Person.objects.all(), people)
    _lock(User.objects.all(), _keys(User.objects.all(), "person", people))


def _keys(rows: QuerySet[Any], column: str, values: Collection[Any]) -> list[int]:
    wanted = sorted(values)
    found = [rows.filter(**{f"{column}__in": wanted[at : at + BATCH]}) for at in range(0, len(wanted), BATCH)]
    return sorted(key for some in found for key in some.values_list("pk", flat=True))


def _lock(rows: QuerySet[Any], keys: Sequence[int]) -> None:
    for at in range(0, len(keys), BATCH):
        some = rows.filter(pk__in=keys[at : at + BATCH]).order_by("pk")
        list(some.select_for_update(no_key=True).values_list("pk"))


@transaction.atomic
def write(row: Import, batch: Batch, *, by: Actor) -> None:
    """Write all of it, in constant statements a thousand rows, and enter every change in the ledger, facts included.

    The caller locked the import, called `hold`, and then checked the batch against the rows as they are. Raises
    TreeError, AppointmentError and IntegrityError when somebody else changed them this moment.
    """
    _write_units(batch)
    Person.objects.bulk_create(batch.new_people, batch_size=BATCH)
    _write_people(batch)
    opened = accounts.open_many([(person, username) for username, person in batch.accounts.items()])
    made = _appoint(batch)
    recorded = facts.record([_fact(each) for each in batch.facts])
    changes = [_change(each) for each in batch.done]
    changes += [_opened(user) for user in opened] + [appointments.appointed(post, COMMENT) for post in made]
    changes += [_recorded(given, fact) for given, fact in zip(batch.facts, recorded, strict=True)]
    ledger.enter([*changes, _whole(row)], by=by)
    if batch.new_units or batch.changed_units or made or batch.ended:
        attendance.recheck()
    _finish(row)


def _write_units(batch: Batch) -> None:
    if batch.new_units or batch.changed_units:
        tree_many.put_many(batch.new_units, batch.changed_units)
    if batch.relations:
        tree_many.relate_many(batch.relations)


def _write_people(batch: Batch) -> None:
    """Each column by itself: what the file does not change of a person stays as others have left it."""
    for column in PERSON_FIELDS:
        some = [person for person, columns in batch.changed_people if column in columns]
        Person.objects.bulk_update(some, [column], batch_size=BATCH)


def _appoint(batch: Batch) -> list[Appointment]:
    if batch.ended:
        grants.end_many(batch.ended)
    users: dict[int | None, User] = {}
    people = [post.person.pk for post in batch.posts]
    for at in range(0, len(people), BATCH):
        rows = User.objects.select_related("person").filter(person__in=people[at : at + BATCH])
        users |= {user.person_id: user for user in rows}
    postings = [
        Posting(users[post.person.pk], post.role, post.unit, post.starts_on, post.ends_on) for post in batch.posts
    ]
    return grants.appoint_many(postings) if postings else []


def _opened(user: User) -> Change:
    return Change("account_open", "开通账号", subject_of(user), str(user), COMMENT, {"用户名": ["", user.username]})


def _fact(given: FactOf) -> NewFact:
    subject: dict[str, Any] = {"unit_id" if isinstance(given.subject, OrgUnit) else "person_id": given.subject.pk}
    more = {name: value for name, value in vars(given).items() if name not in ("subject", "before")}
    return NewFact(**more, **subject)


def _recorded(given: FactOf, fact: Fact) -> Change:
    """What the ledger says of a fact: the verbs of the page of facts, for units likewise."""
    whose = "unit" if isinstance(given.subject, OrgUnit) else "person"
    verb, done = ("correct", "更正") if given.before else ("new", "登记")
    label = registry.fact_kinds()[fact.key].label
    fields = {label: [given.before, shown(fact)]}
    name = given.subject.name
    return Change(f"{whose}_fact_{verb}", f"{done}{label}", subject_of(given.subject), name, COMMENT, fields)


def _change(done: Done) -> Change:
    return Change(done.verb, done.label, subject_of(done.row), done.name, COMMENT, done.fields)


def _whole(row: Import) -> Change:
    return Change(
        "import", "导入", subject_of(row), row.name, more={"sha256": row.sha256, "sheets": row.plan["sheets"]}
    )


def _finish(row: Import) -> None:
    row.status, row.done, row.finished_at = Import.Status.DONE, row.total, timezone.now()
    row.save(update_fields=["status", "done", "finished_at"])
    _let_go(row.pk)
    _tell(row, "已写入")
