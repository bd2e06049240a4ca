"""The entry for gunicorn: `gunicorn workflows.wsgi`."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "workflows.settings")
application = get_wsgi_application()

# What is loaded by now stays for good: the collector need not walk through it at every tenth request.
get_resolver().url_patterns  # noqa: B018 - loads every page
gc.collect()
gc.freeze()
