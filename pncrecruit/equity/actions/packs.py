"""The open data of a year: one HR lead drafts them, a second one publishes them."""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import uuid4

from pncrecruit.access.actions import approvals
from pncrecruit.access.actions.approvals import Handler, Line, Preview
from pncrecruit.access.actor import Actor
from pncrecruit.access.models import Approval
from pncrecruit.access.policy import Permission
from pncrecruit.audit.actions import record
from pncrecruit.audit.rules import canonical
from pncrecruit.db import db
from pncrecruit.equity.models import FigureSnapshot, PublicPack
from pncrecruit.equity.packing import day_text, pack_zip
from pncrecruit.equity.previews import preview
from pncrecruit.equity.queries import public, snapshots
from pncrecruit.equity.rules import NoSnapshot, PackBroken, PackChanged
from pncrecruit.words import N_

KIND = "public_pack.publish"
SUBJECT = "public_pack"


def hash_of(content: Mapping[str, Any]) -> str:
    """Return what a content is known by."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def hash_of_bytes(data: bytes) -> str:
    """Return what a file is known by."""
    return hashlib.sha256(data).hexdigest()


def approved_content(pack: PublicPack) -> dict[str, Any]:
    """Return what two persons approved. Raises PackBroken if it is not that."""
    if hash_of(pack.content) != pack.content_hash:
        raise PackBroken
    return pack.content


def approved_archive(pack: PublicPack) -> bytes:
    """Return the bytes that were approved. Raises PackBroken if it is not those."""
    if hash_of_bytes(pack.archive) != pack.archive_hash:
        raise PackBroken
    return pack.archive


class Draft(NamedTuple):
    """The open data of the newest figures, drawn and not yet asked for."""

    year: int
    snapshot_id: int
    as_of: date
    content: dict[str, Any]
    archive: bytes

    @property
    def payload(self) -> dict[str, Any]:
        """What a second person is asked to publish: exactly this."""
        return {
            "year": self.year,
            "snapshot": self.snapshot_id,
            "as_of": self.as_of.isoformat(),
            "hash": hash_of(self.content),
            "files": hash_of_bytes(self.archive),
        }


def draft() -> Draft:
    """Draw the open data of the newest figures: long work, and nothing is written.

    Raises NoSnapshot.
    """
    snapshot = snapshots.newest()
    content = _content(snapshot)
    if snapshot is None or content is None:
        raise NoSnapshot
    drawn = pack_zip(content, hash_of(content))
    return Draft(content["year"], snapshot.id, snapshot.as_of, content, drawn)


def preview_of_newest() -> dict[str, Any] | None:
    """Return what a draft of the newest figures would hold; None without any."""
    content = _content(snapshots.newest())
    return preview(content, hash_of(content)) if content else None


def _content(snapshot: FigureSnapshot | None) -> dict[str, Any] | None:
    return public.pack_content(snapshot, snapshot.as_of.year) if snapshot else None


def ask_to_publish(
    drawn: Draft, *, actor: Actor, at: datetime, reason: str
) -> Approval:
    """Ask that a draft be published, and keep it until then. Raises AlreadyAsked."""
    payload = drawn.payload
    asked = approvals.ask(
        KIND, (SUBJECT, drawn.year), payload, 1, actor=actor, at=at, reason=reason
    )
    db.session.add(
        PublicPack(
            public_id=uuid4(),
            year=drawn.year,
            snapshot_id=drawn.snapshot_id,
            content=drawn.content,
            content_hash=payload["hash"],
            archive=drawn.archive,
            archive_hash=payload["files"],
            published_at=None,
            approval_id=asked.id,
        )
    )
    db.session.flush()
    return asked


def _describe(approval: Approval) -> list[Line]:
    payload = approval.payload
    return [
        Line(N_("Year"), "", str(payload["year"])),
        Line(N_("Figures of"), "", day_text(payload["as_of"])),
        Line(N_("Fingerprint"), "", str(payload["hash"])),
        Line(N_("Fingerprint of the files"), "", str(payload["files"])),
    ]


def _preview(approval: Approval) -> Preview | None:
    """Return what would be published, as the files have it, and what is held back."""
    pack = public.pack_of(approval.id)
    if pack is None:
        return None  # it was refused or taken back
    content = approved_content(pack)
    return Preview("equity/_pack_preview.html", preview(content, pack.content_hash))


def _apply(approval: Approval, actor: Actor, at: datetime) -> None:
    """Publish exactly what was shown. Raises PackChanged if it is not that any more."""
    payload = approval.payload
    pack = public.pack_of(approval.id)
    if (
        pack is None
        or hash_of(pack.content) != payload["hash"]
        or hash_of_bytes(pack.archive) != payload["files"]
    ):
        raise PackChanged
    pack.published_at = at
    record(
        "public_pack.publish",
        (SUBJECT, payload["year"]),
        author=actor.author,
        at=at,
        as_of=payload["as_of"],
        hash=payload["hash"],
    )


def _take_away(approval: Approval, _actor: Actor | None, _at: datetime) -> None:
    """Keep nothing of a draft that is not published."""
    pack = public.pack_of(approval.id)
    if pack is not None:
        db.session.delete(pack)
        db.session.flush()


approvals.register(
    Handler(
        kind=KIND,
        label=N_("Publish the open data of a year"),
        permission=Permission.PUBLIC_PACK_APPROVE,
        version=lambda _year: 1,
        describe=_describe,
        apply=_apply,
        refuse=_take_away,
        preview=_preview,
    )
)
