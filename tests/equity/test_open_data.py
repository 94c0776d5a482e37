"""The open data: protected anew for everybody, published by two, the same bytes."""

import io
import json
import re
import zipfile
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.cli import ScriptInfo
from sqlalchemy import select

from pncrecruit.access.models import Approval
from pncrecruit.access.rules import Role
from pncrecruit.analysis.disclosure import Cell, Protection
from pncrecruit.cli import main
from pncrecruit.db import db
from pncrecruit.equity.figures.public import by_sex, public_range
from pncrecruit.equity.models import FigureSnapshot
from pncrecruit.equity.packing import facts, pack_zip, progress
from pncrecruit.equity.queries import public as queries
from pncrecruit.equity.rules import MAYA
from pncrecruit.persons.kinds import Sex
from pncrecruit.recruitment.rules import CallState
from tests.conftest import Client
from tests.equity.conftest import World
from tests.factories import make_user


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        (Cell(248, 248, 248, Protection.SHOWN), (250, 250)),
        (Cell(12, 12, 12, Protection.SHOWN), (10, 10)),
        (Cell(None, 0, 9, Protection.SMALL), (0, 10)),
        (Cell(None, 11, 23, Protection.COMPANION), (10, 25)),
        (Cell(None, 11, None, Protection.COMPANION), (10, None)),
        (Cell(None, 0, None, Protection.WITHHELD), (None, None)),
    ],
)
def test_no_published_figure_is_exact(
    cell: Cell, told: tuple[int | None, int | None]
) -> None:
    assert public_range(cell) == told


def served(world: World) -> None:
    for people, women, men in (
        ("maya", 12, 31),
        ("xinka", 11, 12),
        ("garifuna", 14, 15),
        ("ladino", 20, 60),
    ):
        world.serve(people, women, sex=Sex.FEMALE)
        world.serve(people, men)
    world.apply("maya", 30, sex=Sex.FEMALE)
    world.apply("ladino", 40)
    world.call.state = CallState.FINISHED
    world.snapshot()
    db.session.commit()  # the command begins anew, and lets others write


def nothing_yet(client: Client) -> None:
    """Read the error page of the public address, and switch its language there."""
    address, config = "/equity/public/es", client.application.config
    page = client.get(address)
    assert page.status_code == 404
    assert "Cookie" in page.vary
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert token
    config["WTF_CSRF_ENABLED"] = True
    chosen = {"csrf_token": token[1], "next": address, "language": "en"}
    assert client.post("/access/language", data=chosen).status_code == 303
    config["WTF_CSRF_ENABLED"] = False
    assert "There is nothing at this address" in client.get(address).text
    client.delete_cookie("language")


def fail(*_args: object) -> str:
    raise AssertionError("drawn while others wait to write")


def test_two_hr_leads_publish_what_everybody_then_reads(
    client: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    served(world)
    nothing_yet(client)
    client.sign_in(world.hr)
    client.post("/equity/open-data", data={"reason": "Año que termina"})
    asked = db.session.scalars(
        select(Approval).where(Approval.kind == "public_pack.publish")
    ).one()
    address = f"/access/approvals/{asked.public_id}"
    drawn = queries.pack_of(asked.id)
    assert drawn
    assert drawn.archive_hash == asked.payload["files"]
    seen = client.get(address).text  # the figures, and what is held back and why
    assert "about 45" in seen
    assert "What is held back, and why" in seen
    alone = client.post(address, data={"decision": "approve"})
    assert alone.status_code == 403
    assert queries.published() is None

    client.sign_in(make_user(Role.HR_LEAD))
    monkeypatch.setattr("pncrecruit.web.charts.drawing._draw", fail)  # not now
    client.post(address, data={"decision": "approve"})
    monkeypatch.undo()
    pack = queries.published()
    assert pack

    anybody = client.application.test_client()
    page = anybody.get("/equity/public/es")
    assert page.status_code == 200
    assert "Compromisos y avance" in page.text
    assert "unas 45" in page.text  # 43 Maya officers, rounded
    assert world.hr.name not in page.text
    assert "Set-Cookie" not in page.headers
    assert "Cookie" not in page.vary
    assert "Cookie" not in client.get("/equity/public/es").vary
    assert page.headers["Cache-Control"] == "public, max-age=3600"
    known = {"If-None-Match": page.headers["ETag"]}
    assert anybody.get("/equity/public/es", headers=known).status_code == 304

    few = pack.content | {"ranks": [["agents", 900, 900]]}  # most were never asked
    assert [one.share for one in progress(few)[1:]] == [None] * 5
    assert progress(pack.content)[1].share is not None
    assert facts(pack.content, "")["minimum"] == 10

    # Where staff are shown no group under 60, the public is not, and is told so.
    stricter = FigureSnapshot(
        id=drawn.snapshot_id,
        as_of=date(2026, 12, 31),
        edition=1,
        data_hash="",
        rule_version="",
        minimum_cell=60,
    )
    content = queries.pack_content(stricter, 2026)
    assert content
    assert facts(content, "")["minimum"] == 60
    assert by_sex(57, 80, minimum=content["minimum"])["women"] == [None, None]
    assert by_sex(60, 80, minimum=content["minimum"])["women"] == [60, 60]

    files = anybody.get("/equity/public/data.zip").data
    assert files == pack.archive == pack_zip(pack.content, pack.content_hash)
    with zipfile.ZipFile(io.BytesIO(files)) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        assert set(archive.namelist()) - {"manifest.json"} == set(manifest["files"])
        assert manifest["content"] == pack.content_hash
        report = archive.read("report-en.html").decode()
        data = archive.read("data.csv").decode("utf-8-sig").splitlines()
    assert "Commitments against progress" in report
    assert "ranks:agents,,women,57,57,1" in data
    assert f"serving:all,,{MAYA},45,45,0" in data

    world.serve("maya", 60)
    world.snapshot(date(2027, 1, 2))
    assert anybody.get("/equity/public/es").text == page.text

    # Whoever can write into the database still cannot have other figures shown.
    pack.archive, pack.content = pack.archive + b" ", pack.content | {"year": 1999}
    db.session.flush()
    for address in ("/equity/public/es", "/equity/public/data.zip"):
        assert anybody.get(address).status_code == 503


def test_the_command_writes_the_same_bytes_each_time(
    app: Flask, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served(world)
    monkeypatch.setattr("pncrecruit.cli.create_app", lambda: app)
    written = []
    for name in ("one.zip", "two.zip"):
        done = CliRunner().invoke(
            main,
            ["public", "pack", str(tmp_path / name)],
            obj=ScriptInfo(create_app=lambda: app),
        )
        assert done.exit_code == 0, done.output
        written.append((tmp_path / name).read_bytes())

    assert written[0] == written[1]
    last = CliRunner().invoke(
        main,
        ["public", "pack", "--published", str(tmp_path / "no.zip")],
        obj=ScriptInfo(create_app=lambda: app),
    )
    assert last.exit_code == 1
    assert not (tmp_path / "no.zip").exists()
