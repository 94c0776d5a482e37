"""A browser, and a server of its own for each module of browser tests.

`live` is the server with a fresh SQLite file, the second factor on; `sign_in(role)`
gives a page where an account of that role has signed in, by password and code;
`accessible(page)` is axe over the page, light and dark.
"""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from flask import Flask, url_for
from flask_security.utils import hash_password
from playwright.sync_api import BrowserContext, Page

from pncrecruit.access.models import RoleGrant, User
from pncrecruit.access.rules import SECOND_FACTOR_ROLES, GrantState, Role
from pncrecruit.app import create_app
from pncrecruit.db import db, now, writing
from tests.browser.judging import CONTRAST, EVERYTHING, dress, judge
from tests.databases import SETTINGS, Databases
from tools import browser as chromium

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "cuatro-volcanes-y-un-lago"
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
START = 180.0  # seconds


@dataclass
class Live:
    """A running server, its address, and the application on the same database."""

    app: Flask
    url: str
    states: dict[str, Any] = field(default_factory=dict)

    @contextmanager
    def data(self) -> Iterator[None]:
        """Let a test write what its page will show; committed at the end."""
        with self.app.app_context(), writing():
            yield
            db.session.commit()
            db.session.remove()

    def account(
        self, role: Role, *, unit_id: int | None = None, number: int = 1
    ) -> str:
        """Return the e-mail address of an account of a role, made if need be."""
        email = f"{role.value}{number}@example.org"
        with self.data():
            if db.session.query(User).filter_by(email=email).first() is None:
                user = User(
                    email=email,
                    name=f"{role.value} {number}",
                    password=hash_password(PASSWORD),
                    fs_uniquifier=f"{role.value}-{number}",
                    created_at=now(),
                    language="es_GT",
                )
                if role in SECOND_FACTOR_ROLES:
                    user.tf_primary_method = "authenticator"
                    user.tf_totp_secret = self.secret()
                db.session.add(user)
                db.session.flush()
                db.session.add(
                    RoleGrant(
                        user_id=user.id,
                        role=role,
                        unit_id=unit_id,
                        state=GrantState.ACTIVE,
                        asked_at=now(),
                        granted_at=now(),
                    )
                )
        return email

    def code(self, email: str) -> str:
        """Return the code that the account's authenticator shows now."""
        with self.data():
            user = db.session.query(User).filter_by(email=email).one()
            return str(self._totp().generate_totp_password(user.tf_totp_secret))

    def code_of(self, key: str) -> str:
        """Return the code of an authenticator that was given a key by hand."""
        source = f"otpauth://totp/{quote('PNC Recruit')}:x?secret={key}"
        return str(self._totp().generate_totp_password(source))

    def secret(self) -> str:
        """Return what a new authenticator is set up with."""
        return str(self._totp().generate_totp_secret())

    def _totp(self) -> Any:
        return self.app.extensions["security"].totp_factory


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until the server answers."""
    end = time.monotonic() + START
    while time.monotonic() < end and server.poll() is None:
        with closing(HTTPConnection(urlsplit(url).netloc, timeout=5)) as asked:
            try:
                asked.request("GET", "/healthz")
                asked.getresponse().read()
            except (ConnectionError, TimeoutError):
                time.sleep(0.1)
            else:
                return
    raise RuntimeError(f"the server does not answer:\n{log.read_text()}")


@pytest.fixture(scope="module")
def live(
    _databases: Callable[[str], Databases], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Live]:
    """A server on a random port, in a process of its own, with an empty database."""
    databases = _databases("sqlite")
    settings = databases.settings(databases.copy()) | {"WTF_CSRF_ENABLED": True}
    url = f"http://127.0.0.1:{free_port()}"
    log = tmp_path_factory.mktemp("server") / "log"
    environment = os.environ | {
        "PNCRECRUIT_MODE": "test",
        "DATABASE_URL": str(settings["SQLALCHEMY_DATABASE_URI"]),
        "DATA_DIR": str(settings["DATA_DIR"]),
        "HTTPS": "0",
        "SECOND_FACTOR": "1",
        **{
            name: str(SETTINGS[name])
            for name in ("SECRET_KEY", "PASSWORD_SALT", "TOTP_SECRET", "AUDIT_KEY")
        },
    }
    with log.open("wb") as output:
        server = subprocess.Popen(
            [
                *(sys.executable, "-m", "waitress"),
                *(f"--listen={urlsplit(url).netloc}", "--threads=4", "wsgi:app"),
            ],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            wait_for(url, server, log)
            app = create_app(settings)
            yield Live(app, url)
            with app.app_context():
                db.engine.dispose()
        finally:
            server.terminate()
            server.wait(10)


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type_launch_args: dict[str, Any],
) -> dict[str, Any]:
    """Use the machine's Chromium, and let it speak to this machine alone."""
    path = chromium.find()
    if path is None:
        pytest.fail("no Chromium: run `make test`, or set CHROMIUM to its path")
    quiet = [
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
    ]
    root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    return browser_type_launch_args | {"executable_path": path, "args": quiet + root}


