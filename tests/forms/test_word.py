"""Word templates are filled by name, and what could run in one is refused with a sentence."""

import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

import docx
import pytest

from forms.containers import UploadRefused
from forms.word import MAX_TEMPLATE, check_template, fill_document

ROWS = [{"单位": "甲局", "星级": 5, "人员": [{"姓名": "周志远"}]}, {"单位": "乙局", "星级": None, "人员": []}]
VALUES: dict[str, Any] = {"标题": "甲 & <乙>", "支部": ROWS}


def made(write: Callable[[Any], object]) -> bytes:
    document, target = docx.Document(), BytesIO()
    write(document)
    document.save(target)
    return target.getvalue()


def paragraph(text: str) -> bytes:
    return made(lambda document: document.add_paragraph(text))


def refusal(template: bytes, values: dict[str, Any] = VALUES) -> str:
    with pytest.raises(UploadRefused) as refused:
        fill_document(template, values)
    return str(refused.value)


def table(document: Any) -> None:
    document.add_paragraph("关于{{标题}}的通报")
    rows = document.add_table(rows=3, cols=2).rows
    rows[0].cells[0].text, rows[2].cells[0].text = "{%tr for 行 in 支部 %}", "{%tr endfor %}"
    rows[1].cells[0].text, rows[1].cells[1].text = "{{行.单位}}", "{{行.星级}}"


def test_names_and_a_row_for_each_item_are_filled_in() -> None:
    template = made(table)

    filled = docx.Document(BytesIO(fill_document(template, VALUES)))

    assert [item.text for item in filled.paragraphs] == ["关于甲 & <乙>的通报"]
    assert [[cell.text for cell in row.cells] for row in filled.tables[0].rows] == [["甲局", "5"], ["乙局", ""]]


def test_a_loop_in_a_loop_runs_over_what_the_outer_one_is_at() -> None:
    text = "{% for 行 in 支部 %}{{行.单位}}：{% for 人 in 行.人员 %}{{人.姓名}}{% endfor %}；{% endfor %}"

    filled = docx.Document(BytesIO(fill_document(paragraph(text), VALUES)))

    assert filled.paragraphs[0].text == "甲局：周志远；乙局：；"


def test_header_and_footer_are_filled_too() -> None:
    def write(document: Any) -> None:
        document.sections[0].header.paragraphs[0].text = "{{标题}}"
        document.sections[0].footer.paragraphs[0].text = "{% if 标题 %}有{% endif %}"

    section = docx.Document(BytesIO(fill_document(made(write), VALUES))).sections[0]

    assert (section.header.paragraphs[0].text, section.footer.paragraphs[0].text) == ("甲 & <乙>", "有")


def test_characters_that_a_document_cannot_hold_are_left_out() -> None:
    filled = docx.Document(BytesIO(fill_document(paragraph("{{标题}}"), {"标题": "甲\x00\x0b乙\ufffe"})))

    assert filled.paragraphs[0].text == "甲乙"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{{单位名}}", "模板里用了系统没有的名称“单位名”。可用的名称见说明。"),
        ("{% for 行 in 支部 %}{{行.得分}}{% endfor %}", "模板里用了系统没有的名称“得分”。可用的名称见说明。"),
        ("{{ 标题 乙 }}", "模板里的“{{ 标题 乙 }}”写错了，系统认不出。请对照说明改正。"),
        ("{% 循环 %}", "模板里的“{% 循环 %}”写错了，系统认不出。请对照说明改正。"),
    ],
)
def test_what_is_wrong_is_said_with_the_very_words(text: str, sentence: str) -> None:
    assert refusal(paragraph(text)) == sentence


@pytest.mark.parametrize("text", ["{% for 行 in 支部 %}甲", "甲{% endif %}", "{{ 标题"])
def test_what_does_not_pair_is_refused(text: str) -> None:
    assert refusal(paragraph(text)).startswith("模板里的“{% for %}”与“{% endfor %}”")


