"""Reference data on Guatemala and its police: bundled, read once, never changed.

`pncrecruit/reference/data/README.md` says where each file comes from.
"""

from .calls import (
    StartingPhase,
    StartingRequirement,
    starting_phases,
    starting_requirements,
)
from .census import (
    AGE_GROUPS,
    CensusPeople,
    CensusSexAge,
    census_communities,
    census_people,
    census_sex_age,
)
from .peoples import (
    Language,
    LinguisticCommunity,
    People,
    languages,
    linguistic_communities,
    peoples,
)
from .police import (
    Comisaria,
    CommandPost,
    District,
    Headquarters,
    Rank,
    comisarias,
    command_posts,
    districts,
    headquarters,
    ranks,
)
from .territory import (
    Department,
    Municipality,
    department_boundaries,
    departments,
    distance_km,
    municipalities,
)
from .vocabulary import (
    LossReason,
    Schooling,
    SeparationKind,
    ServiceCode,
    Term,
    glossary,
    loss_reasons,
    schooling_levels,
    separation_kinds,
    service_codes,
)

__all__ = [
    "AGE_GROUPS",
    "CensusPeople",
    "CensusSexAge",
    "Comisaria",
    "CommandPost",
    "Department",
    "District",
    "Headquarters",
    "Language",
    "LinguisticCommunity",
    "LossReason",
    "Municipality",
    "People",
    "Rank",
    "Schooling",
    "SeparationKind",
    "ServiceCode",
    "StartingPhase",
    "StartingRequirement",
    "Term",
    "census_communities",
    "census_people",
    "census_sex_age",
    "comisarias",
    "command_posts",
    "department_boundaries",
    "departments",
    "distance_km",
    "districts",
    "glossary",
    "headquarters",
    "languages",
    "linguistic_communities",
    "loss_reasons",
    "municipalities",
    "peoples",
    "ranks",
    "schooling_levels",
    "separation_kinds",
    "service_codes",
    "starting_phases",
    "starting_requirements",
]
