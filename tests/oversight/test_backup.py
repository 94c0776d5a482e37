"""A copy is good only if every part of it holds; a changed byte is refused."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread

import pytest
from flask import Flask
from sqlalchemy import text

from pncrecruit.app import create_app
from pncrecruit.audit import queries as audit_queries
from pncrecruit.audit.actions import SYSTEM, record
from pncrecruit.db import db, writing
from pncrecruit.oversight import backup
from pncrecruit.oversight.archive import ArchiveRefused, pack, unpack
from pncrecruit.oversight.cli import backup as backup_command
from pncrecruit.oversight.cli import restore as restore_command
from pncrecruit.oversight.engines import EngineRefused
from tests.databases import Databases

NOON = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
SECRET = "a secret of these tests"


def fill(entries: int = 5) -> None:
    for number in range(entries):
        record("x.y", ("x", number), author=SYSTEM, at=NOON, value=number)
    db.session.commit()


def address(app: Flask) -> str:
    return str(app.config["SQLALCHEMY_DATABASE_URI"])


def make(app: Flask, folder: Path) -> Path:
    target = folder / "copy.bak"
    files = Path(app.config["DATA_DIR"]) / "files"
    files.mkdir(parents=True, exist_ok=True)
    (files / "paper.pdf").write_bytes(b"%PDF- a paper")
    backup.make(address(app), target, SECRET, files=files, at=NOON, programs="")
    return target


def test_what_is_restored_is_what_was_backed_up(
    own_app: Flask, databases: Databases, tmp_path: Path
) -> None:
    fill()
    copy = make(own_app, tmp_path)
    place = databases.empty()

    manifest = backup.restore(
        copy, place, SECRET, files=tmp_path / "files", programs=""
    )

    assert manifest.audit_entries == 5
    assert (tmp_path / "files" / "paper.pdf").read_bytes() == b"%PDF- a paper"
    restored = create_app(databases.settings(place))
    with restored.app_context():
        chain = audit_queries.verify()
        db.session.remove()
        db.engine.dispose()
    assert (chain.entries, chain.fault) == (5, None)


def test_a_backup_made_during_writes_is_of_one_instant(
    own_app: Flask, databases: Databases, tmp_path: Path
) -> None:
    fill()
    stop = Event()

    def write() -> None:
        with own_app.app_context(), writing():
            while not stop.is_set():
                fill(1)

    writer = Thread(target=write)
    writer.start()
    try:
        copy = make(own_app, tmp_path)
    finally:
        stop.set()
        writer.join()
    place = databases.empty()

    manifest = backup.restore(
        copy, place, SECRET, files=tmp_path / "files", programs=""
    )

    assert manifest.rows["audit_entry"] == manifest.rows["audit_value"]
    assert manifest.audit_entries >= 5


def test_a_database_in_use_is_never_overwritten(own_app: Flask, tmp_path: Path) -> None:
    fill()
    copy = make(own_app, tmp_path)

    with pytest.raises(EngineRefused):
        backup.restore(
            copy, address(own_app), SECRET, files=tmp_path / "files", programs=""
        )

    assert audit_queries.verify().entries == 5


@pytest.mark.parametrize("where", [0.0, 0.3, 0.9, 1.0])
def test_one_flipped_byte_is_refused(tmp_path: Path, where: float) -> None:
    folder, copy = tmp_path / "in", tmp_path / "copy.bak"
    folder.mkdir()
    (folder / "part").write_bytes(bytes(range(256)) * 12_000)  # three chunks
    pack(folder, copy, SECRET)
    content = bytearray(copy.read_bytes())
    content[int(where * (len(content) - 1))] ^= 1
    copy.write_bytes(content)

    with pytest.raises(ArchiveRefused):
        unpack(copy, tmp_path / "out", SECRET)


def test_a_cut_archive_and_another_key_are_refused(tmp_path: Path) -> None:
    folder, copy = tmp_path / "in", tmp_path / "copy.bak"
    folder.mkdir()
    (folder / "part").write_bytes(bytes(range(256)) * 12_000)
    pack(folder, copy, SECRET)
    whole = copy.read_bytes()
    copy.write_bytes(whole[: len(whole) // 2])

    with pytest.raises(ArchiveRefused):
        unpack(copy, tmp_path / "out", SECRET)
    copy.write_bytes(whole)
    with pytest.raises(ArchiveRefused):
        unpack(copy, tmp_path / "out", "another secret altogether")


def test_without_a_key_no_backup_is_made(own_app: Flask, tmp_path: Path) -> None:
    own_app.config["BACKUP_KEY"] = "short"

    done = own_app.test_cli_runner().invoke(
        backup_command, [str(tmp_path / "copy.bak")]
    )

    assert done.exit_code == 1
    assert "BACKUP_KEY" in done.output
    assert not (tmp_path / "copy.bak").exists()


def test_an_existing_backup_is_left_alone_and_a_refused_restore_leaves_nothing(
    tmp_path: Path,
) -> None:
    copy, secrets = tmp_path / "copy.bak", tmp_path / "secrets.json"
    copy.write_bytes(b"another night's")
    secrets.touch()
    app = Flask("without a database")
    app.config |= {"SQLALCHEMY_DATABASE_URI": "sqlite://", "DATA_DIR": str(tmp_path)}
    app.config |= {"BACKUP_KEY": SECRET, "PG_BIN": ""}
    app.extensions["new_secrets"] = secrets
    runner = app.test_cli_runner()

    again = runner.invoke(backup_command, [str(copy)])
    refused = runner.invoke(restore_command, [str(copy)])

    assert (again.exit_code, refused.exit_code) == (1, 1)
    assert "--force" in again.output
    assert copy.read_bytes() == b"another night's"
    assert not secrets.exists()


def test_rows_that_went_missing_are_named(
    databases: Databases, own_app: Flask, tmp_path: Path, engine_name: str
) -> None:
    fill()
    folder = tmp_path / "work"
    folder.mkdir()
    copy = make(own_app, tmp_path)
    unpack(copy, folder, SECRET)
    manifest = (folder / backup.MANIFEST).read_text()
    changed = manifest.replace('"audit_value": 5', '"audit_value": 6')
    assert changed != manifest
    (folder / backup.MANIFEST).write_text(changed)
    pack(folder, copy, SECRET)

    with pytest.raises(backup.BackupUnfit, match="audit_value"):
        backup.restore(
            copy, databases.empty(), SECRET, files=tmp_path / "files", programs=""
        )


def test_the_copy_of_an_embedded_database_is_one_file(
    own_app: Flask, tmp_path: Path, engine_name: str
) -> None:
    fill()
    folder = tmp_path / "work"
    unpack(make(own_app, tmp_path), folder, SECRET)

    parts = sorted(path.name for path in folder.iterdir() if path.is_file())

    assert parts == sorted(
        [
            backup.MANIFEST,
            "database.sqlite" if engine_name == "sqlite" else "database.dump",
        ]
    )
    if engine_name == "sqlite":
        with sqlite3.connect(folder / "database.sqlite") as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert db.session.scalar(text("SELECT count(*) FROM audit_entry")) == 5
