"""The templates of 问题整改: uploaded as they ship, replaced by the office, opened by any office suite."""

import shutil
import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest

from tests.workflows.rectification.cast import Cast
from tests.workflows.rectification.papers import got, lines
from workflows.engine import documents
from workflows.engine.models import OfficeTemplate
from workflows.rectification import actions
from workflows.rectification.queries.document_kinds import KINDS
from workflows.rectification.rules import ready, ready_codes
from workflows.rectification.states import ProblemState as S

PAIRS = [(kind, extension) for kind in KINDS for extension in kind.formats]


@pytest.mark.parametrize(("kind", "extension"), PAIRS, ids=[f"{kind.label}.{ext}" for kind, ext in PAIRS])
def test_the_template_that_ships_may_be_uploaded_as_it_is(cast: Cast, kind: Any, extension: str) -> None:
    documents.replace(kind, extension, kind.shipped(extension), "照旧", by=cast.clerk)

    assert OfficeTemplate.objects.get().name == f"照旧.{extension}"


def test_the_offices_own_letter_takes_the_place_of_the_shipped_one_of_its_rung(cast: Cast) -> None:
    own, target = docx.Document(), BytesIO()
    own.add_paragraph("{{函名}}{{文号}}{% for 项 in 各项 %}{{项.名称}}{% endfor %}")
    own.save(target)
    (kind,) = [kind for kind in KINDS if kind.key == "rectification.letter_remind"]
    documents.replace(kind, "docx", target.getvalue(), "本单位.docx", by=cast.clerk)
    letter = actions.letter_propose(cast.problem_at(S.RECTIFYING), "remind", "进展缓慢", by=cast.clerk)
    cast.do(actions.letter_issue, letter, "head", number="提醒1号")

    assert lines(got(cast, "organiser", "letter_paper", letter.process.number)) == ["整改提醒函提醒1号问题表述整改要求"]


def test_every_rung_of_every_ready_programme_has_a_template() -> None:
    rungs = {letter.rung for code in ready_codes() for letter in ready(code).letters}
    keys = {kind.key for kind in KINDS}

    assert {f"rectification.letter_{rung.name.lower()}" for rung in rungs} - keys == set()


def test_libreoffice_opens_every_document(tmp_path: Path, db: None) -> None:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("没有 LibreOffice，不检查文书能否用它打开")
    for kind, extension in PAIRS:
        made = documents.make(kind, extension, kind.sample(), "某某于今日导出")
        (tmp_path / f"{kind.key}_{extension}.{extension}").write_bytes(made)

    done = subprocess.run(
        [office, "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", "pdf",
         "--outdir", tmp_path, *tmp_path.glob("*.*x")],
        capture_output=True, timeout=240, check=True,
    )  # fmt: skip

    sizes = [file.stat().st_size > 1000 for file in tmp_path.glob("*.pdf")]
    assert (len(sizes), all(sizes)) == (len(PAIRS), True), done.stderr
