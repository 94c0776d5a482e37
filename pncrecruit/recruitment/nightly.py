"""The job of recruitment: files that belong to no application are destroyed."""

from pncrecruit.documents.actions import sweep
from pncrecruit.documents.keeping import folder_of
from pncrecruit.jobs.registry import Done, Job, Night, register
from pncrecruit.words import N_


def _sweep(night: Night) -> Done:
    return Done({"removed": sweep(folder_of(night.settings["DATA_DIR"]), at=night.at)})


register(Job("files_sweep", N_("Files that belong to no record"), 20, _sweep))
