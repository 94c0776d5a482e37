"""The jobs of recruitment: stray files, reminders, and messages to applicants."""

from pncrecruit.db import now
from pncrecruit.documents.actions import sweep
from pncrecruit.documents.keeping import folder_of
from pncrecruit.jobs.registry import Done, Job, Night, register
from pncrecruit.messages.actions.delivery import deliver
from pncrecruit.messages.rules import Channel
from pncrecruit.recruitment.actions.reminders import write_reminders
from pncrecruit.recruitment.queries.messages import why_untrue
from pncrecruit.words import N_


def _sweep(night: Night) -> Done:
    return Done({"removed": sweep(folder_of(night.settings["DATA_DIR"]), at=night.at)})


def _remind(night: Night) -> Done:
    # A day of the past reminds nobody of anything.
    if night.day != night.today:
        return Done({"reminded": 0})
    return Done({"reminded": write_reminders(night.today, night.at)})


def _send(night: Night) -> Done:
    done = deliver(
        {Channel.EMAIL: night.outbox, Channel.SMS: night.texts},
        most=night.settings["MESSAGES_A_MINUTE"],
        is_true=why_untrue,
        clock=now,
    )
    return Done({"messages": done.sent, "failed": done.failed, "unsure": done.unsure})


register(Job("files_sweep", N_("Files that belong to no record"), 20, _sweep))
register(Job("message_reminders", N_("Reminders of test sessions"), 70, _remind))
register(
    Job("messages_send", N_("Messages to applicants"), 75, _send, each_minute=True)
)
