"""Fills Word templates that an office wrote: names, loops, conditions, nothing that runs; knows docxtpl alone."""

import re
import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, Undefined, UndefinedError, nodes
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from forms.containers import ZIP_MAGIC, UploadRefused, file_size, refuse_package_macros, zip_members

MAX_TEMPLATE = 2 * 1024 * 1024
MAX_UNPACKED = 20 * 1024 * 1024

NOT_DOCX = "这不是.docx文档。请用Word或WPS打开，另存为“Word文档（.docx）”后再上传。"
TOO_LARGE = "模板超过2MB。请删去图片，或压缩图片后再上传。"
OUTSIDE = "模板引用了文件外的内容（如链接的图片或样板）。请改为嵌入，另存一份再上传。"
UNREADABLE = "模板打不开，可能已损坏。请在本机打开核对，另存一份再上传。"
WRONG_TAG = "模板里的“{}”写错了，系统认不出。请对照说明改正。"
UNPAIRED = "模板里的“{% for %}”与“{% endfor %}”、“{% if %}”与“{% endif %}”没有成对，或者不在同一处。请对照说明改正。"
UNKNOWN = "模板里用了系统没有的名称“{}”。可用的名称见说明。"
UNFIT = "模板里拿来比较大小的不是同一种内容，或者循环列出的不是列表。请对照说明改正。"
NOT_ALLOWED = "模板里只能用名称、循环和条件，不能写其他内容。请对照说明改正。"
TOO_DEEP = "模板里的循环最多套一层，里面一层须列出外面一层的内容。请对照说明改正。"
TOO_MANY = "模板里的括号套得太多，系统认不出。请对照说明改正。"

_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_NOT_IN_XML = re.compile("[\x00-\x08\x0b-\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.For, nodes.If, nodes.Const,
    nodes.Compare, nodes.Operand, nodes.Not, nodes.And, nodes.Or,
)  # fmt: skip


class _Environment(ImmutableSandboxedEnvironment):
    """Jinja cut down to names, loops and conditions; every part of a template comes through `from_string`."""

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined)
        self.globals.clear()
        self.filters.clear()

    def getattr(self, obj: Any, attribute: str) -> Any:
        """What stands under a name; what could be called, such as the `items` of a group, is no name."""
        found = super().getattr(obj, attribute)
        if callable(found) and not isinstance(found, Undefined):
            return self.undefined(obj=obj, name=attribute)
        return found

    def from_string(self, source: Any, *args: Any, **more: Any) -> Any:
        _check(self.parse(source))
        return super().from_string(source, *args, **more)


def _check(node: nodes.Node, loops: int = 0) -> None:
    if not isinstance(node, _ALLOWED):
        raise SecurityError(NOT_ALLOWED)
    if isinstance(node, nodes.For):
        loops += 1
        # An inner loop runs over what the outer one is at: work stays within the length of the data.
        if loops > 2 or node.recursive or (loops == 2 and not isinstance(node.iter, nodes.Getattr)):
            raise SecurityError(TOO_DEEP)
    for child in node.iter_child_nodes():
        _check(child, loops)


def check_template(file: bytes) -> None:
    """Raise UploadRefused unless this is a .docx without macros, passwords, outside links or hidden bulk. goals R4."""
    source = BytesIO(file)
    if file_size(source) > MAX_TEMPLATE:
        raise UploadRefused(TOO_LARGE)
    if not file.startswith(ZIP_MAGIC):
        raise UploadRefused(NOT_DOCX)
    members = zip_members(source)
    if "word/document.xml" not in members:
        raise UploadRefused(NOT_DOCX)
    refuse_package_macros(source, members)
    if sum(member.file_size for member in members.values()) > MAX_UNPACKED:
        raise UploadRefused(TOO_LARGE)
    _refuse_outside(source, [name for name in members if name.endswith(".rels")])


def _refuse_outside(source: BytesIO, names: Sequence[str]) -> None:
    """Refuse parts that lie elsewhere; a hyperlink, which only a click opens, is no such part."""
    with zipfile.ZipFile(source) as package:
        for name in names:
            for relation in re.findall(rb"<\w*:?Relationship\b[^>]*>", package.read(name)):
                if b"External" in relation and b"/hyperlink" not in relation:
                    raise UploadRefused(OUTSIDE)


def names_nothing(template: bytes) -> bool:
    """Whether a .docx has no place to fill, so that each document would be the template. Raises UploadRefused."""
    return not any(_TAG.search(source) for source in _sources(_opened(template)))


def fill_document(template: bytes, values: Mapping[str, Any]) -> bytes:
    """A .docx filled with these values, texts, numbers and lists of such groups, by their names.

    Raises UploadRefused with a sentence for whoever wrote the template when something in it cannot be filled.
    """
    document = _opened(template)
    try:
        document.render(_clean(values), jinja_env=_Environment(), autoescape=True)
    except TemplateSyntaxError as wrong:
        raise UploadRefused(_misspelt(_sources(_opened(template)))) from wrong
    except UndefinedError as missing:
        raise UploadRefused(UNKNOWN.format(_missing(missing))) from missing
    except SecurityError as forbidden:
        raise UploadRefused(str(forbidden) if "模板" in str(forbidden) else NOT_ALLOWED) from forbidden
    except TypeError as wrong:
        raise UploadRefused(UNFIT) from wrong
    except RecursionError as deep:
        raise UploadRefused(TOO_MANY) from deep
    except (TemplateError, ValueError, AttributeError) as wrong:
        raise UploadRefused(UNPAIRED) from wrong
    filled = BytesIO()
    document.save(filled)
    return filled.getvalue()


def _opened(template: bytes) -> DocxTemplate:
    try:
        document = DocxTemplate(BytesIO(template))
        document.init_docx()
    except Exception as broken:  # a forged package makes python-docx raise anything at all
        raise UploadRefused(UNREADABLE) from broken
    return document


def _sources(document: DocxTemplate) -> list[str]:
    """The text of body, headers and footers as Jinja will read it."""
    uris = (document.HEADER_URI, document.FOOTER_URI)
    parts = [part for uri in uris for _, part in document.get_headers_footers(uri)]
    texts = [document.get_xml(), *(document.get_part_xml(part) for part in parts)]
    return [document.patch_xml(text) for text in texts]


def _misspelt(sources: Sequence[str]) -> str:
    """Which tag cannot be read; when each can, they do not pair."""
    for tag in (tag for source in sources for tag in _TAG.findall(source)):
        whole = tag if tag.startswith("{{") else _closed(tag)
        try:
            _Environment().parse(whole)
        except (TemplateError, RecursionError):
            return WRONG_TAG.format(tag[:60])
    return UNPAIRED


def _closed(tag: str) -> str:
    """A tag together with what it takes to be whole."""
    word = tag.strip("{}% -").partition(" ")[0]
    pairs = {"for": tag + "{% endfor %}", "if": tag + "{% endif %}", "elif": "{% if a %}" + tag + "{% endif %}"}
    return pairs.get(word, "" if word in ("endfor", "endif", "else") else tag)


def _missing(error: UndefinedError) -> str:
    found = re.search(r"'([^']*)' is undefined|no attribute '([^']*)'", str(error))
    return next((name for name in found.groups() if name), "") if found else ""


def _clean(value: Any) -> Any:
    """The same values with texts that XML can hold."""
    if isinstance(value, Mapping):
        return {key: _clean(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(item) for item in value]
    if value is None:
        return ""
    return _NOT_IN_XML.sub("", value.replace("\r\n", "\n")) if isinstance(value, str) else value
