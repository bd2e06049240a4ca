"""Files that come into being whole and go without a trace, as far as the disk obeys.

A disk may keep what was overwritten (SSD, snapshots); so what must go for good is also masked with a key that goes.
"""

import os
import secrets
from pathlib import Path


def new_secret(path: Path) -> None:
    """Make the key of a box, readable by the server's account only; one that is there stays."""
    if not path.exists():
        write_durably(path, secrets.token_bytes(32))


def write_durably(path: Path, content: bytes) -> None:
    """Write a file so that after any crash it is there wholly, as it was, or not at all; only its owner may read it."""
    fresh = path.with_name(f"{path.name}.new")
    fresh.touch(mode=0o600)
    with fresh.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    sync_folder(path.parent)


def destroy(path: Path) -> None:
    """Overwrite a file with noise and remove it; a file that is gone is no error, so that it can be done again."""
    try:
        with path.open("r+b") as file:
            file.write(secrets.token_bytes(path.stat().st_size))
            file.flush()
            os.fsync(file.fileno())
    except FileNotFoundError:
        return
    path.unlink(missing_ok=True)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make names that were added to or taken from a folder survive a loss of power."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
