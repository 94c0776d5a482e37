"""Signed checkpoints: what the chain was, kept where the web process cannot write.

A chain alone cannot show that its end was cut off, or that it was made anew whole.
A checkpoint holds its length and last hash, signed with Ed25519 (RFC 8032).
"""

import json
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from pncrecruit.audit import queries
from pncrecruit.audit.rules import Checkpoint, Fault, FaultKind

_OWNER_ONLY = 0o600


class CheckpointKeyUnfit(RuntimeError):
    """The file holds no Ed25519 key of the kind that is needed."""


def make_key(private: Path, public: Path) -> None:
    """Write a new pair of keys; an existing file is never overwritten.

    Raises FileExistsError if one of the files exists.
    """
    for path in (private, public):
        if path.exists():
            raise FileExistsError(f"{path.name} exists and is not overwritten")
    key = Ed25519PrivateKey.generate()
    private.touch(mode=_OWNER_ONLY)
    private.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    public.write_bytes(
        key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    )


def add(checkpoints: Path, private: Path, *, at: datetime) -> Checkpoint:
    """Sign the present end of the chain and append it to the file of checkpoints."""
    key = load_pem_private_key(private.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise CheckpointKeyUnfit(f"{private.name} is not an Ed25519 private key")
    count, last_hash = queries.last()
    unsigned = Checkpoint(count, last_hash, at.isoformat())
    signed = replace(unsigned, signature=key.sign(unsigned.statement).hex())
    with checkpoints.open("a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(signed), sort_keys=True) + "\n")
    return signed


def check(checkpoints: Path, public: Path) -> tuple[int, Fault | None]:
    """Hold the chain against every checkpoint; return how many, and the first fault.

    Run after ``queries.verify``: what is chained correctly up to a signed hash is
    what was signed.
    """
    key = load_pem_public_key(public.read_bytes())
    if not isinstance(key, Ed25519PublicKey):
        raise CheckpointKeyUnfit(f"{public.name} is not an Ed25519 public key")
    number = 0
    for line in checkpoints.read_text(encoding="utf-8").splitlines():
        number += 1
        one = Checkpoint(**json.loads(line))
        try:
            key.verify(bytes.fromhex(one.signature), one.statement)
        except (InvalidSignature, ValueError):
            return number, Fault(one.count, FaultKind.CHECKPOINT)
        if one.count == 0:
            continue
        present = queries.hash_of(one.count)
        if present is None:
            return number, Fault(queries.last()[0], FaultKind.CUT)
        if present != one.last_hash:
            return number, Fault(one.count, FaultKind.CHECKPOINT)
    return number, None
