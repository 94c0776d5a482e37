"""How much a file may ask of us."""

import resource
from dataclasses import dataclass

MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What is refused beyond; a looser value than these is a defect."""

    packed: int = 50 * MB
    unpacked: int = 400 * MB
    ratio: int = 100
    entries: int = 200
    rows: int = 200_000
    columns: int = 100
    cell: int = 2_000  # characters
    memory: int = 1024 * MB
    seconds: int = 60  # of the processor


LIMITS = Limits()


def hold_to(limits: Limits) -> None:
    """Let the system itself hold this process to its memory and time."""
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
