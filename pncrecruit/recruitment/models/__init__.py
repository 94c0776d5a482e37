"""Calls with their phases and requirements, applications and what befell them."""

from pncrecruit.recruitment.models.applications import (
    Application,
    AppointmentAct,
    Declaration,
    FormSheet,
    Mark,
    Measure,
    PhaseTransition,
)
from pncrecruit.recruitment.models.calls import (
    CallAssignment,
    CallRequirement,
    Phase,
    RecruitmentCall,
)
from pncrecruit.recruitment.models.counts import FunnelCount, Reached, StageCount
from pncrecruit.recruitment.models.marking import MarkLock, PhaseLock

__all__ = [
    "Application",
    "AppointmentAct",
    "CallAssignment",
    "CallRequirement",
    "Declaration",
    "FormSheet",
    "FunnelCount",
    "Mark",
    "MarkLock",
    "Measure",
    "Phase",
    "PhaseLock",
    "PhaseTransition",
    "Reached",
    "RecruitmentCall",
    "StageCount",
]
