"""A process of its own that lets children take decisions and kills each at a random moment.

`python -m tests.workflows.engine.decide_until_killed KILLS`, on the database of DATABASE_URL.
"""

import os
import random
import signal
import sys
import time

import django

django.setup()

from django.db import connections  # noqa: E402

from tests.workflows.engine.walking import moves, the_world  # noqa: E402


def decide(told: int) -> None:
    """Take one decision after another, as fast as they come, and tell of each."""
    world = the_world()
    while True:
        if random.choice(moves(world)).make():
            os.write(told, b".")


def main(kills: int) -> None:
    """Start, wait for a first decision and a moment longer, kill, again."""
    for _ in range(kills):
        connections.close_all()
        listening, telling = os.pipe()
        child = os.fork()
        if child == 0:
            random.seed()
            try:
                decide(telling)
            finally:
                os._exit(1)
        os.read(listening, 1)
        time.sleep(random.uniform(0, 0.1))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        if os.waitstatus_to_exitcode(status) != -signal.SIGKILL:
            sys.exit("a child ended by itself")
        os.close(listening)
        os.close(telling)


if __name__ == "__main__":
    main(int(sys.argv[1]))