@pytest.fixture
def browser_context_args(
    browser_context_args: dict[str, Any], live: Live
) -> dict[str, Any]:
    """Open pages as somebody in Guatemala would."""
    return browser_context_args | {
        "base_url": live.url,
        "locale": "es-GT",
        "timezone_id": "America/Guatemala",
        "reduced_motion": "reduce",
    }


@dataclass
class Faults:
    """What went wrong in the browser while nobody looked."""

    seen: list[str] = field(default_factory=list)

    def watch(self, context: BrowserContext) -> None:
        """Note errors of scripts, refusals of the policy, and requests elsewhere."""
        context.on("console", self._console)
        context.on("weberror", lambda error: self.seen.append(str(error.error)))
        context.on("request", lambda request: self._address(request.url))

    def _console(self, message: Any) -> None:
        # A page that answers 422 or 404 on purpose is noted as an error too.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.seen.append(message.text)

    def _address(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in {"http", "https", "ws"} and parts.hostname not in LOOPBACK:
            self.seen.append(f"a request to {parts.hostname}")


@pytest.fixture
def faults() -> Iterator[Faults]:
    """Fail a test in whose pages something went wrong."""
    noted = Faults()
    yield noted
    assert noted.seen == []


@pytest.fixture
def context(context: BrowserContext, faults: Faults) -> BrowserContext:
    """A browser of somebody who has not signed in."""
    faults.watch(context)
    return context


def enter(page: Page, live: Live, email: str) -> None:
    """Sign in as a person does: address and password, then the code if asked."""
    with live.app.test_request_context():
        start = url_for("security.login")
        second = url_for("security.two_factor_token_validation")
    page.goto(start)
    page.locator("input[name=email]").fill(email)
    field = page.locator("input[name=password]")
    field.fill(PASSWORD)
    with page.expect_navigation():
        field.press("Enter")
    if urlsplit(page.url).path == second:
        field = page.locator("input[name=code]")
        field.fill(live.code(email))
        with page.expect_navigation():
            field.press("Enter")
    assert urlsplit(page.url).path not in {start, second}, f"{email} cannot sign in"


@pytest.fixture
def sign_in(
    live: Live,
    new_context: Callable[..., BrowserContext],
    faults: Faults,
) -> Callable[..., Page]:
    """A page where an account of a role has signed in: `sign_in(Role.RECRUITER)`."""

    def open_page(role: Role, *, unit_id: int | None = None, number: int = 1) -> Page:
        email = live.account(role, unit_id=unit_id, number=number)
        if email not in live.states:
            first = new_context()
            enter(first.new_page(), live, email)
            live.states[email] = first.storage_state()
            first.close()
        context = new_context(storage_state=live.states[email])
        faults.watch(context)
        return context.new_page()

    return open_page


@pytest.fixture
def accessible() -> Callable[[Page], None]:
    """A check by axe of what is open, in both colour schemes.

    For what only a trip reaches: the pages of the map are judged one by one elsewhere.
    """

    def check(page: Page) -> None:
        # A page that is still arriving has no elements, or not all of them yet.
        page.wait_for_load_state()
        page.wait_for_function("document.documentElement && document.body")
        for scheme, rules in (("light", EVERYTHING), ("dark", CONTRAST)):
            dress(page, scheme)
            found = judge(page, rules)
            assert not found, "\n".join([f"{page.url} ({scheme}):", *found])

    return check
