"""What the page of an application tells of the trail."""

# The deeds on an application that its page tells; reading it is for the trail alone.
TOLD = (
    "application.registered",
    "application.taken_up",
    "application.handed_over",
    "application.receipt_issued",
    "application.languages_changed",
    "application.corrected",
    "person.contact_changed",
    "person.corrected",
    "person.merged",
    "person.separated",
    "document.received",
    "document.judged",
    "document.removed",
)
