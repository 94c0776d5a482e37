"""The person behind a request, as rules and queries know them."""

from dataclasses import dataclass

from pncrecruit.access.policy import POLICY, Permission
from pncrecruit.access.rules import NOTHING, Role, Scope, ScopeKind
from pncrecruit.audit.actions import Author


def granted(roles: frozenset[Role], permission: Permission) -> bool:
    """Say whether one of these roles has a permission at all."""
    return not roles.isdisjoint(POLICY[permission])


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: read afresh at every request, so that a lost right is lost at once.

    ``units`` are the units of the manager's grants, ``assignments`` the pairs
    (call id, office id) of the recruiter.
    """

    user_id: int
    person_id: int | None
    name: str
    roles: frozenset[Role]
    retention_team: bool = False
    units: tuple[int, ...] = ()
    assignments: tuple[tuple[int, int], ...] = ()
    language: str = "es_GT"
    request_id: str = ""

    @property
    def author(self) -> Author:
        """The actor as the audit trail keeps them."""
        roles = ",".join(sorted(role.value for role in self.roles))
        return Author(self.user_id, self.name, roles, self.request_id)

    def may(self, permission: Permission) -> bool:
        """Say whether one of the actor's roles has the permission at all."""
        return granted(self.roles, permission)

    def conditions(self, permission: Permission) -> frozenset[str]:
        """Return the conditions that the actor's grant of a permission carries."""
        grants = POLICY[permission]
        found = [grants[role].conditions for role in self.roles if role in grants]
        if not found or "" in found:
            return frozenset()
        return frozenset.intersection(*(frozenset(one.split("+")) for one in found))

    def scope(self, permission: Permission) -> Scope:
        """Return which records the actor reaches with a permission.

        With several roles the widest holds: all, else what unit and call reach.
        """
        grants = POLICY[permission]
        kinds = {grants[role].scope for role in self.roles if role in grants}
        for kind in (ScopeKind.ALL, ScopeKind.UNIT, ScopeKind.CALL):
            if kind in kinds:
                return Scope(
                    kind,
                    user_id=self.user_id,
                    person_id=self.person_id,
                    units=self.units,
                    assignments=self.assignments,
                )
        if kinds:
            return Scope(
                next(iter(kinds)), user_id=self.user_id, person_id=self.person_id
            )
        return NOTHING
