"""Static files: vendored ones match the manifest, addresses follow content."""

import base64
import hashlib
import json
import struct
import zlib
from pathlib import Path

import pytest
from flask import Flask

from pncrecruit.paths import resource
from pncrecruit.web import assets
from tools.vendor import PACKAGES, truetype

STATIC = resource("static")
MANIFEST = json.loads((STATIC / "vendor/manifest.json").read_text("utf-8"))
FILES = {
    name: value
    for package in MANIFEST["packages"]
    for name, value in package["files"].items()
}


@pytest.mark.parametrize("name", FILES)
def test_a_vendored_file_is_the_one_of_the_manifest(name: str) -> None:
    digest = hashlib.sha384((STATIC / name).read_bytes()).digest()

    assert FILES[name] == "sha384-" + base64.b64encode(digest).decode()


def test_nothing_is_vendored_beside_the_manifest() -> None:
    found = {
        path.relative_to(STATIC).as_posix()
        for path in (STATIC / "vendor").rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }

    assert found == set(FILES) - {"icons.svg"}


def test_the_manifest_names_version_and_licence_of_each_package() -> None:
    named = {package["name"]: package for package in MANIFEST["packages"]}

    assert {package.name for package in PACKAGES} < set(named)
    for package in PACKAGES:
        assert named[package.name]["version"] == package.version
        assert named[package.name]["licence"]
        for name in named[package.name]["files"]:
            assert (STATIC / name).with_name("LICENSE").is_file()


def test_the_style_sheet_asks_for_fonts_that_are_there() -> None:
    sheet = (STATIC / "app.css").read_text("utf-8")
    asked = [part.split('"')[1] for part in sheet.split("url(")[1:]]

    assert len(asked) == 2
    assert all((STATIC / name).is_file() for name in asked)


def test_an_address_changes_with_the_content(tmp_path: Path) -> None:
    app = Flask("sample", static_folder=str(tmp_path), static_url_path="/static")
    app.debug = True  # who writes the file sees it change; a server reads it once
    file = tmp_path / "app.css"
    seen = []
    for text in ("a {}", "b { color: red }", "a {}"):
        file.write_text(text)
        with app.test_request_context():
            seen.append(assets.asset_url("app.css"))

    expected = hashlib.sha256(b"a {}").hexdigest()[:10]
    assert seen[0] == f"/static/app.css?v={expected}"
    assert seen[0] == seen[2] != seen[1]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"sort": "age"}, "/list/7?phase=1&phase=2&sort=age"),
        ({"phase": None}, "/list/7?sort=name"),
        ({"phase": ["3"], "sort": ""}, "/list/7?phase=3"),
    ],
)
def test_an_argument_changes_and_the_others_stay(
    changes: dict[str, object], expected: str
) -> None:
    app = Flask("sample")
    app.add_url_rule("/list/<int:call>", "list", str)

    with app.test_request_context("/list/7?phase=1&phase=2&sort=name"):
        assert assets.url_with(**changes) == expected


def test_a_packed_font_is_unpacked_as_it_was() -> None:
    table = b"glyphs and outlines " * 20 + b"!"
    packed = zlib.compress(table)
    woff = struct.pack(">4s4sIHH28x", b"wOFF", b"\0\1\0\0", 0, 1, 0)
    woff += struct.pack(">4sIIII", b"glyf", 64, len(packed), len(table), 7) + packed

    font = truetype(woff)

    flavor, count = struct.unpack(">4sH", font[:6])
    tag, checksum, offset, length = struct.unpack(">4sIII", font[12:28])
    assert (flavor, count, tag, checksum) == (b"\0\1\0\0", 1, b"glyf", 7)
    assert font[offset : offset + length] == table
    assert len(font) % 4 == 0
