"""The closed sets that a person's record is made of."""

from pncrecruit.words import N_, Choice


class Sex(Choice):
    """Sex as printed on the DPI."""

    FEMALE = "F", N_("Woman")
    MALE = "M", N_("Man")
    UNKNOWN = "U", N_("Not known")


class CuiState(Choice):
    """What is known of a person's CUI."""

    CHECKED = "checked", N_("Check digit correct")
    REVIEW = "review", N_("To be looked at on the DPI")
    OVERRIDDEN = "overridden", N_("Accepted with a reason")
    COMPARED = "compared", N_("Compared with the DPI")
    NONE = "none", N_("No CUI yet")


class Precision(Choice):
    """How exactly a date is known."""

    DAY = "day", N_("Day")
    MONTH = "month", N_("Month")
    YEAR = "year", N_("Year")


class Level(Choice):
    """How well a language is spoken."""

    BASIC = "basic", N_("Basic")
    CONVERSATION = "conversation", N_("Holds a conversation")
    FLUENT = "fluent", N_("Fluent")
    MOTHER_TONGUE = "mother_tongue", N_("Mother tongue")
