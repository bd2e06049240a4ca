"""What has to be handed in: forms and texts, with limits of words and copies; and what is still lacking."""

from collections.abc import Mapping
from dataclasses import dataclass

from .document import Section


@dataclass(frozen=True)
class Material:
    """One thing to hand in. `words`: the limit of its text; `about`: the notice says 约, so more is said, not refused.

    `copies` on paper; `electronic`: a file besides; `optional`: it may be missing; `of_list`: one for the whole list.
    """

    code: str
    name: str
    words: int | None = None
    about: bool = False
    copies: int = 1
    electronic: bool = False
    optional: bool = False
    of_list: bool = False
    basis: str = ""

    @property
    def asked(self) -> str:
        """事迹材料，约2000字，一式5份，另报电子版."""
        limit = f"，{'约' if self.about else '不超过'}{self.words}字" if self.words else ""
        copies = f"，一式{self.copies}份" if self.copies > 1 else ""
        return f"{self.name}{limit}{copies}{'，另报电子版' if self.electronic else ''}"

    @classmethod
    def read(cls, section: Section) -> "Material":
        return cls(
            section.text("code"),
            section.text("name"),
            section.optional_whole("words"),
            section.flag("about"),
            section.whole("copies", usually=1),
            section.flag("electronic"),
            section.flag("optional"),
            section.flag("of_list"),
            section.optional_text("basis"),
        )


def length(text: str) -> int:
    """How many characters count: all but blanks and line breaks."""
    return sum(not char.isspace() for char in text)


@dataclass(frozen=True)
class TooLong:
    """A text beyond its limit; `refused` unless the notice says 约."""

    text: str
    refused: bool


def too_long(material: Material, text: str) -> TooLong | None:
    """Nothing while the text is within the limit: 2000 characters are, 2001 are not."""
    count = length(text)
    if material.words is None or count <= material.words:
        return None
    over = count - material.words
    if material.about:
        return TooLong(f"{material.name}约{material.words}字，现为{count}字，多{over}字。", refused=False)
    return TooLong(
        f"{material.name}不超过{material.words}字，现为{count}字，多{over}字，请删减后再保存。", refused=True
    )


def lacking(materials: tuple[Material, ...], given: Mapping[str, int]) -> list[str]:
    """A sentence for each material that is not there at all; `given`: how many files or texts there are, by code."""
    return [f"缺{material.asked}。" for material in materials if not material.optional and not given.get(material.code)]
