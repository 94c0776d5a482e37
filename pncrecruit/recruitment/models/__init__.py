"""Calls with their phases and requirements, applications and what befell them."""

from pncrecruit.recruitment.models.applications import (
    Application,
    AppointmentAct,
    ClosedApplication,
    Declaration,
    FormSheet,
    Mark,
    Measure,
    PhaseTransition,
)
from pncrecruit.recruitment.models.calls import (
    CallAssignment,
    CallRequirement,
    CallStart,
    CallTemplate,
    Phase,
    RecruitmentCall,
)
from pncrecruit.recruitment.models.counts import FunnelCount, Reached, StageCount
from pncrecruit.recruitment.models.documents import (
    ApplicationDocument,
    CallDocument,
    DocumentVerdict,
)
from pncrecruit.recruitment.models.marking import (
    BlindSheet,
    ConflictDecision,
    ConflictDeclaration,
    MarkLock,
    MeasureReading,
    Panel,
    PanelSeat,
    PhaseLock,
    SelectionRule,
)
from pncrecruit.recruitment.models.saved import SavedFilter
from pncrecruit.recruitment.models.selection import (
    OfferAnswer,
    ReviewAnswer,
    ReviewRequest,
    SelectionEntry,
    SelectionList,
    SelectionOffer,
    SelectionPublication,
)
from pncrecruit.recruitment.models.sessions import CalendarFeed, ExamSession, Summons

__all__ = [
    "Application",
    "ApplicationDocument",
    "AppointmentAct",
    "BlindSheet",
    "CalendarFeed",
    "CallAssignment",
    "CallDocument",
    "CallRequirement",
    "CallStart",
    "CallTemplate",
    "ClosedApplication",
    "ConflictDecision",
    "ConflictDeclaration",
    "Declaration",
    "DocumentVerdict",
    "ExamSession",
    "FormSheet",
    "FunnelCount",
    "Mark",
    "MarkLock",
    "Measure",
    "MeasureReading",
    "OfferAnswer",
    "Panel",
    "PanelSeat",
    "Phase",
    "PhaseLock",
    "PhaseTransition",
    "Reached",
    "RecruitmentCall",
    "ReviewAnswer",
    "ReviewRequest",
    "SavedFilter",
    "SelectionEntry",
    "SelectionList",
    "SelectionOffer",
    "SelectionPublication",
    "SelectionRule",
    "StageCount",
    "Summons",
]
