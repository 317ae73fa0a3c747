"""All settings, and the only reader of the environment; `.env.example` names every variable."""

import json
import os
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from dotenv import load_dotenv

BASE_DIR = Path(__file__).resolve().parent.parent
load_dotenv(BASE_DIR / ".env")


def env_flag(name):
    return os.environ.get(name, "").strip().lower() in {"1", "true", "yes", "on"}


def _origin(address):
    return "{0.scheme}://{0.netloc}".format(urlsplit(address))


# --- Where and for whom -----------------------------------------------------------------------

DEBUG = env_flag("DEBUG")
PORT = os.environ.get("PORT") or "8000"
HUB_URL = (os.environ.get("HUB_URL") or f"http://127.0.0.1:{PORT}").rstrip("/")
VAR_DIR = BASE_DIR / (os.environ.get("HUB_VAR") or "var")
VAR_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)  # passwords and sessions lie below

SECRET_KEY = os.environ.get("SECRET_KEY", "")
DEFAULT_EXCEPTION_REPORTER_FILTER = "hub.error_reports.WithoutAddresses"
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "SECRET_KEY is not set: put a long random SECRET_KEY into the environment or into .env "
        "(`make install` writes one for a new installation)."
    )

REQUEST_KEYS = os.environ.get("HUB_REQUEST_KEYS", "").split()  # of advisory.sealing

_public = urlsplit(HUB_URL)
if not _public.hostname or _public.scheme not in {"http", "https"}:
    raise ImproperlyConfigured("HUB_URL must be a full address such as https://hub.example.org.")
IS_HTTPS = _public.scheme == "https"
ALLOWED_HOSTS = list({_public.hostname, "localhost", "127.0.0.1"})
CSRF_TRUSTED_ORIGINS = [HUB_URL]
WAGTAILADMIN_BASE_URL = HUB_URL
# How many proxies of ours add to X-Forwarded-For; rate limits count what the outermost one saw.
TRUSTED_PROXIES = int(os.environ.get("HUB_PROXIES") or IS_HTTPS)
# The editor of a series, and the words of a source, are long forms of people who are signed in.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # of the admin; others: hub.middleware.ShortForms

SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True  # no script reads them
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # the admin's preview is a frame of the same site

# --- Apps -------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "events",
    "courses",
    "advisory",
    "directory",
    "search",
    "hub",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.locales",
    "wagtail",
    "modelcluster",
    "taggit",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "js_lib_leaflet",
]

MIDDLEWARE = [
    "hub.middleware.health",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "hub.middleware.admin_content_security",
    "hub.middleware.ShortForms",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "hub.accounts.second_factor.AdminNeedsSecondFactor",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "hub.urls"
WSGI_APPLICATION = "hub.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "hub.User"
LOGIN_URL = "account_login"
CSRF_FAILURE_VIEW = "hub.views.csrf_failure"

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
                "wagtail.contrib.settings.context_processors.settings",
            ],
        },
    },
]

# --- Database, cache, tasks -------------------------------------------------------------------

SQLITE_OPTIONS = {
    # Measured: with the default (rollback journal, DEFERRED) 90 % of concurrent writes fail.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    # Each thread has a connection, and its memory is that of the web process: a mapped file counts
    # once for each (measured: 66 MB more a thread, and no page was faster for it).
    "init_command": (
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA cache_size=-4000;"
        "PRAGMA journal_size_limit=27103364;PRAGMA temp_store=MEMORY;PRAGMA secure_delete=ON;"
    ),
}
DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL") or f"sqlite:///{VAR_DIR / 'hub.sqlite3'}",
        conn_max_age=60,
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "hub_cache",
        # Attempts to sign in are counted here: whoever fills it up must not make it forget them.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    # What every page shows and may be a few minutes old: a copy per process.
    "process": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "process",
    },
    "renditions": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "renditions",
    },
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

# --- Sign-in elsewhere ------------------------------------------------------------------------

OIDC_FIELDS = {"id": str, "name": str, "server": str, "client": str, "secret": str, "domains": list}
try:
    OIDC_PROVIDERS = json.loads(os.environ.get("HUB_OIDC") or "[]")
    for _provider in OIDC_PROVIDERS:
        for _field, _kind in OIDC_FIELDS.items():
            if not isinstance(_provider[_field], _kind):
                raise TypeError(_field)
        if not _provider["server"].startswith(("https://", "http://127.0.0.1:")):
            raise ValueError("server")
except (ValueError, TypeError, KeyError) as error:
    raise ImproperlyConfigured(
        "HUB_OIDC must be a JSON list of objects with id, name, server (https://…), client, secret "
        f"and the list domains. What is wrong: {error}"
    ) from None

# --- Search -----------------------------------------------------------------------------------

ADMIN_PASSWORD_FILE = VAR_DIR / "admin-password.txt"
SEARCH_INDEX_DIR = VAR_DIR / "index"
# Empty: the index lies in that folder. Otherwise checked when the app search gets ready.
SEARCH_URL = os.environ.get("SEARCH_URL", "")
SEARCH_CA = os.environ.get("SEARCH_CA", "")
SEARCH_API_KEY = os.environ.get("SEARCH_API_KEY", "")
SEARCH_REPLICAS = os.environ.get("SEARCH_REPLICAS") or "0-1"
# Wagtail's own search serves the admin only; one transaction for all would block every writer.
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "hub.admin_search", "ATOMIC_REBUILD": False}}

# --- Map --------------------------------------------------------------------------------------

