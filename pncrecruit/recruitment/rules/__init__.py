"""The closed sets of recruitment: calls, phases, results, standings."""

from pncrecruit.words import N_, Choice


class CallState(Choice):
    """The life of a call."""

    DRAFT = "draft", N_("Draft")
    OPEN = "open", N_("Open")
    CLOSED = "closed", N_("Closed to applicants")
    FINISHED = "finished", N_("Finished")


class PhaseKind(Choice):
    """What a phase is, which decides what is recorded in it."""

    PAPERS = "papers", N_("Papers")
    MEASUREMENT = "measurement", N_("Measurement")
    TEST = "test", N_("Test with marks")
    LANGUAGE_TEST = "language_test", N_("National-language test")
    FITNESS_EVALUATION = "fitness_evaluation", N_("Fit or unfit evaluation")
    BOARD = "board", N_("Board")
    INVESTIGATION = "investigation", N_("Investigation")
    SELECTION = "selection", N_("Selection list")
    COURSE = "course", N_("Course")
    GRADUATION = "graduation", N_("Graduation")


class RequirementKind(Choice):
    """What a call may require; the values are the call's."""

    AGE = "age", N_("Age")
    HEIGHT = "height", N_("Height")
    SCHOOLING = "schooling", N_("Schooling")
    NATIONALITY = "nationality", N_("Nationality")
    DECLARATION = "declaration", N_("Declaration")


class Standing(Choice):
    """Where an application stands."""

    ACTIVE = "active", N_("In process")
    NOT_MET = "not_met", N_("Does not meet a requirement")
    REJECTED = "rejected", N_("Did not pass")
    NO_SHOW = "no_show", N_("Did not attend")
    WITHDRAWN = "withdrawn", N_("Withdrew")
    DEFERRED = "deferred", N_("Deferred")
    COMPLETED = "completed", N_("Has passed every phase")
    APPOINTED = "appointed", N_("Appointed")


class Result(Choice):
    """What a phase ended with for one application."""

    PASSED = "passed", N_("Passed")
    FAILED = "failed", N_("Did not pass")
    NOT_MET = "not_met", N_("Does not meet a requirement")
    NO_SHOW = "no_show", N_("Did not attend")
    WITHDREW = "withdrew", N_("Withdrew")
    DEFERRED = "deferred", N_("Deferred")
    REINSTATED = "reinstated", N_("Reinstated")
    APPOINTED = "appointed", N_("Appointed")
    UNDONE = "undone", N_("Undone")


class WayIn(Choice):
    """How an application came in."""

    COUNTER = "counter", N_("Counter")
    FAIR = "fair", N_("Fair")
    SPREADSHEET = "spreadsheet", N_("Spreadsheet")
    SYNTHETIC = "synthetic", N_("Synthetic")
