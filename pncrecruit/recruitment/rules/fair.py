"""The spreadsheet of fairs: its columns, as the import of applicants knows them."""

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