# Asked for only by the browsers of visitors who agreed; empty means that there is no map.
MAP_TILES = os.environ.get("HUB_MAP_TILES", "https://tile.openstreetmap.org/{z}/{x}/{y}.png")
if MAP_TILES and not (MAP_TILES.startswith(("http://", "https://")) and "{z}" in MAP_TILES):
    raise ImproperlyConfigured("HUB_MAP_TILES must be a full address with {z}, {x} and {y}.")
MAP_ATTRIBUTION = os.environ.get("HUB_MAP_ATTRIBUTION") or (
    '© <a href="https://www.openstreetmap.org/copyright">OpenStreetMap</a>'
)

# --- Language and time ------------------------------------------------------------------------

LANGUAGE_CODE = "de"
LANGUAGES = [("de", _("German")), ("en", _("English"))]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_I18N_ENABLED = True
LOCALE_PATHS = [BASE_DIR / "hub" / "locale"]
USE_TZ = True
TIME_ZONE = os.environ.get("HUB_TIME_ZONE", "Europe/Berlin")
# Whose public holidays are none of the working days in which people answer (ISO 3166-2:DE).
STATE = os.environ.get("HUB_STATE") or "HE"

# --- Files ------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# --- Content security -------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        # Browsers also check where a form is led on to: the sign-in elsewhere.
        "form-action": [SELF, *sorted({_origin(p["server"]) for p in OIDC_PROVIDERS})],
        "base-uri": [SELF],
        "frame-ancestors": [SELF],
    }
}
# Wagtail's admin has inline scripts and styles (measured: nothing looser than this is needed).
ADMIN_CONTENT_SECURITY_POLICY = {
    "default-src": [SELF],
    "script-src": [SELF, "'unsafe-inline'"],
    "style-src": [SELF, "'unsafe-inline'"],
    "img-src": [SELF, "data:", "blob:"],
    "font-src": [SELF, "data:"],
    "connect-src": [SELF],
    "frame-src": [SELF],
    "form-action": [SELF],
    "base-uri": [SELF],
    "frame-ancestors": [SELF],
}

# --- Wagtail ----------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = os.environ.get("HUB_NAME", "Regional hub")
WAGTAILIMAGES_IMAGE_MODEL = "hub.Picture"
WAGTAILIMAGES_IMAGE_FORM_BASE = "hub.picture_form.PictureForm"
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]  # as hub.uploads reads them
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 5_000_000
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "ics", "odt", "pdf", "txt", "xlsx"]
# As people here write them; another format than the fields read would empty what was typed.
WAGTAIL_DATE_FORMAT = "%d.%m.%Y"
WAGTAIL_DATETIME_FORMAT = "%d.%m.%Y %H:%M"
FORMAT_MODULE_PATH = "hub.formats"
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False
WAGTAILEMBEDS_FINDERS = []  # else the admin calls YouTube and others, past hub.fetching
# Wagtail publishes the newest revision on approval; only what was read may go live.
WAGTAIL_FINISH_WORKFLOW_ACTION = "hub.workflow.publish_reviewed"
TAGGIT_CASE_INSENSITIVE = True

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}Validator"}
    for name in ("UserAttributeSimilarity", "MinimumLength", "CommonPassword")
]

# --- Accounts ---------------------------------------------------------------------------------

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_REDIRECT_URL = "account_home"
# People prove an address of their own at /konto/; there they also choose their password.
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = WAGTAILUSERS_PASSWORD_REQUIRED = False

ACCOUNT_ADAPTER = "hub.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "hub.accounts.forms.SignInForm",
    "signup": "hub.accounts.forms.SignUpForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD = "homepage"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_EMAIL_NOTIFICATIONS = ACCOUNT_SESSION_REMEMBER = True

# Sign-in at universities and chambers: OpenID Connect, by the environment.
SOCIALACCOUNT_ADAPTER = "hub.accounts.social_adapter.SocialAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": provider["id"],
                "name": provider["name"],
                "client_id": provider["client"],
                "secret": provider["secret"],
                "settings": {
                    "server_url": provider["server"],
                    # Only for these its word about an address counts.
                    "verified_email": provider["domains"],
                    "email_authentication": bool(provider["domains"]),
                },
            }
            for provider in OIDC_PROVIDERS
        ],
    }
}

MFA_ADAPTER = "hub.accounts.mfa_adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # clocks of telephones are wrong by some seconds
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_HTTPS  # http://localhost, to try it out

# --- Mail and logs ----------------------------------------------------------------------------

DEFAULT_FROM_EMAIL = SERVER_EMAIL = os.environ.get("HUB_MAIL_FROM", "hub@localhost")
EMAIL_HOST = os.environ.get("HUB_MAIL_HOST", "")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"
EMAIL_USE_TLS = os.environ.get("HUB_MAIL_SECURITY") == "starttls"
EMAIL_USE_SSL = os.environ.get("HUB_MAIL_SECURITY") == "tls"
EMAIL_PORT = int(
    os.environ.get("HUB_MAIL_PORT") or (587 if EMAIL_USE_TLS else 465 if EMAIL_USE_SSL else 25)
)
EMAIL_HOST_USER = os.environ.get("HUB_MAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("HUB_MAIL_PASSWORD", "")
EMAIL_TIMEOUT = 10
# Whoever tries the hub on the own machine reads mails in the log; visitors could not.
CAN_SEND_MAIL = bool(EMAIL_HOST) or _public.hostname in {"127.0.0.1", "::1", "localhost"}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "hub.logs.WithoutSecrets",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        # Without handlers of their own, which would write secret addresses as they are.
        "django": {"level": "INFO"},
        "django.server": {"level": "INFO", "propagate": True},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        "apscheduler": {"level": "WARNING"},  # else two lines every five seconds
        "elastic_transport.transport": {"level": "ERROR"},  # else a line for every search
    },
}
