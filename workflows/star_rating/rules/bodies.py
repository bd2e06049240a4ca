"""Names of bodies as schemes write them, compared with the body that a meeting on record names."""

import re

EITHER = re.compile(r"[、，,；;/]|或者|或")
BRACKETS = re.compile(r"[（(]([^（）()]*)[）)]")


def alternatives(wanted: str) -> list[str]:
    """The names that will do, the fullest first: 党（工）委 is 党工委 or 党委; 区委、党工委 is either of the two."""
    parts = [part.strip() for part in EITHER.split(wanted) if part.strip()]
    names = [name for part in parts for name in (BRACKETS.sub(r"\1", part), BRACKETS.sub("", part), part)]
    return [name for name in dict.fromkeys(names) if name]


def names_body(said: str, wanted: str) -> bool:
    """Whether what a meeting on record calls its body is, or contains, one of the names that will do."""
    return any(name in said for name in alternatives(wanted))
