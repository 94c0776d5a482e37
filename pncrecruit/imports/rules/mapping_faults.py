"""What can be wrong with a mapping: each names its place, in whole sentences."""

from collections.abc import Mapping

from pncrecruit.errors import DomainError
from pncrecruit.words import N_


class MappingWrong(DomainError):
    """A mapping that cannot be followed; ``place`` is where in its text."""

    message = N_("The mapping is wrong at %(place)s.")
    field = "mapping"


class NotToml(MappingWrong):
    message = N_(
        "The mapping is not understood at line %(line)s, column %(column)s: what stands"
        " there is not TOML, or says something a second time."
    )


class TomlEnds(MappingWrong):
    message = N_(
        "The mapping ends before it is complete: a quotation mark or a bracket is not"
        " closed, or a value is missing."
    )


class MappingTooLong(MappingWrong):
    message = N_("The mapping is too long, or goes too deep.")


class MappingNotUtf8(MappingWrong):
    message = N_("The mapping is not a text in UTF-8. Save it so and send it again.")


class MappingOfApplicants(MappingWrong):
    message = N_(
        "The mapping is wrong at %(place)s: applicants come by the fair spreadsheet."
    )


class FieldWithoutColumn(MappingWrong):
    message = N_("The mapping is wrong at %(place)s: this field must have a column.")


class ColumnNotNamed(MappingWrong):
    message = N_("The mapping is wrong at %(place)s: it must name a column.")


class FieldUnknown(MappingWrong):
    message = N_(
        "The mapping is wrong at %(place)s: records of the kind “%(record)s” have no"
        " such field."
    )


class FieldNotMapped(MappingWrong):
    message = N_("The mapping is wrong at %(place)s: no field %(name)s is mapped.")


class EntryUnknown(MappingWrong):
    message = N_("The mapping is wrong at %(place)s: known here are %(known)s.")


class NotOneOf(MappingWrong):
    message = N_("The mapping is wrong at %(place)s: it must be one of %(known)s.")


class RuleUnknown(MappingWrong):
    message = N_(
        "The mapping is wrong at %(place)s: it must be %(known)s, or column: and the"
        " name of a field."
    )


class TableWanted(MappingWrong):
    message = N_("The mapping is wrong at %(place)s: it must be a table, [%(name)s].")


class FormatOfNoDate(MappingWrong):
    message = N_("The mapping is wrong at %(place)s: only a date has a format.")


class YearNotTold(MappingWrong):
    message = N_("The mapping is wrong at %(place)s: the year needs %%Y.")


class FormatTellsLess(MappingWrong):
    message = N_(
        "The mapping is wrong at %(place)s: the format tells no more than this:"
        " %(told)s."
    )


class LagWrong(MappingWrong):
    message = N_(
        "The mapping is wrong at %(place)s: it must be a number of days, 0 to %(most)s."
    )


class SourceKeyWrong(MappingWrong):
    message = N_(
        "The mapping is wrong at %(place)s: it has 2 to 20 small letters, digits and"
        " hyphens, a letter first."
    )


class SourceNameWrong(MappingWrong):
    message = N_("The mapping is wrong at %(place)s: it has 1 to 80 characters.")


class LabelsNotForeign(MappingWrong):
    message = N_(
        "The mapping is wrong at %(place)s: only labels of a foreign test roster count"
        " as confirmed."
    )


class CurrencyWrong(MappingWrong):
    message = N_("The mapping is wrong at %(place)s: three letters, such as GTQ.")


class DayWrong(MappingWrong):
    message = N_("The mapping is wrong at %(place)s: write a day as 2018-12-31.")


class ExtractedBefore(MappingWrong):
    message = N_("The mapping is wrong at %(place)s: it lies before observed_from.")


class CodeTooLong(MappingWrong):
    message = N_("The mapping is wrong at %(place)s: “%(value)s” is too long.")


class CodeUnknown(MappingWrong):
    message = N_(
        "The mapping is wrong at %(place)s: “%(value)s” is not one of %(known)s."
    )


# Those that only the process that reads the file can find, by name.
FOUND_IN_READING: Mapping[str, type[MappingWrong]] = {
    kind.__name__: kind for kind in (CodeTooLong, CodeUnknown)
}
