"""What every test stands on: an application on each engine, a client, a counter.

`app` is an application inside a transaction that is undone after the test, once on
SQLite and once on PostgreSQL; `own_app` is one with a database of its own, for tests
that need real commits (threads, processes, backups). Without a PostgreSQL there is an
error, never a skip.
"""

import gc
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple, cast

import hypothesis
import pytest
import time_machine
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, Engine, event
from werkzeug.test import TestResponse
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from pncrecruit.access.models import User
from pncrecruit.app import create_app
from pncrecruit.db import db
from pncrecruit.demo.cli import demo
from tests.databases import RUN, Databases
from tests.sharing import Sharing
from tools import postgres

ENGINES = ("sqlite", "postgresql")
# Every day the same examples, so that a red run is red again; other ones in a proof.
hypothesis.settings.register_profile(
    "everyday", derandomize=True, deadline=None, max_examples=50
)
hypothesis.settings.register_profile("proof", deadline=None, max_examples=2000)
FILLED_AT = datetime(2026, 11, 24, 15, tzinfo=UTC)
COUNTRY = ["--officers", "600", "--applicants", "500", "--seed", "5"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add what `make proof` asks for."""
    parser.addoption("--proof", action="store_true", help="run the full counts")


def pytest_configure(config: pytest.Config) -> None:
    """Make the folder of the run, before there are workers; choose examples."""
    os.environ["SCIPY_ARRAY_API"] = "1"  # scikit-learn's checks leave none out
    # There is a worker for each core: trees that take both wait for each other.
    os.environ["OMP_NUM_THREADS"] = "1"
    hypothesis.settings.load_profile(
        "proof" if config.getoption("--proof") else "everyday"
    )
    if not hasattr(config, "workerinput"):
        # Who is told to stop stops the PostgreSQL of the run too.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        os.environ[RUN] = tempfile.mkdtemp(prefix="pncrecruit-tests-")
        # The client programs of the same release: pg_dump for the backup.
        os.environ["PATH"] = f"{postgres.programs()}{os.pathsep}{os.environ['PATH']}"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(
    config: pytest.Config, log: Producer
) -> LoadScopeScheduling:
    """Keep on one worker what shares something dear."""
    return Sharing(config, log)


def pytest_collection_finish() -> None:
    """Leave what was imported out of the collections of garbage: it stays."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the PostgreSQL of the run, if a test asked for one."""
    if not hasattr(config, "workerinput"):
        run = Path(os.environ.pop(RUN))
        if (run / "address").exists():
            postgres.call("stop", run / "postgres")
        shutil.rmtree(run, ignore_errors=True)


class Client(FlaskClient):
    """A browser, as far as the server sees: requests are apart, as in production.

    Each has an application context of its own; otherwise they would share `g`, where
    Flask-Login remembers who is signed in. What the test has made is committed before
    a request, and read again after it.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send a request."""
        db.session.commit()
        with self.application.app_context():
            answer = super().open(*args, **kwargs)
            db.session.remove()
        db.session.expire_all()
        return answer

    def sign_in(self, user: User, *, proven: bool = True) -> None:
        """Sign an account in, past its password and its second factor.

        ``proven`` says that the password was given just now, as some deeds ask.
        """
        db.session.commit()
        with self.session_transaction() as session:
            session.clear()
            session["_user_id"] = user.fs_uniquifier
            session["_fresh"] = True
            session["fs_cc"] = "set"
            if proven:
                session["fs_paa"] = time.time()
        db.session.expire_all()


class Sent(NamedTuple):
    """A statement as it went to the database, with its values."""

    text: str
    values: Any


@pytest.fixture(scope="session")
def _databases(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Callable[[str], Databases]]:
    made: dict[str, Databases] = {}

    def of(engine: str) -> Databases:
        if engine not in made:
            made[engine] = Databases(engine, tmp_path_factory.mktemp(engine))
        return made[engine]

    yield of
    for databases in made.values():
        databases.remove()


@pytest.fixture(scope="session")
def _applications(
    _databases: Callable[[str], Databases],
) -> Iterator[Callable[[str], Flask]]:
    made: dict[str, Flask] = {}

    def of(engine: str) -> Flask:
        if engine not in made:
            databases = _databases(engine)
            made[engine] = create_app(databases.settings(databases.copy()))
            made[engine].test_client_class = Client
        return made[engine]

    yield of
    for application in made.values():
        with application.app_context():
            db.engine.dispose()


@contextmanager
def undone(application: Flask) -> Iterator[Flask]:
    """Work on an application in a transaction that is undone at the end."""
    with application.app_context():
        db.session.remove()
        db.session.configure(join_transaction_mode="create_savepoint")
        engines = cast(dict[str | None, Engine | Connection], db.engines)
        engine = cast(Engine, engines[None])
        with engine.connect() as connection:
            transaction = connection.begin()
            engines[None] = connection
            yield application
            db.session.remove()
            transaction.rollback()
        engines[None] = engine
        db.session.configure(join_transaction_mode="conditional_savepoint")


@pytest.fixture(params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    """The engine of this run of the test: every test of the database runs on both."""
    name: str = request.param
    return name


@pytest.fixture
def databases(engine_name: str, _databases: Callable[[str], Databases]) -> Databases:
    """Where to get a database of its own for a test."""
    return _databases(engine_name)


@pytest.fixture
def app(engine_name: str, _applications: Callable[[str], Flask]) -> Iterator[Flask]:
    """The application, in a transaction that is undone after the test."""
    with undone(_applications(engine_name)) as application:
        yield application


@pytest.fixture
def own_app(databases: Databases) -> Iterator[Flask]:
    """An application with a database of its own, where a commit is a commit."""
    application = create_app(databases.settings(databases.copy()))
    application.test_client_class = Client
    with application.app_context():
        yield application
        db.session.remove()
        db.engine.dispose()


class Filling(NamedTuple):
    """A database with the demo country, and what the command said when it filled it."""

    application: Flask
    told: Result


@pytest.fixture(scope="session")
def _fillings(
    _databases: Callable[[str], Databases],
) -> Iterator[Callable[[str], Filling]]:
    made: dict[str, Filling] = {}

    def of(engine: str) -> Filling:
        if engine not in made:
            databases = _databases(engine)
            application = create_app(databases.settings(databases.copy()))
            application.test_client_class = Client
            with time_machine.travel(FILLED_AT):
                told = application.test_cli_runner().invoke(demo, COUNTRY)
            made[engine] = Filling(application, told)
        return made[engine]

    yield of
    for filling in made.values():
        with filling.application.app_context():
            db.engine.dispose()


@pytest.fixture
def filled(engine_name: str, _fillings: Callable[[str], Filling]) -> Iterator[Filling]:
    """The demo country, made once a run; what a test changes in it is undone."""
    filling = _fillings(engine_name)
    with undone(filling.application):
        yield filling


@pytest.fixture
def client(app: Flask) -> Client:
    """A browser on `app`; nobody is signed in yet."""
    made = app.test_client()
    assert isinstance(made, Client)
    return made


@contextmanager
def listening() -> Iterator[list[Sent]]:
    """Collect the statements that are sent meanwhile, savepoints apart."""
    seen: list[Sent] = []

    def note(
        _connection: object, _cursor: object, text: str, values: object, *_: object
    ) -> None:
        if not text.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN")):
            seen.append(Sent(text, values))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)


@pytest.fixture
def statements() -> Callable[[], AbstractContextManager[list[Sent]]]:
    """The query counter: `with statements() as seen: ...`, then `len(seen)`."""
    return listening


@pytest.fixture
def same_statements() -> Callable[[Callable[[int], object], Callable[[], object]], int]:
    """A check that a page asks as often for 50 rows as for 10.

    `same_statements(grow, load)`: `grow(n)` brings the page to n rows, `load()`
    opens it. Returns how many statements the page needs.
    """

    def check(grow: Callable[[int], object], load: Callable[[], object]) -> int:
        asked = []
        for rows in (10, 50):
            grow(rows)
            load()  # what is asked once a process is asked here
            with listening() as seen:
                load()
            asked.append([sent.text for sent in seen])
        few, many = asked
        assert len(few) == len(many), (
            "the page asks more for 50 rows than for 10:\n"
            + ("\n".join(text for text in many if many.count(text) > few.count(text)))
        )
        return len(many)

    return check


@pytest.fixture
def scanned(app: Flask) -> Callable[[Callable[[], object]], set[str]]:
    """Which tables are read from end to end: `scanned(load)`; on SQLite alone.

    PostgreSQL rightly reads a small table whole, so its plans say nothing here.
    """
    assert db.engine.dialect.name == "sqlite", "ask for the engine: sqlite"

    def tables(load: Callable[[], object]) -> set[str]:
        with listening() as seen:
            load()
        found = set()
        for sent in seen:
            if sent.text.startswith(("SELECT", "WITH")):
                plan = db.session.connection().exec_driver_sql(
                    f"EXPLAIN QUERY PLAN {sent.text}", sent.values
                )
                steps = [str(row[-1]) for row in plan]
                found |= {
                    step.split()[1]
                    for step in steps
                    if step.startswith("SCAN ") and " INDEX" not in step
                }
        return found

    return tables


@pytest.fixture
def count(
    request: pytest.FixtureRequest, record_property: Callable[[str, object], None]
) -> Callable[[int, int], int]:
    """How often to try, for tests marked `scaled`: `count(40, 1000)`.

    The first number is for every day, the second for `make proof`.
    """

    def choose(everyday: int, full: int) -> int:
        chosen = full if request.config.getoption("--proof") else everyday
        record_property("count", chosen)
        return chosen

    return choose
