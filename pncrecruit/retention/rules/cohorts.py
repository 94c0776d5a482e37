"""The names of cohorts, in the order in which they are shown."""

from typing import Final

from pncrecruit.words import N_

NAMES: Final = {
    "women": N_("Women"),
    "men": N_("Men"),
    "maya": N_("Maya"),
    "xinka": N_("Xinka"),
    "garifuna": N_("Garifuna"),
    "other": N_("Ladino, Afro-descendant or foreign"),
    "indigenous": N_("Indigenous (Maya and Xinka)"),
    "indigenous:women": N_("Indigenous women"),
    "not_stated": N_("No answer"),
}
CROSSED: Final = {"women": N_("%(group)s: women"), "men": N_("%(group)s: men")}
