"""Refresh the third-party files under static/vendor, with `npm pack`.

Run `python tools/vendor.py` with npm on the path. The product and its tests never need
npm or a network: they use the files kept here, and a test compares their hashes.
"""

import base64
import hashlib
import json
import shutil
import struct
import subprocess
import tarfile
import tempfile
import zlib
from pathlib import Path
from typing import NamedTuple

STATIC = Path(__file__).resolve().parent.parent / "static"
VENDOR = STATIC / "vendor"
ICONS = Path(__file__).resolve().parent / "icons.txt"


class Package(NamedTuple):
    """One package of the npm registry, and what is taken from it: from -> to."""

    name: str
    version: str
    files: dict[str, str]


_SANS = "source-sans-3"

PACKAGES = (
    Package(
        "bootstrap",
        "5.3.9",
        {
            "dist/css/bootstrap.min.css": "bootstrap/bootstrap.min.css",
            "LICENSE": "bootstrap/LICENSE",
        },
    ),
    Package(
        "htmx.org",
        "2.0.11",
        {"dist/htmx.min.js": "htmx/htmx.min.js", "LICENSE": "htmx/LICENSE"},
    ),
    Package(
        "tom-select",
        "2.6.2",
        {
            "dist/js/tom-select.base.min.js": "tom-select/tom-select.base.min.js",
            "dist/css/tom-select.bootstrap5.min.css": "tom-select/tom-select.min.css",
            "LICENSE": "tom-select/LICENSE",
        },
    ),
    Package(
        "@fontsource-variable/source-sans-3",
        "5.3.0",
        {
            f"files/{_SANS}-latin-wght-normal.woff2": (
                f"{_SANS}/{_SANS}-latin-wght-normal.woff2"
            ),
            f"files/{_SANS}-latin-ext-wght-normal.woff2": (
                f"{_SANS}/{_SANS}-latin-ext-wght-normal.woff2"
            ),
            "LICENSE": f"{_SANS}/LICENSE",
        },
    ),
    # The same face for programs that read no WOFF: charts measured on the server, PDF.
    Package(
        "@fontsource/source-sans-3",
        "5.3.1",
        {
            f"files/{_SANS}-latin-{weight}-normal.woff": (
                f"{_SANS}/{_SANS}-{weight}.ttf"
            )
            for weight in (400, 700)
        },
    ),
)

ICONS_FROM = ("bootstrap-icons", "1.13.2")


def main() -> None:
    """Write static/vendor anew, with its manifest, and the icon sprite."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.mkdir(parents=True)
    manifest = []
    with tempfile.TemporaryDirectory() as scratch:
        for package in PACKAGES:
            source = _unpack(package.name, package.version, Path(scratch))
            manifest.append(_take(package, source))
        manifest.append(_draw_sprite(_unpack(*ICONS_FROM, Path(scratch))))
    text = json.dumps({"packages": manifest}, indent=2) + "\n"
    (VENDOR / "manifest.json").write_text(text, encoding="utf-8")


def _unpack(name: str, version: str, scratch: Path) -> Path:
    """Fetch a package, and return the folder in which it lies open."""
    command = ["npm", "pack", "--silent", f"{name}@{version}"]
    subprocess.run(command, cwd=scratch, check=True, stdout=subprocess.DEVNULL)
    stem = name.removeprefix("@").replace("/", "-")
    target = scratch / stem
    with tarfile.open(scratch / f"{stem}-{version}.tgz") as archive:
        archive.extractall(target, filter="data")
    return target / "package"


def _take(package: Package, source: Path) -> dict[str, object]:
    """Copy a package's files, and return its entry in the manifest."""
    files = {}
    for origin, name in package.files.items():
        target = VENDOR / name
        target.parent.mkdir(parents=True, exist_ok=True)
        content = (source / origin).read_bytes()
        if origin.endswith(".woff") and name.endswith(".ttf"):
            content = truetype(content)
        target.write_bytes(_without_source_map(content))
        files[f"vendor/{name}"] = sha384(target)
    return _entry(package.name, package.version, source, files)


def _entry(
    name: str, version: str, source: Path, files: dict[str, str]
) -> dict[str, object]:
    licence = json.loads((source / "package.json").read_text("utf-8"))["license"]
    return {"name": name, "version": version, "licence": licence, "files": files}


def _without_source_map(content: bytes) -> bytes:
    """Cut the reference to a source map that is not vendored."""
    for mark in (b"\n//# sourceMappingURL=", b"\n/*# sourceMappingURL="):
        head, found, tail = content.rpartition(mark)
        if found and len(tail) < 200:
            return head + b"\n"
    return content


def sha384(path: Path) -> str:
    """Return a file's hash, as written in an integrity attribute."""
    digest = hashlib.sha384(path.read_bytes()).digest()
    return "sha384-" + base64.b64encode(digest).decode("ascii")


def truetype(woff: bytes) -> bytes:
    """Unpack a WOFF 1.0 file (W3C, 2012) into the TrueType font inside it."""
    flavor, count = struct.unpack(">4x4s4xH", woff[:14])
    entries = []
    for number in range(count):
        start = 44 + 20 * number
        tag, offset, packed, size, checksum = struct.unpack(
            ">4sIIII", woff[start : start + 20]
        )
        table = woff[offset : offset + packed]
        entries.append(
            (tag, checksum, zlib.decompress(table) if packed < size else table)
        )
    power = 1 << (count.bit_length() - 1)
    header = struct.pack(
        ">4sHHHH",
        flavor,
        count,
        power * 16,
        power.bit_length() - 1,
        (count - power) * 16,
    )
    directory, body, position = b"", b"", 12 + 16 * count
    for tag, checksum, table in entries:
        directory += struct.pack(">4sIII", tag, checksum, position, len(table))
        padded = table + b"\0" * (-len(table) % 4)
        body, position = body + padded, position + len(padded)
    return header + directory + body


def _draw_sprite(source: Path) -> dict[str, object]:
    """Put the icons named in tools/icons.txt into one sprite, and return its entry."""
    names = ICONS.read_text("utf-8").split()
    symbols = []
    for name in sorted(set(names)):
        drawing = (source / "icons" / f"{name}.svg").read_text("utf-8")
        inside = drawing[drawing.index(">") + 1 : drawing.rindex("</svg>")].strip()
        inside = "".join(line.strip() for line in inside.splitlines())
        symbols.append(f'<symbol id="{name}" viewBox="0 0 16 16">{inside}</symbol>')
    sprite = STATIC / "icons.svg"
    body = "\n".join(symbols)
    sprite.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg">\n{body}\n</svg>\n', encoding="utf-8"
    )
    return _entry(*ICONS_FROM, source, {"icons.svg": sha384(sprite)})


if __name__ == "__main__":
    main()
