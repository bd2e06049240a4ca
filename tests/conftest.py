"""What tests of every part lean on: which database they run on, other people's connections, the browser."""

import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection, connections
from django.db.backends.base.operations import BaseDatabaseOperations
from hypothesis import HealthCheck
from hypothesis import settings as properties
from playwright.sync_api import Browser, Page, Route, sync_playwright
from pytest_django.live_server_helper import LiveServer

# A machine that does other work besides is no fault of a rule.
properties.register_profile("anywhere", deadline=None, suppress_health_check=[HealthCheck.too_slow])
properties.load_profile("anywhere")


def on_postgresql() -> bool:
    """Whether this run is on PostgreSQL."""
    return bool(settings.DATABASES["default"]["ENGINE"].endswith("postgresql"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What asks no database is tried once, on SQLite."""
    if on_postgresql():
        config.hook.pytest_deselected(items=[item for item in items if not _asks_database(item)])
        items[:] = [item for item in items if _asks_database(item)]


def _asks_database(item: pytest.Item) -> bool:
    wanted = {"db", "transactional_db"} & set(getattr(item, "fixturenames", ()))
    return bool(wanted) or item.get_closest_marker("django_db") is not None


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("postgres") and not on_postgresql():
        pytest.skip("只在 PostgreSQL 下有意义；设置 TEST_DATABASE_URL 或运行 make test")


@pytest.fixture(scope="session", autouse=True)
def only_tables_with_rows_are_emptied() -> Iterator[None]:
    """After a test on several connections: TRUNCATE makes every table's files anew, which takes PostgreSQL a second."""
    if not on_postgresql():
        yield
        return
    with patch.object(type(connection.ops), "sql_flush", _delete_rows):
        yield


def _delete_rows(ops: BaseDatabaseOperations, style: object, tables: list[str], **_: bool) -> list[str]:
    """Foreign keys are looked at when the transaction ends, so the order is free."""
    quoted = [ops.quote_name(table) for table in tables]
    asked = (f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})" for name in quoted)  # noqa: S608 the product's own
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked))
        return [f"DELETE FROM {name}" for (name,) in cursor.fetchall()]  # noqa: S608


@pytest.fixture
def elsewhere(transactional_db: None) -> Iterator[Callable[..., Future[Any]]]:
    """Start a call on a thread and database connection of its own, as another person's request; returns its Future."""

    def on_own_connection(call: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        try:
            return call(*args, **kwargs)
        finally:
            connections.close_all()

    with ThreadPoolExecutor() as people:
        yield lambda call, *args, **kwargs: people.submit(on_own_connection, call, *args, **kwargs)


@pytest.fixture
def child_environment(transactional_db: None) -> dict[str, str]:
    """Return the environment in which another Python process works on this test's database and data folder."""
    name = str(connection.settings_dict["NAME"])
    url = os.environ.get("TEST_DATABASE_URL", "")
    database = urlsplit(url)._replace(path=f"/{name}").geturl() if url else f"sqlite:///{name}"
    return {**os.environ, "DJANGO_SETTINGS_MODULE": "workflows.settings", "DATABASE_URL": database}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the machine's Chromium; without one the test is skipped."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not chromium:
        pytest.skip("没有找到 Chromium；在 Debian 上以 root 运行 make test 会自动安装")
    # Playwright keeps an event loop on this thread, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    options = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=options)
        yield started
        started.close()


@pytest.fixture
def open_page(browser: Browser, live_server: LiveServer) -> Iterator[Callable[..., Page]]:
    """Open a fresh browser, signed in as nobody; `open_page(width=375, height=812)` for a phone.

    The test fails on any error in the console, a breach of the content policy among them, and on any request that would
    leave the machine.
    """
    complaints: list[str] = []
    contexts = []

    def local_only(route: Route) -> None:
        if urlsplit(route.request.url).hostname in ("localhost", "127.0.0.1"):
            route.continue_()
        else:
            complaints.append(f"request to {route.request.url}")
            route.abort()

    def start(width: int = 1366, height: int = 768) -> Page:
        context = browser.new_context(
            base_url=live_server.url, locale="zh-CN", viewport={"width": width, "height": height}
        )
        contexts.append(context)
        context.route("**/*", local_only)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
        return page

    yield start
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture(scope="session")
def pictures() -> Path:
    """Return the folder for screenshots to be looked at: $PICTURES, else var/pictures."""
    folder = Path(os.environ.get("PICTURES", "") or settings.BASE_DIR / "var" / "pictures")
    folder.mkdir(parents=True, exist_ok=True)
    return folder
