"""Reads settings from the environment; what makes no sense is refused in a sentence that names its variable."""

import os
import re
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.core.exceptions import ImproperlyConfigured
from environ import Env

YES, NO = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}
SQLITE = "django.db.backends.sqlite3"


class BadSetting(ImproperlyConfigured):
    """A variable of the environment is missing or makes no sense; the text says which and what to write instead."""


def flag(name: str, default: bool) -> bool:
    """Return the switch `name`; unset or empty means `default`."""
    value = os.environ.get(name, "").strip().lower()
    if value in YES | NO:
        return value in YES
    if value:
        raise BadSetting(f"环境变量 {name} 的值“{value}”看不懂，只能写 1 或 0。")
    return default


def whole_number(name: str, default: int, low: int, high: int) -> int:
    """Return the number `name`, which must lie between `low` and `high`, both included."""
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    if not (value.isascii() and value.isdigit() and low <= int(value) <= high):
        raise BadSetting(f"环境变量 {name} 的值“{value}”不对，应为 {low} 到 {high} 之间的整数。")
    return int(value)


def folder(name: str, default: Path) -> Path:
    """Return the folder `name` as a full path, made if it was not there."""
    path = Path(os.environ.get(name, "") or default).expanduser().absolute()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadSetting(f"环境变量 {name} 指的“{path}”不能用作文件夹：{error.strerror}。") from error
    return path


def hosts(debug: bool) -> list[str]:
    """Return ALLOWED_HOSTS; outside local use they must be spelt out, so that no forged Host header gets through."""
    names = [name.strip() for name in os.environ.get("ALLOWED_HOSTS", "").split(",") if name.strip()]
    if debug:
        return names or ["127.0.0.1", "localhost", "[::1]"]
    if not names:
        raise BadSetting("环境变量 ALLOWED_HOSTS 没有设置，请写明本系统的访问域名，多个用逗号分开。")
    for name in names:
        if "*" in name or "/" in name or " " in name:
            raise BadSetting(f"环境变量 ALLOWED_HOSTS 中的“{name}”不对，应为域名或 IP 地址，不带 http://，不能用 *。")
    return names


def secret(name: str, shortest: int, local: Path | None) -> str:
    """Return the key `name` of at least `shortest` characters.

    `local` is the file in which a key for local use is made once and kept, readable by its owner only; without it the
    variable is required.
    """
    value = os.environ.get(name, "")
    if not value and local:
        value = _kept_key(local)
    if not value:
        raise BadSetting(f"环境变量 {name} 没有设置，正式运行时必须提供至少 {shortest} 个字符的随机密钥。")
    if len(value) < shortest or len(set(value)) < 8:
        raise BadSetting(f"环境变量 {name} 太简单，应为至少 {shortest} 个字符的随机密钥。")
    return value


def _kept_key(file: Path) -> str:
    if not file.exists():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = file.with_name(f"{file.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(64))
        # A link appears whole or not at all: of two processes that start together both read the first one's key.
        with suppress(FileExistsError):
            os.link(draft, file)
        draft.unlink()
    return file.read_text()


def time_zone(default: str) -> str:
    """Return the name TIME_ZONE, known to the system's list of time zones."""
    name = os.environ.get("TIME_ZONE", "") or default
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:  # unknown; not a relative path; a directory of zones
        raise BadSetting(f"环境变量 TIME_ZONE 的值“{name}”不是已知的时区，例如 Asia/Shanghai。") from error
    return name


def email(default: str) -> dict[str, Any]:
    """Return the EMAIL_* settings that EMAIL_URL stands for."""
    url = os.environ.get("EMAIL_URL", "") or default
    try:
        parsed = Env.email_url_config(url)
    except (ValueError, ImproperlyConfigured) as error:
        raise BadSetting("环境变量 EMAIL_URL 看不懂，应写成 smtp+tls://用户名:密码@服务器:587 的样子。") from error
    if url.startswith("smtp") and not parsed["EMAIL_HOST"]:
        raise BadSetting("环境变量 EMAIL_URL 没有写邮件服务器的地址。")
    return {key: value for key, value in parsed.items() if value is not None}


def sender(account: str) -> str:
    """Return the address that mail comes from: EMAIL_FROM, else the mail account where that is an address."""
    address = os.environ.get("EMAIL_FROM", "").strip()
    if address and not re.fullmatch(r"[^@\s]+@[^@\s]+", address):
        raise BadSetting(f"环境变量 EMAIL_FROM 的值“{address}”不是电子邮箱地址。")
    return address or (account if "@" in account else "webmaster@localhost")


def database(default: Path) -> dict[str, Any]:
    """Return the one database: PostgreSQL or SQLite as DATABASE_URL says, else SQLite in the file `default`."""
    url = os.environ.get("DATABASE_URL", "")
    chosen: dict[str, Any] = _database_url(url) if url else {"ENGINE": SQLITE, "NAME": str(default)}
    usual = _sqlite() if chosen["ENGINE"] == SQLITE else _postgresql()
    return usual | chosen | {"OPTIONS": usual["OPTIONS"] | chosen.get("OPTIONS", {})}


def _database_url(url: str) -> dict[str, Any]:
    problem = BadSetting(
        "环境变量 DATABASE_URL 看不懂，应写成 postgres://用户名:密码@服务器:5432/库名 或 sqlite:////文件的完整路径。"
    )
    try:
        parts = urlsplit(url)
        if parts.scheme not in {"sqlite", "postgres", "postgresql"} or not parts.path.strip("/"):
            raise problem
        return dict(Env.db_url_config(url))
    except ValueError as error:  # a port that is no number, brackets that do not match
        raise problem from error


def _sqlite() -> dict[str, Any]:
    # IMMEDIATE takes the write lock at the start of a transaction; asked for halfway, SQLite refuses at once.
    return {"OPTIONS": {"init_command": "PRAGMA journal_mode=WAL", "transaction_mode": "IMMEDIATE", "timeout": 20}}


def _postgresql() -> dict[str, Any]:
    # Ten seconds is as long as a person waits for somebody else's lock before being told so.
    return {"OPTIONS": {"options": "-c lock_timeout=10000"}, "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
