"""What the demo refuses to do."""

from pncrecruit.errors import Conflict
from pncrecruit.words import N_


class NotForProduction(Conflict):
    message = N_("The demo country is never put into a production installation.")


class HoldsOtherData(Conflict):
    message = N_("The database holds data of its own: the demo country was not added.")


class HoldsAnotherCountry(Conflict):
    message = N_(
        "The database holds the demo country of seed %(seed)s with %(officers)s"
        " officers and %(applicants)s applicants. Make another in an empty database."
    )
