"""Settings of the benchmarks: the product's own, beside a plain Viewflow app with guardian's generic permissions."""

import atexit
import os
import shutil
import tempfile

data_dir = tempfile.mkdtemp(prefix="party-bench-")
atexit.register(shutil.rmtree, data_dir, ignore_errors=True)

os.environ.update(
    DEBUG="0",
    HTTPS="0",
    DATA_DIR=data_dir,
    ALLOWED_HOSTS="testserver",
    SECRET_KEY="benchmarks-" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2,
    AUDIT_KEY="benchmarks-" + "zyxwvutsrqponmlkjihgfedcba9876543210",
    TIME_ZONE="Asia/Shanghai",
    EMAIL_URL="memorymail://",
)

from workflows.settings import *  # noqa: E402, F403
from workflows.settings import INSTALLED_APPS, MIDDLEWARE, STORAGES  # noqa: E402

INSTALLED_APPS += ["benchmarks.plain"]
# What plain Viewflow needs to see object permissions; the product itself never asks a backend.
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend", "guardian.backends.ObjectPermissionBackend"]
# Plain Viewflow's lists read guardian's generic rows.
MIDDLEWARE.remove("whitenoise.middleware.WhiteNoiseMiddleware")
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
