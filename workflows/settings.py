"""Settings, all of them from the environment; a new process adds its line to PROCESSES and nothing else here."""

from datetime import timedelta
from pathlib import Path

import django_stubs_ext
from csp.constants import NONE, SELF

from workflows import config

# Lets generic classes of Django be written with their parameter, as the type checker wants them.
django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent

# --- What each office sets for itself -------------------------------------------------------------------------------
DEBUG = config.flag("DEBUG", default=False)
# Off for an office without a certificate; `check --deploy` then says what is lost.
HTTPS = config.flag("HTTPS", default=not DEBUG)
# On when a reverse proxy in front ends TLS and sets X-Forwarded-Proto itself.
BEHIND_PROXY = config.flag("BEHIND_PROXY", default=False)
DATA_DIR = config.folder("DATA_DIR", BASE_DIR / "var")
ALLOWED_HOSTS = config.hosts(DEBUG)
SECRET_KEY = config.secret("SECRET_KEY", 50, DATA_DIR / "keys" / "secret" if DEBUG else None)
AUDIT_KEY = config.secret("AUDIT_KEY", 32, DATA_DIR / "keys" / "audit" if DEBUG else None).encode()
DATABASES = {"default": config.database(DATA_DIR / "db.sqlite3")}
TIME_ZONE = config.time_zone("Asia/Shanghai")
IDLE_MINUTES = config.whole_number("IDLE_MINUTES", 30, 1, 600)
globals().update(config.email("consolemail://" if DEBUG else "dummymail://"))
DEFAULT_FROM_EMAIL = config.sender(globals().get("EMAIL_HOST_USER", ""))
EMAIL_TIMEOUT = 10

# --- The parts ------------------------------------------------------------------------------------------------------
PROCESSES = (
    "workflows.star_rating",
    "workflows.nomination",
    "workflows.rectification",
    "workflows.appraisal",
    "workflows.organisation",
)

INSTALLED_APPS = [
    "permissions",
    "forms",
    "workflows.engine",
    *PROCESSES,
    "workflows.demo",
    "viewflow",
    "viewflow.workflow",
    "guardian",
    "axes",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "workflows.assets.Assets",
]

MIDDLEWARE = [
    # First: what comes after it shall not know who votes.
    "workflows.engine.booth.BoothMiddleware",
    "django.middleware.security.SecurityMiddleware",
    # In local use runserver hands out the static files; WhiteNoise would warn that none were collected.
    *(() if DEBUG else ("whitenoise.middleware.WhiteNoiseMiddleware",)),
    "csp.middleware.CSPMiddleware",
    # Before anything that reads a form.
    "workflows.engine.middleware.UploadLimitMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "permissions.middleware.IdleTimeoutMiddleware",
    "permissions.middleware.ActorMiddleware",
    "permissions.middleware.PasswordChangeMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "workflows.engine.middleware.NotFoundMiddleware",
    "workflows.engine.middleware.NoNulMiddleware",
    "workflows.engine.middleware.LockTimeoutMiddleware",
    "viewflow.middleware.SiteMiddleware",
    "viewflow.middleware.HotwireTurboMiddleware",
    # Last, as axes asks: it turns a locked-out sign-in into its answer.
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "workflows.urls"
WSGI_APPLICATION = "workflows.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "workflows.engine.context.shell",
            ]
        },
    }
]

# Long work goes through the database, in the transaction that asks for it; `manage.py worker` runs it.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# --- Words ----------------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文")]
USE_TZ = True
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
MESSAGE_TAGS = {25: "ok", 30: "warn", 40: "bad"}  # success, warning, error in the words of the stylesheet

# --- Files ----------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
# Materials are served through `access` only, so they have a root of their own and no URL.
FILES_ROOT = DATA_DIR / "files"
SEALS_ROOT = DATA_DIR / "seals"
# Ballot boxes, and apart from them their keys: no backup includes either.
BOXES_ROOT = DATA_DIR / "boxes"
BOX_KEYS_ROOT = DATA_DIR / "box_keys"
# Addresses below are for voting: no sign-in, no session, no line in a log.
BOOTH = "/ballot/"
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000  # a score sheet of some hundred indicators, several fields each

# --- Signing in -----------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "permissions.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
# guardian's rows are read by permissions.access, with their dates; its backend, which ignores dates, stays out.
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]
ANONYMOUS_USER_NAME = None
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "inbox"
LOGOUT_REDIRECT_URL = "login"

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=30)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "permissions.views.locked"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # the page says in how many minutes, and that must hold
AXES_HANDLER = "axes.handlers.database.AxesDatabaseHandler"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_DISABLE_ACCESS_LOG = True  # who signed in when is not recorded: only failures, until the next success
AXES_VERBOSE = False

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# A session ends with the browser, after IDLE_MINUTES without a click (middleware), and with the working day.
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 12 * 3600

# --- What the browser is told ---------------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        # The one fixed style that Turbo writes into each page, by its hash.
        "style-src": [SELF, "'sha256-WAyOw4V+FqDc35lQPyRADLBWbuNK8ahvYEaQIYF1+Ps='"],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"outside_the_booth": {"()": "workflows.engine.booth.OutsideTheBooth"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["outside_the_booth"]},
    },
    "loggers": {
        # Whoever else listens to these two hears nothing of the booth either.
        "django.request": {"filters": ["outside_the_booth"]},
        "django.server": {"handlers": ["stderr"], "level": "INFO", "filters": ["outside_the_booth"]},
    },
    "root": {"handlers": ["stderr"], "level": "INFO" if DEBUG else "WARNING"},
}
