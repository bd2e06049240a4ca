"""What other processes send and a programme may take up, by the words that a workbook uses."""

from collections.abc import Iterable

from workflows.engine import registry


def labels() -> dict[str, str]:
    """The kinds of event by their words."""
    return {kind.label: key for key, kind in registry.event_kinds().items()}


def words_of(keys: Iterable[str]) -> list[str]:
    """What these kinds are in words; a kind that no process declares any more by its key."""
    known = {key: label for label, key in labels().items()}
    return [known.get(key, key) for key in keys]
