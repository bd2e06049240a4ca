"""What a page says once the hour has passed."""

from typing import Any

from workflows.engine.deadlines import in_time


def while_running(record: Any) -> dict[str, Any]:
    """What keeps a rating or a list from being handed in now, because its hour has passed; nothing while it is open.

    No statement before the hour.
    """
    late = in_time([record])
    return {"too_late": late[record.pk]} if late else {}
