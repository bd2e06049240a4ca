"""Addresses that the rounds of every process have, below the address of the process."""

from django.urls import URLPattern, path

from workflows.engine import views_archives as archives
from workflows.engine import views_notices as notices
from workflows.engine import views_rounds as rounds
from workflows.engine import views_running as runs
from workflows.engine.views_preparing import Preparing, start


def of_process(key: str) -> list[URLPattern]:
    """The notice of a round, and more time for it."""
    process = {"process": key}
    return [
        path("rounds/<int:pk>/notice/", notices.notice, process, name="notice"),
        path("rounds/<int:pk>/notice/new/", notices.new, process, name="notice_new"),
        path("rounds/<int:pk>/notice/sign/", notices.sign, process, name="notice_sign"),
        path("rounds/<int:pk>/notice/remind/", notices.remind, process, name="notice_remind"),
        path("rounds/<int:pk>/notice/files/<int:file>/", notices.file, process, name="notice_file"),
        path("rounds/<int:pk>/extend/", rounds.extend, process, name="round_extend"),
        path("rounds/<int:pk>/handling/", rounds.handling, process, name="round_handling"),
    ]


def running(key: str, preparing: Preparing, said: runs.Running) -> list[URLPattern]:
    """The start of a round, further units for it, its cancellation, its close; what that is, in the process's words."""
    given = {"process": key, "said": said}
    return [
        path("rounds/<int:pk>/start/", start, {"process": key, "said": preparing}, name="round_start"),
        path("rounds/<int:pk>/more/", runs.more, given, name="round_more"),
        path("rounds/<int:pk>/cancel/", runs.cancel, given, name="round_cancel"),
        path("rounds/<int:pk>/close/", runs.close, given, name="round_close"),
    ]


def archive(key: str, start: archives.Start, holds: str) -> list[URLPattern]:
    """The archive of a round, for a process that makes them; `holds` says in words what is in one."""
    process = {"process": key}
    return [
        path("rounds/<int:pk>/archive/", archives.archive, process | {"start": start, "holds": holds}, name="archive"),
        path("rounds/<int:pk>/archive/<int:other>/", archives.archive_file, process, name="archive_file"),
    ]
