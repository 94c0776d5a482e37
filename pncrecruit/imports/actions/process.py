"""Starts the process that reads a file, and passes on what it tells."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pncrecruit
from pncrecruit.errors import DomainError
from pncrecruit.imports.rules.mapping import FileMapping
from pncrecruit.imports.rules.mapping_faults import FOUND_IN_READING
from pncrecruit.imports.rules.problems import (
    REFUSALS,
    AsksTooMuch,
    FileBroken,
)

_ROOT = Path(pncrecruit.__file__).resolve().parent.parent
# No secret and no address of a database reaches the process that reads a foreign file.
_ENVIRONMENT = {
    "PYTHONPATH": str(_ROOT),
    "PYTHONUTF8": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
}


def told(path: Path, name: str, mapping: FileMapping) -> Iterator[dict[str, Any]]:
    """Yield what the reading process says of a file; raise its refusal.

    A process that dies on a file (too much memory or time) refuses the file as well.
    """
    with subprocess.Popen(
        [sys.executable, "-m", "pncrecruit.imports.reading.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=_ROOT,
        env=_ENVIRONMENT,
        text=True,
        encoding="utf-8",
    ) as process:
        try:
            yield from _answers(process, path, name, mapping)
        finally:
            process.kill()


def _answers(
    process: "subprocess.Popen[str]", path: Path, name: str, mapping: FileMapping
) -> Iterator[dict[str, Any]]:
    if process.stdin is None or process.stdout is None:
        raise FileBroken
    asked = {"path": str(path.resolve()), "name": name, "mapping": mapping.plain}
    process.stdin.write(json.dumps(asked))
    process.stdin.close()
    for line in process.stdout:
        answer: dict[str, Any] = json.loads(line)
        if "refused" in answer:
            raise refusal(answer)
        yield answer
        if "end" in answer:
            return
    raise AsksTooMuch


def refusal(answer: dict[str, Any]) -> DomainError:
    """Return the refusal that the reading process told of."""
    name = str(answer["refused"])
    kind = REFUSALS.get(name) or FOUND_IN_READING.get(name)
    if kind is None:
        return FileBroken()
    return kind(**answer["facts"])
