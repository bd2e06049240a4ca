"""After the objection period the payload goes: hash, codes and configuration stay, so that the pack still agrees."""

import os
from pathlib import Path

from . import files, sealed
from .box import Box


def destroy_open(box: Box) -> None:
    """Destroy a box that is not sealed, its key first; cut off, it can be done again."""
    files.destroy(box.secret_path)
    files.destroy(box.path)


def erase(path: Path) -> None:
    """Remove the votes from a sealed box and destroy the file that held them; cut off, it can be done again.

    A result must be kept elsewhere before: it cannot be counted again. Raises BoxError when there is no sealed box.
    """
    old = path.with_suffix(".erased")
    found = sealed.read(path)
    if found.votes is not None:
        if not old.exists():
            os.link(path, old)  # a second name, so that the content can be overwritten when the first is taken
        found.erased().write(path)
    files.destroy(old)
