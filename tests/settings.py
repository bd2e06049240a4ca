"""Settings of the tests: those of production, with a throw-away data folder and the database of the tests."""

import atexit
import os
import shutil
import tempfile

data_dir = tempfile.mkdtemp(prefix="party-tests-")
atexit.register(shutil.rmtree, data_dir, ignore_errors=True)

os.environ.update(
    DEBUG="0",
    HTTPS="0",
    DATA_DIR=data_dir,
    DATABASE_URL=os.environ.get("TEST_DATABASE_URL", ""),
    ALLOWED_HOSTS="testserver,localhost,127.0.0.1",
    SECRET_KEY="tests-only-" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2,
    AUDIT_KEY="tests-only-" + "zyxwvutsrqponmlkjihgfedcba9876543210",
    TIME_ZONE="Asia/Shanghai",
    EMAIL_URL="memorymail://",
    IDLE_MINUTES="30",
)

from workflows.settings import *  # noqa: E402, F403
from workflows.settings import DATABASES, INSTALLED_APPS, MIDDLEWARE, STORAGES  # noqa: E402

# Runs side by side on one server keep apart; pytest-django adds the number of the worker. In memory, SQLite would know
# neither WAL nor a second connection.
run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))[:8]
DATABASES["default"]["TEST"] = {
    "NAME": f"test_{run}" if DATABASES["default"]["ENGINE"].endswith("postgresql") else f"{data_dir}/test.sqlite3"
}
# A server that a test starts keeps its connections, as offices' servers do.
DATABASES["default"]["CONN_MAX_AGE"] = int(os.environ.get("CONN_MAX_AGE", "0"))

# Nothing is collected for a test run.
MIDDLEWARE.remove("whitenoise.middleware.WhiteNoiseMiddleware")
# pytest-django's server hands out static files only for the app under its own name.
INSTALLED_APPS[INSTALLED_APPS.index("workflows.assets.Assets")] = "django.contrib.staticfiles"
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",  # first passwords are always hashed with it
]
