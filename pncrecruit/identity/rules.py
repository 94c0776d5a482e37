"""What a person may say of who they are, and where an answer came from."""

from pncrecruit.words import N_, Choice


class AnswerState(Choice):
    """Three things that are never mixed: no question, a refusal, an answer."""

    NOT_ASKED = "not_asked", N_("Not asked")
    DECLINED = "declined", N_("Prefers not to say")
    ANSWERED = "answered", N_("Answered")


class AnswerSource(Choice):
    """Who gave the answer, and how."""

    OWN_ANSWER = "own_answer", N_("Own answer")
    SEALED_SHEET = "sealed_sheet", N_("Sealed sheet")
    OWN_CORRECTION = "own_correction", N_("Own later correction")
    THIRD_PARTY = "third_party", N_("Third party, not confirmed")
    SYNTHETIC = "synthetic", N_("Synthetic")
