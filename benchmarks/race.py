"""One race of writers on the database that $DATABASE_URL names: `python -m benchmarks.race WRITERS EACH`."""

import json
import sys

import django
from django.core.management import call_command

if __name__ == "__main__":
    django.setup()
    call_command("migrate", verbosity=0)
    from benchmarks.writers import race, shares

    (only,) = shares(int(sys.argv[1]), int(sys.argv[2]))
    print(json.dumps(vars(race(only))))
