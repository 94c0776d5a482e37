"""Every setting, read from the environment. Production refuses to start on a gap.

The command line also reads `.env`, where the environment does not say the mode.

PNCRECRUIT_MODE       production (default), demo or test
DATABASE_URL          sqlite:///… or postgresql+psycopg://…; default: in DATA_DIR
SECRET_KEY            signs forms and reset links; 32 characters or more
PASSWORD_SALT         salt of the password hashes' HMAC; 16 characters or more
TOTP_SECRET           encrypts the second factors at rest; 32 characters or more
AUDIT_KEY             keyed hashes of sensitive values in the trail; 32 or more
TRUSTED_HOSTS         names this server answers to, comma separated
PROXIES               how many proxies stand in front (default 0)
HTTPS                 1 when served over TLS: Secure cookies and HSTS (default 1)
DATA_DIR              where the embedded database and files live; default: instance/
SECOND_FACTOR         1 (default) asks HR leads, administrators and auditors for a
                      second factor; the demo switches it off
BACKUP_KEY            opens and closes backups; 16 characters or more
PG_BIN                folder of pg_dump and pg_restore, if not on the PATH
MINIMUM_CELL          smallest group shown to staff; 5 (default) or more
PUBLIC_URL            where people open the product: letters name it, if it is set
CHECKPOINT_FILE       where the night appends signed checkpoints of the audit chain
CHECKPOINT_KEY        the private key that signs them; set it for the worker alone
JOBS_QUEUE            postgresql://… for the queue of jobs; default: a file in DATA_DIR
SMTP_HOST             the mail server; without it letters are files in DATA_DIR/outbox
SMTP_PORT             default 587
SMTP_USER, SMTP_PASSWORD
                      to sign in to the mail server, if it asks
SMTP_TLS              starttls (default), tls, or none for a relay on this machine
MAIL_FROM             the sender of all letters; needed with SMTP_HOST
SMS_CHANNEL           package.module:Class that takes each SMS (made with the settings,
                      method put); without it they are files in DATA_DIR/outbox
MESSAGES_A_MINUTE     how many messages to applicants leave in a minute; default 60
LOG_FORMAT            json (default) or text
"""

import os
from datetime import timedelta
from pathlib import Path

MODE = os.environ.get("PNCRECRUIT_MODE", "production")
DATA_DIR = Path(os.environ.get("DATA_DIR", "instance")).resolve()
SQLALCHEMY_DATABASE_URI = os.environ.get(
    "DATABASE_URL", f"sqlite:///{DATA_DIR / 'pncrecruit.db'}"
)
SQLALCHEMY_ENGINE_OPTIONS: dict[str, object] = (
    {} if SQLALCHEMY_DATABASE_URI.startswith("sqlite") else {"pool_pre_ping": True}
)

SECRET_KEY = os.environ.get("SECRET_KEY", "")
PASSWORD_SALT = os.environ.get("PASSWORD_SALT", "")
TOTP_SECRET = os.environ.get("TOTP_SECRET", "")
AUDIT_KEY = os.environ.get("AUDIT_KEY", "")
BACKUP_KEY = os.environ.get("BACKUP_KEY", "")
PG_BIN = os.environ.get("PG_BIN", "")

_hosts = os.environ.get("TRUSTED_HOSTS", "127.0.0.1,localhost")
TRUSTED_HOSTS = [host.strip() for host in _hosts.split(",") if host.strip()]
PROXIES = int(os.environ.get("PROXIES", "0"))
HTTPS = os.environ.get("HTTPS", "1") == "1"
SECOND_FACTOR = os.environ.get("SECOND_FACTOR", "1") == "1"

# Sessions: 30 minutes without a deed, 12 hours in all.
PERMANENT_SESSION_LIFETIME = timedelta(hours=12)
SESSION_IDLE = timedelta(minutes=30)

MAX_CONTENT_LENGTH = 50 * 1024 * 1024  # a sheet; forms are held to less below
MAX_FORM_MEMORY_SIZE = 500_000

MINIMUM_CELL = max(5, int(os.environ.get("MINIMUM_CELL", "5")))

PUBLIC_URL = os.environ.get("PUBLIC_URL", "")
CHECKPOINT_FILE = os.environ.get("CHECKPOINT_FILE", "")
CHECKPOINT_KEY = os.environ.get("CHECKPOINT_KEY", "")
JOBS_QUEUE = os.environ.get("JOBS_QUEUE", "")

SMTP_HOST = os.environ.get("SMTP_HOST", "")
SMTP_PORT = int(os.environ.get("SMTP_PORT", "587"))
SMTP_USER = os.environ.get("SMTP_USER", "")
SMTP_PASSWORD = os.environ.get("SMTP_PASSWORD", "")
SMTP_TLS = os.environ.get("SMTP_TLS", "starttls")
MAIL_FROM = os.environ.get("MAIL_FROM", "")
SMS_CHANNEL = os.environ.get("SMS_CHANNEL", "")
MESSAGES_A_MINUTE = max(1, int(os.environ.get("MESSAGES_A_MINUTE", "60")))

BABEL_DEFAULT_LOCALE = "es_GT"
BABEL_DEFAULT_TIMEZONE = "America/Guatemala"
LANGUAGES = {"es_GT": "Español", "en": "English"}
LOG_FORMAT = os.environ.get("LOG_FORMAT", "json")
