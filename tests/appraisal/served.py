"""The product under gunicorn, with its boxes in a folder that the test names in BOXES."""

import os
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

from django.conf import settings
from django.core.wsgi import get_wsgi_application

settings.BOXES_ROOT = Path(os.environ["BOXES"]) / "boxes"
settings.BOX_KEYS_ROOT = Path(os.environ["BOXES"]) / "keys"
application = get_wsgi_application()
