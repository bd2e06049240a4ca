"""What a letter of supervision says on paper, once it was issued. 依据: domain 5.4, 6.5."""

from typing import Any

from workflows.engine.opinions import day_words
from workflows.rectification.models import Letter
from workflows.rectification.queries.letters import kind_of, said_in
from workflows.rectification.rules import Part

ORDER = "一二三四五六七"
"""A letter has at most as many parts as there are kinds of them."""


def letter_paper(letter: Letter) -> dict[str, Any]:
    """The parts that its kind has to say: of an issued one as it was printed then. Two statements; then none.

    The day of the answer stands in a sentence of its own on every letter, and is no part beside it.
    """
    if letter.paper:
        return dict(letter.paper)
    said = said_in(letter)
    parts = [part for part in kind_of(letter).says if part != Part.ANSWER_BY and said[part]]
    return {
        "发函单位": letter.round.unit.name,
        "责任单位": letter.unit.name,
        "函名": letter.name,
        "文号": letter.number,
        "缘由": letter.cause,
        "各项": [{"序号": n, "名称": part.words, "内容": said[part]} for n, part in zip(ORDER, parts, strict=False)],
        "回复期限": said[Part.ANSWER_BY],
        "签发日期": day_words(letter.issued_on) if letter.issued_on else "",
        "扣分": f"{letter.points.normalize():f}" if letter.points else "",
        "专项": letter.round.title,
        "编号": letter.process.number,
        "问题编号": letter.problem.process.number,
    }
