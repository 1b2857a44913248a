"""Django's settings, all derived from the archive's ``hemera.toml``; ``HEMERA_ARCHIVE`` names its folder.

Without an archive (type checks, message extraction) an empty in-memory one is described.
"""

import logging.config
import os
import secrets
from pathlib import Path

from hemera.config import Config, load

_folder = os.environ.get("HEMERA_ARCHIVE")
HEMERA = load(Path(_folder), os.environ) if _folder else Config(folder=Path("/nonexistent"))


def _secret(path: Path) -> str:
    """Read the archive's secret, or make one; kept beside the archive, readable by its owner alone."""
    if not path.parent.is_dir():
        return secrets.token_urlsafe(48)
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text()


SECRET_KEY = os.environ.get("HEMERA_SECRET_KEY") or _secret(HEMERA.folder / "secret.key")
DEBUG = False
ALLOWED_HOSTS = list(HEMERA.hosts)

INSTALLED_APPS = [
    "django.contrib.admin.apps.SimpleAdminConfig",  # `server.urls` looks for its pages: no command needs them
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "hemera.store",
    "hemera.moderation",
    "hemera.portal",
    "hemera.api",
]

MIDDLEWARE = [
    "hemera.portal.middleware.security_headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "hemera.portal.pagecache.kept_pages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "hemera.portal.middleware.PrivateArchive",
    "django.contrib.messages.middleware.MessageMiddleware",
]

ROOT_URLCONF = "hemera.server.urls"
WSGI_APPLICATION = "hemera.server.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "hemera.portal.context.masthead",
            ],
        },
    },
]

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(HEMERA.database) if _folder else ":memory:",
        "CONN_MAX_AGE": None,  # a thread keeps its connection: opening one costs more than most reads
        "OPTIONS": {
            # One writer at a time takes the lock when it begins, not half-way; readers never wait.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # FULL: a committed row survives a power cut, as its capture does.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA mmap_size=268435456",
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = HEMERA.languages[0]
LANGUAGES = [(code, name) for code, name in (("fr", "Français"), ("ar", "العربية"), ("en", "English")) if code in HEMERA.languages]
USE_I18N = True
USE_TZ = True
TIME_ZONE = HEMERA.zone

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
MEDIA_ROOT = HEMERA.media

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_URL = "/login"
LOGIN_REDIRECT_URL = LOGOUT_REDIRECT_URL = "/"

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_USE_SESSIONS = False
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HEMERA.base_url.startswith("https:")
SECURE_CONTENT_TYPE_NOSNIFF = True
# Under "no-referrer" browsers send "Origin: null" with our own forms, which the CSRF check refuses.
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if HEMERA.behind_proxy:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
DATA_UPLOAD_MAX_MEMORY_SIZE = 64 << 10
DATA_UPLOAD_MAX_NUMBER_FIELDS = 50

LOGGING_CONFIG = None  # Django would set its own up first, which mails errors: it loads what shows tracebacks as pages
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # What visitors type wrong is not our trouble.
    "loggers": {"django.request": {"level": "ERROR"}, "django.security.DisallowedHost": {"level": "CRITICAL"}},
}
logging.config.dictConfig(LOGGING)
