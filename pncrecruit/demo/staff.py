"""Who works with the demo: their accounts, all with one password."""

from dataclasses import dataclass

from pncrecruit.access.rules import Role

PASSWORD = "cinco-volcanes-y-un-lago"  # noqa: S105 - printed for whoever tries it
DOMAIN = "pnc.example"  # reserved: no letter ever arrives there


@dataclass(frozen=True, slots=True)
class Member:
    """An account of the demo.

    ``place`` counts the comisarías by size: a recruiter's office, a manager's unit.
    """

    login: str
    role: Role
    given_names: str
    first_surname: str
    second_surname: str
    place: int | None = None
    retention_team: bool = False

    @property
    def email(self) -> str:
        """The address to sign in with."""
        return f"{self.login}@{DOMAIN}"


STAFF = (
    Member("recluta1", Role.RECRUITER, "Marta Julia", "Coy", "Pop", 0),
    Member("recluta2", Role.RECRUITER, "Edwin Rolando", "Chávez", "Morales", 1),
    Member(
        "rrhh1", Role.HR_LEAD, "Silvia Elena", "Barrios", "de León", retention_team=True
    ),
    Member("rrhh2", Role.HR_LEAD, "Otto René", "Xitumul", "García"),
    Member("jefa1", Role.MANAGER, "Ana Lucía", "Tzoc", "Hernández", 0),
    Member("jefe2", Role.MANAGER, "Byron Estuardo", "Paz", "Castillo", 1),
    Member("admin", Role.ADMIN, "Nidia Carolina", "Recinos", "Ramírez"),
    Member("auditora1", Role.AUDITOR, "Gloria Estela", "Ramos", "Cifuentes"),
    Member("auditor2", Role.AUDITOR, "Mynor Iván", "Batz", "Ajú"),
)
