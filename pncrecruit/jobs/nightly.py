"""The jobs of access and audit: requests expire, the chain is checked and signed."""

from pathlib import Path

from pncrecruit.access.actions import approvals
from pncrecruit.audit import checkpoints, queries
from pncrecruit.jobs.registry import Done, Job, Night, register
from pncrecruit.jobs.words import broken_chain
from pncrecruit.words import N_


def _expire(night: Night) -> Done:
    return Done({"expired": approvals.expire(night.at)})


def _verify(_night: Night) -> Done:
    chain = queries.verify()
    return Done(
        {"entries": chain.entries, "last_hash": chain.last_hash},
        broken_chain(chain.fault),
    )


def _checkpoint(night: Night) -> Done:
    signed = Path(night.settings["CHECKPOINT_FILE"])
    key = Path(night.settings["CHECKPOINT_KEY"])
    return Done({"entries": checkpoints.add(signed, key, at=night.at).count})


def _no_key(night: Night) -> str:
    if night.settings["CHECKPOINT_FILE"] and night.settings["CHECKPOINT_KEY"]:
        return ""
    return N_(
        "This server has no key to sign with: whoever runs it sets CHECKPOINT_FILE and"
        " CHECKPOINT_KEY."
    )


register(Job("approvals_expire", N_("Requests past their time"), 10, _expire))
register(Job("audit_verify", N_("Audit chain: is it whole"), 90, _verify))
register(
    Job(
        "audit_checkpoint",
        N_("Audit chain: signed checkpoint"),
        95,
        _checkpoint,
        after=("audit_verify",),
        why_not=_no_key,
    )
)
