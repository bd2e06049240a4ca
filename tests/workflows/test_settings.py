"""Settings come from the environment, and nonsense there stops the start with a sentence that names the variable."""

import json
import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from workflows import config

PRODUCTION = {
    "ALLOWED_HOSTS": "dangjian.example.cn",
    "SECRET_KEY": "only-for-this-test-0123456789-abcdefghijklmnopqrstuvwxyz",
    "AUDIT_KEY": "only-for-this-test-9876543210-zyxwvutsrqponm",
}
READ_KEYS = "from workflows import settings as s; print(s.SECRET_KEY, s.AUDIT_KEY.decode())"


def python(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Python in the repository with an environment that holds nothing else."""
    kept = {"PATH": os.environ["PATH"], "PYTHONWARNINGS": "error", "PYTHONUTF8": "1"}
    command = [sys.executable, *arguments]
    return subprocess.run(
        command, cwd=settings.BASE_DIR, env=kept | environment, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("DEBUG", "maybe"),
        ("HTTPS", "2"),
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "a" * 80),
        ("AUDIT_KEY", ""),
        ("AUDIT_KEY", "short"),
        ("ALLOWED_HOSTS", ""),
        ("ALLOWED_HOSTS", "*"),
        ("ALLOWED_HOSTS", "https://dangjian.example.cn"),
        ("TIME_ZONE", "Mars/Base"),
        ("TIME_ZONE", "../etc/passwd"),
        ("IDLE_MINUTES", "0"),
        ("IDLE_MINUTES", "half an hour"),
        ("IDLE_MINUTES", "1e9"),
        ("DATABASE_URL", "nonsense"),
        ("DATABASE_URL", "mysql://user@server/name"),
        ("DATABASE_URL", "postgres://user@server"),
        ("DATABASE_URL", "postgres://user@server:port/name"),
        ("DATABASE_URL", "postgres://[server/name"),
        ("EMAIL_URL", "nonsense"),
        ("EMAIL_URL", "smtp://"),
        ("EMAIL_URL", "smtp://server:port"),
        ("DATA_DIR", "/dev/null/data"),
    ],
)
def test_nonsense_stops_the_start_with_one_sentence_that_names_its_variable(
    variable: str, value: str, tmp_path: Path
) -> None:
    result = python("manage.py", "check", **{"DATA_DIR": str(tmp_path), **PRODUCTION, variable: value})

    assert result.returncode == 1
    assert result.stderr.startswith(f"不能启动：环境变量 {variable} ")
    assert result.stderr.count("\n") == 1


def test_production_settings_pass_the_deployment_check(tmp_path: Path) -> None:
    result = python("-W", "default", "manage.py", "check", "--deploy", DATA_DIR=str(tmp_path), **PRODUCTION)

    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == "System check identified no issues (1 silenced).\n"


def test_production_collects_every_static_file_that_a_template_names(tmp_path: Path) -> None:
    result = python("manage.py", "collectstatic", "--noinput", DATA_DIR=str(tmp_path), **PRODUCTION)
    assert (result.returncode, result.stderr) == (0, "")

    collected = json.loads((tmp_path / "static" / "staticfiles.json").read_text())["paths"]
    templates = [file.read_text() for file in settings.BASE_DIR.glob("templates/**/*.html")]
    named = {path for text in templates for path in re.findall(r"{% static '([^']+)' %}", text)}
    assert named - set(collected) == set()


def test_keys_for_local_use_are_made_once_and_readable_by_their_owner_only(tmp_path: Path) -> None:
    first = python("-c", READ_KEYS, DEBUG="1", DATA_DIR=str(tmp_path))
    second = python("-c", READ_KEYS, DEBUG="1", DATA_DIR=str(tmp_path))

    assert first.stdout == second.stdout
    assert len(set(first.stdout.split())) == 2
    files = sorted((tmp_path / "keys").iterdir())
    assert [file.name for file in files] == ["audit", "secret"]
    assert [stat.S_IMODE(file.stat().st_mode) for file in files] == [0o600, 0o600]


def test_the_database_lies_in_the_data_folder_unless_an_address_says_otherwise(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert config.database(tmp_path / "db.sqlite3")["NAME"] == str(tmp_path / "db.sqlite3")

    monkeypatch.setenv("DATABASE_URL", "postgres://clerk:p%40ss@server:5433/party?sslmode=require")
    chosen = config.database(tmp_path / "db.sqlite3")
    assert {key: chosen[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")} == {
        "NAME": "party",
        "USER": "clerk",
        "PASSWORD": "p@ss",
        "HOST": "server",
        "PORT": 5433,
    }
    assert chosen["OPTIONS"] == {"options": "-c lock_timeout=10000", "sslmode": "require"}


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("consolemail://", "django.core.mail.backends.console.EmailBackend"),
        ("smtp+tls://clerk:secret@mail.example.cn:587", "django.core.mail.backends.smtp.EmailBackend"),
    ],
)
def test_mail_goes_where_its_address_says(address: str, expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMAIL_URL", address)

    assert config.email("dummymail://")["EMAIL_BACKEND"] == expected
