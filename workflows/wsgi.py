"""The entry for gunicorn: `gunicorn workflows.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "workflows.settings")
application = get_wsgi_application()
