"""The booth under gunicorn, as an office serves it: forms are sent to it over HTTP, and its workers may be killed."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings

from tests.appraisal.boxes import issued
from workflows.appraisal.ballots.box import Box
from workflows.appraisal.ballots.frozen import Frozen

NAME = "23456789"
CAST = "选票已投入票箱"


@dataclass(frozen=True)
class Server:
    """A running gunicorn: the port it listens at, its process, and what it wrote."""

    port: int
    pid: int
    log: Path

    def send(self, form: dict[str, str]) -> str:
        """Send a form to the booth and read the page. Raises OSError or HTTPException when the worker died."""
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=60)) as asked:
            asked.request("POST", f"/ballot/{NAME}/", urlencode(form), kind)
            with asked.getresponse() as answer:
                return answer.read().decode()

    def workers(self) -> list[int]:
        """The processes that answer."""
        return [int(each) for each in Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()]

    def kill_one(self, number: int) -> None:
        """Kill (-9) one of the workers; another takes its place."""
        if alive := self.workers():
            os.kill(alive[number % len(alive)], signal.SIGKILL)


@contextmanager
def serving(folder: Path) -> Iterator[Server]:
    """Two workers, eight threads each, with the boxes in a folder."""
    for part in ("boxes", "keys"):
        (folder / part).mkdir()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "tests.appraisal.served", "--workers=2", "--threads=8", "--preload"]
    log = folder / "gunicorn.log"
    with log.open("w") as written:
        started = subprocess.Popen(
            [*command, f"--bind=127.0.0.1:{port}"], cwd=settings.BASE_DIR, stdout=written, stderr=written,
            env={**os.environ, "BOXES": str(folder)},
        )  # fmt: skip
    server = Server(port, started.pid, log)
    try:
        _wait(server)
        yield server
    finally:
        started.terminate()
        started.wait(timeout=20)


def _wait(server: Server) -> None:
    for _ in range(600):
        try:
            server.send({})
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("gunicorn did not start")


def voting(folder: Path, people: int, frozen: Frozen) -> tuple[Box, list[str]]:
    """A box that takes votes, under the name of the booth."""
    box = Box(folder / "boxes" / f"{NAME}.box", folder / "keys" / f"{NAME}.key")
    box.create(frozen)
    drawn = issued(box, people)
    box.lift(present=people)
    return box, drawn


def ballot(code: str, choice: int, items: int) -> dict[str, str]:
    """What the browser sends."""
    return {"code": code, "cast": "1", **{f"i{n}": str(choice) for n in range(items)}}
