"""Documents made from templates: those that ship, and the office's own in their place. 依据: domain 6.5."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from forms import word
from forms.containers import UploadRefused
from forms.excel import fill_workbook, filling
from forms.uploads import clean_name
from forms.word import check_template, fill_document
from permissions import access
from permissions.actor import Actor
from permissions.roles import Right
from workflows.engine import ledger
from workflows.engine.errors import NotAllowed, Refused
from workflows.engine.ledger import Change
from workflows.engine.models import OfficeTemplate

MOST_BYTES = 2 * 1024 * 1024
NO_NAME = (
    "这份文件里没有一个系统的名称，每次生成的{}都会是它本身，可能传成了填好的文书。"
    "请在要填的地方写上名称，再上传。可用的名称见说明。"
)
JUST_REPLACED = "刚刚有人更换了模板，请重新查看。"
NOT_YOURS = "文书模板由工委督办岗位维护，您现在的身份不能办理。"


@dataclass(frozen=True)
class DocumentKind:
    """One kind of document: its key (process and word), its name, where its templates ship, in which formats.

    `sample` gives values like those it will be filled with, on which a new template is tried; `names` explains them.
    """

    key: str
    label: str
    folder: Path
    formats: tuple[str, ...]
    sample: Callable[[], Mapping[str, Any]]
    names: tuple[tuple[str, str], ...]

    def shipped(self, extension: str) -> bytes:
        """The template that comes with the product."""
        return (self.folder / f"{self.key.rpartition('.')[2]}.{extension}").read_bytes()


def versions(kind: DocumentKind, extension: str) -> list[OfficeTemplate]:
    """What the office put in, the newest first, without the contents. One statement."""
    rows = OfficeTemplate.objects.filter(kind=kind.key, extension=extension).defer("content")
    return list(rows.select_related("by__person"))


def newest() -> dict[tuple[str, str], OfficeTemplate]:
    """The newest version of each template that was ever replaced, without the contents. One statement."""
    rows = OfficeTemplate.objects.defer("content").select_related("by__person").order_by("version")
    return {(row.kind, row.extension): row for row in rows}


def template(kind: DocumentKind, extension: str) -> bytes:
    """The template in use: the office's newest, else the shipped one. One statement."""
    last = OfficeTemplate.objects.filter(kind=kind.key, extension=extension).first()
    return bytes(last.content) if last and last.content is not None else kind.shipped(extension)


def make(kind: DocumentKind, extension: str, values: Mapping[str, Any], footer: str = "") -> bytes:
    """A document of this kind; `footer` says below a table who took it. Raises Refused. One statement."""
    return fill(template(kind, extension), extension, values, footer)


def fill(content: bytes, extension: str, values: Mapping[str, Any], footer: str = "") -> bytes:
    """A template filled. Raises Refused with what is wrong in it."""
    try:
        return fill_workbook(content, values, footer) if extension == "xlsx" else fill_document(content, values)
    except UploadRefused as refused:
        raise Refused(str(refused)) from refused


def replace(kind: DocumentKind, extension: str, content: bytes, name: str, *, by: Actor) -> OfficeTemplate:
    """Put the office's template in place of the present one, once the sample could be filled into it.

    A file in which nothing is filled is no template: a filled paper would go out as every later one. Raises
    NotAllowed, and Refused with a sentence that says what to change.
    """
    _check_may(by)
    if extension == "docx":
        try:
            check_template(content)
        except UploadRefused as refused:
            raise Refused(str(refused)) from refused
    fill(content, extension, kind.sample())
    if (filling.names_nothing if extension == "xlsx" else word.names_nothing)(content):
        raise Refused(NO_NAME.format(kind.label))
    return _add(kind, extension, content, clean_name(name, f".{extension}"), by)


def restore(kind: DocumentKind, extension: str, *, by: Actor) -> OfficeTemplate:
    """Go back to the template that ships; the office's versions stay. Raises NotAllowed, Refused when it is in use."""
    _check_may(by)
    last = OfficeTemplate.objects.filter(kind=kind.key, extension=extension).first()
    if last is None or last.content is None:
        raise Refused("现在用的就是系统自带的模板。")
    return _add(kind, extension, None, "", by)


def _check_may(by: Actor) -> None:
    if by.appointment is None or not access.may(by, Right.SUPERVISE, by.appointment.unit):
        raise NotAllowed(NOT_YOURS)


def _add(kind: DocumentKind, extension: str, content: bytes | None, name: str, by: Actor) -> OfficeTemplate:
    """Keep the next version. Raises Refused when somebody else kept one in this very moment."""
    try:
        return _next_version(kind, extension, content, name, by)
    except IntegrityError as taken:
        raise Refused(JUST_REPLACED) from taken


@transaction.atomic
def _next_version(kind: DocumentKind, extension: str, content: bytes | None, name: str, by: Actor) -> OfficeTemplate:
    last = OfficeTemplate.objects.select_for_update().filter(kind=kind.key, extension=extension).first()
    made = OfficeTemplate.objects.create(
        kind=kind.key,
        extension=extension,
        version=last.version + 1 if last else 1,
        content=content,
        name=name,
        by=by.user,  # type: ignore[misc]
        at=timezone.now(),
    )
    label = "更换文书模板" if content is not None else "恢复系统自带模板"
    title = f"{kind.label}.{extension}"
    ledger.enter([Change("template", label, f"template:{made.pk}", title, name)], by=by)
    return made


def content_of(rows: Sequence[OfficeTemplate], version: int) -> bytes | None:
    """The bytes of one of these versions; None when there is none, or when it said: back to the shipped one."""
    found = next((row for row in rows if row.version == version), None)
    return bytes(found.content) if found is not None and found.content is not None else None
