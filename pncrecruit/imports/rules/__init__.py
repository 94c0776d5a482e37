"""What an import is, and how far it has come."""

from pncrecruit.words import N_, Choice


class RecordKind(Choice):
    """What the lines of a file are."""

    APPLICANT = "applicant", N_("Applicants")
    OFFICER = "officer", N_("Officers")
    POSTING = "posting", N_("Postings")
    PAY = "pay", N_("Pay")
    COMPLAINT = "complaint", N_("Complaints")


class BatchState(Choice):
    """How far an import has come."""

    READING = "reading", N_("Being read")
    STAGED = "staged", N_("Read, not yet applied")
    APPLYING = "applying", N_("Being applied")
    APPLIED = "applied", N_("Applied")
    UNDOING = "undoing", N_("Being undone")
    UNDONE = "undone", N_("Undone")


class LineState(Choice):
    """What became of a line."""

    ACCEPTED = "accepted", N_("Accepted")
    WARNED = "warned", N_("Accepted with a warning")
    RETURNED = "returned", N_("Returned")
