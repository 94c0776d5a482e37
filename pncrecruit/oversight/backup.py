"""Make a backup, and say that one is good only after everything in it was checked."""

import json
import shutil
import tempfile
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.engine import make_url

from pncrecruit.oversight import archive, engines

MANIFEST = "manifest.json"
FILES = "files"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds: hashes of its parts, rows of each table, the chain's end."""

    made_at: str
    engine: str
    parts: dict[str, str]
    rows: dict[str, int]
    audit_entries: int

    @property
    def summary(self) -> str:
        """One line for the operator."""
        tables, rows = len(self.rows), sum(self.rows.values())
        return (
            f"{rows} rows in {tables} tables, {self.audit_entries} audit entries,"
            f" {len(self.parts)} files ({self.engine}, {self.made_at})"
        )


class BackupUnfit(RuntimeError):
    """What was restored is not what was backed up."""


def make(
    url: str, target: Path, secret: str, *, files: Path, at: datetime, programs: str
) -> Manifest:
    """Copy the database and the files while they are in use, into one archive."""
    with tempfile.TemporaryDirectory(dir=target.parent) as name:
        folder = Path(name)
        part, rows = engines.copy_database(url, folder, programs)
        if files.exists():
            shutil.copytree(files, folder / FILES)
        parts = {
            str(path.relative_to(folder)): archive.digest(path)
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }
        engine = "sqlite" if part.name == engines.SQLITE_PART else "postgresql"
        manifest = Manifest(
            at.isoformat(), engine, parts, rows, rows.get("audit_entry", 0)
        )
        (folder / MANIFEST).write_text(json.dumps(asdict(manifest), sort_keys=True))
        archive.pack(folder, target, secret)
    return manifest


def restore(
    source: Path, url: str, secret: str, *, files: Path, programs: str
) -> Manifest:
    """Put a backup into an empty place, then check hashes, rows and references.

    The audit chain is checked by the caller, on the restored database. Raises
    ArchiveRefused, EngineRefused or BackupUnfit.
    """
    with tempfile.TemporaryDirectory(dir=source.parent) as name:
        folder = Path(name)
        archive.unpack(source, folder, secret)
        manifest = Manifest(**json.loads((folder / MANIFEST).read_text()))
        for part, expected in manifest.parts.items():
            if archive.digest(folder / part) != expected:
                raise BackupUnfit(f"{part} is not what was backed up.")
        if files.exists() and any(files.iterdir()):
            raise BackupUnfit("The folder of files is not empty.")
        engines.put_back(url, folder, programs)
        if (folder / FILES).exists():
            shutil.copytree(folder / FILES, files, dirs_exist_ok=True)
    with engines.connected(make_url(url)) as connection:
        rows = engines.row_counts(connection)
        broken = engines.broken_references(connection)
    if rows != manifest.rows:
        wrong = sorted(k for k in rows if rows[k] != manifest.rows.get(k))
        raise BackupUnfit(f"Rows differ in: {', '.join(wrong)}.")
    if broken:
        raise BackupUnfit(f"{broken} references point to nothing.")
    return manifest
