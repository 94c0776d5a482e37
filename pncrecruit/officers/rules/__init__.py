"""Units, and what a service record is made of."""

from pncrecruit.words import N_, Choice


class UnitKind(Choice):
    """The levels of the tree of units."""

    NATIONAL = "national", N_("National")
    DIRECTORATE = "directorate", N_("Directorate")
    DISTRICT = "district", N_("District")
    COMISARIA = "comisaria", N_("Comisaría")
    STATION = "station", N_("Station")
    SUBSTATION = "substation", N_("Sub-station")
    ACADEMY = "academy", N_("Academy")
    OFFICE = "office", N_("Office")


class OfficerStatus(Choice):
    """Whether an officer serves today."""

    SERVING = "serving", N_("Serving")
    SEPARATED = "separated", N_("Separated")


class FactKind(Choice):
    """What a line of the service record is about."""

    APPOINTMENT = "appointment", N_("Appointment")
    RANK = "rank", N_("Rank")
    POSTING = "posting", N_("Posting")
    SEPARATION = "separation", N_("Separation")
    REENTRY = "reentry", N_("Re-entry")
    PAY = "pay", N_("Pay")
    COMPLAINT = "complaint", N_("Complaint")
    HOME = "home", N_("Home")
    SHIFT = "shift", N_("Shift pattern")
    REST_CANCELLED = "rest_cancelled", N_("Rest cancelled")
    LEAVE = "leave", N_("Leave")
    LEAVE_REFUSED = "leave_refused", N_("Leave refused")
    TRANSFER_REQUEST = "transfer_request", N_("Transfer request")
    TRAINING = "training", N_("Training")
    COMMENDATION = "commendation", N_("Commendation")
    DISCIPLINE = "discipline", N_("Discipline")
    APPRAISAL = "appraisal", N_("Appraisal")
    BUDGET_LINE = "budget_line", N_("Budget line")


class SeparationCause(Choice):
    """Competing ends of a career."""

    VOLUNTARY = "voluntary", N_("By own will")
    RETIREMENT = "retirement", N_("Retirement")
    INVOLUNTARY = "involuntary", N_("Involuntary")
    DEATH = "death", N_("Death")
    UNKNOWN = "unknown", N_("Cause not known")