@pytest.mark.parametrize(
    "text",
    [
        "{{ 标题.__class__ }}",
        "{{ 标题|upper }}",
        "{{ 标题() }}",
        "{{ 'x' * 999999999 }}",
        "{{ 支部[0] }}",
        "{{ range(9) }}",
        "{% set 甲 = 1 %}",
        "{% include '/etc/passwd' %}",
        "{% macro m() %}{% endmacro %}",
    ],
)
def test_anything_but_names_loops_and_conditions_is_refused(text: str) -> None:
    assert refusal(paragraph(text)) == "模板里只能用名称、循环和条件，不能写其他内容。请对照说明改正。"


@pytest.mark.parametrize(
    "text",
    [
        "{% for a in 支部 %}{% for b in 支部 %}{% endfor %}{% endfor %}",
        "{% for a in 支部 %}{% for b in a.人员 %}{% for c in b.人员 %}{% endfor %}{% endfor %}{% endfor %}",
    ],
)
def test_loops_that_multiply_the_work_are_refused(text: str) -> None:
    assert refusal(paragraph(text)).startswith("模板里的循环最多套一层")


def packed(extra: dict[str, bytes]) -> bytes:
    """A .docx with more parts in it, or others in their place."""
    source, target = zipfile.ZipFile(BytesIO(paragraph("甲"))), BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in ({name: source.read(name) for name in source.namelist()} | extra).items():
            book.writestr(name, content)
    return target.getvalue()


OUTSIDE = b'<Relationships><Relationship Id="r" Type="x/%s" Target="http://x" TargetMode="External"/></Relationships>'


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (b"", "这不是.docx文档"),
        (b"%PDF-1.4", "这不是.docx文档"),
        (b"PK\x03\x04", "文件已损坏"),
        (b"x" * (MAX_TEMPLATE + 1), "模板超过2MB"),
        (packed({"word/vbaProject.bin": b"x"}), "文件带有宏"),
        (packed({"word/_rels/settings.xml.rels": OUTSIDE % b"attachedTemplate"}), "模板引用了文件外的内容"),
        (packed({"word/media/x.bmp": b"\0" * 40_000_000}), "文件解开后大得不正常"),
    ],
    ids=["empty", "pdf", "cut off", "large", "macro", "outside", "bomb"],
)
def test_a_file_that_is_no_harmless_document_is_refused(file: bytes, sentence: str) -> None:
    with pytest.raises(UploadRefused, match=sentence):
        check_template(file)


def test_a_link_that_only_a_click_opens_is_no_outside_part() -> None:
    check_template(packed({"word/_rels/x.xml.rels": OUTSIDE % b"hyperlink"}))


def test_a_damaged_document_is_refused() -> None:
    assert refusal(packed({"word/document.xml": b"<w:document"})) == (
        "模板打不开，可能已损坏。请在本机打开核对，另存一份再上传。"
    )


@pytest.mark.parametrize("text", ["{% if 年度 > 标题 %}甲{% endif %}", "{% for 行 in 年度 %}甲{% endfor %}"])
def test_a_comparison_or_a_loop_over_the_wrong_thing_is_called_that(text: str) -> None:
    assert refusal(paragraph(text), VALUES | {"年度": 2026}) == (
        "模板里拿来比较大小的不是同一种内容，或者循环列出的不是列表。请对照说明改正。"
    )


@pytest.mark.parametrize("name", ["支部.index", "标题.upper", "组.items"])
def test_what_could_be_called_is_no_name(name: str) -> None:
    sentence = f"模板里用了系统没有的名称“{name.partition('.')[2]}”。可用的名称见说明。"

    assert refusal(paragraph(f"{{{{{name}}}}}"), VALUES | {"组": {"甲": 1}}) == sentence


@pytest.mark.parametrize("expression", [f"{'(' * 600}1{')' * 600}", f"{'not ' * 5000}1"])
def test_what_nests_too_deep_is_refused(expression: str) -> None:
    assert refusal(paragraph(f"{{{{ {expression} }}}}")) == "模板里的括号套得太多，系统认不出。请对照说明改正。"


def test_what_nests_too_deep_beside_a_broken_tag_is_refused_too() -> None:
    deep = f"{{{{ {'(' * 600}1{')' * 600} }}}}"

    assert refusal(paragraph(deep + "{% 循环 %}")).startswith("模板里的")
