"""Django's settings. Everything that varies comes from `config`; nothing is read here."""

from __future__ import annotations

from keepword.runtime import config as _config
from keepword.runtime import database as _database
from keepword.runtime import logs as _logs
from keepword.runtime import signing_key as _signing_key
from keepword.runtime.dbroles.names import of_service as _of_service

KEEPWORD = _config.current()
"""The typed configuration, for code that has `django.conf.settings` at hand."""

SECRET_KEY = _signing_key.of(KEEPWORD)
DEBUG = False
ALLOWED_HOSTS = list(KEEPWORD.hosts)
ROOT_URLCONF = "keepword.runtime.urls"
WSGI_APPLICATION = "keepword.runtime.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "keepword.vault",
    "keepword.ledger",
    "keepword.custody",
    "keepword.mail",
    "keepword.people",
    "keepword.safeguards",
    "keepword.clients",
    "keepword.accounts",
    "keepword.site",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "keepword.runtime.headers.csp.ContentSecurityPolicy",
    "keepword.runtime.headers.permissions.PermissionsPolicy",
    "keepword.runtime.headers.resource.CrossOriginResourcePolicy",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.common.CommonMiddleware",
    "keepword.site.signing_in.middleware.PrivateForSomebody",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
            ],
        },
    }
]

DATABASES = {"default": _database.django(KEEPWORD, _of_service(KEEPWORD.service))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Accounts: staff only; nobody's member data stands in Django's tables.
AUTH_USER_MODEL = "accounts.Staff"
PASSWORD_HASHERS = ["keepword.accounts.hashers.Argon2"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
     "OPTIONS": {"user_attributes": ("login", "name")}},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
     "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]  # fmt: skip

# Languages and time.
LANGUAGE_CODE = "ko"
LANGUAGES = [("ko", "한국어"), ("en", "English")]
USE_I18N = True
TIME_ZONE = "Asia/Seoul"
USE_TZ = True

# Static files are served from the package as they are; nothing has to be collected first.
STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "keepword.runtime.statics.VersionedStatics"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 3600
WHITENOISE_ALLOW_ALL_ORIGINS = False

# Browser security. Beyond this machine, plain HTTP is answered only with the way to HTTPS.
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"  # no-referrer would also hide Origin from our own forms
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = KEEPWORD.public
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 31_536_000 if KEEPWORD.public else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = KEEPWORD.public
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if KEEPWORD.behind_proxy else None
X_FRAME_OPTIONS = "DENY"
SESSION_ENGINE = "keepword.site.signing_in.sessions"
SESSION_COOKIE_SECURE = KEEPWORD.public
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_SECURE = KEEPWORD.public
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "keepword.site.signing_in.csrf.failed"
LANGUAGE_COOKIE_SECURE = KEEPWORD.public
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Strict"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576

LOGGING = _logs.django_logging(KEEPWORD.layout.logs / f"{KEEPWORD.service}.log", KEEPWORD.service)
