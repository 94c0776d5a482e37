"""The spreadsheet of fairs: its columns, as the import of applicants knows them."""

from pncrecruit.errors import DomainError
from pncrecruit.words import N_


class NotASheet(DomainError):
    message = N_(
        "This is not the number of a paper form of this call. Write it whole, as it is"
        " printed, with the character after the last hyphen."
    )
    field = "sheet"


class SheetKeyedIn(DomainError):
    message = N_("This paper form was keyed in already: it is application %(number)s.")
    field = "sheet"


ROWS_SHEET = "aspirantes"
COLUMNS = (
    "id",
    "nombres",
    "primer_apellido",
    "segundo_apellido",
    "apellido_de_casada",
    "cui",
    "motivo_sin_cui",
    "fecha_nacimiento",
    "sexo",
    "municipio",
    "telefono",
    "escolaridad",
    "estatura_cm",
    "idiomas",
)
