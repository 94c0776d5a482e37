"""Deeds on units, officers and their service records."""

from pncrecruit.officers.actions.appointment import appoint
from pncrecruit.officers.actions.facts import correct_fact, record_fact, withdraw_fact
from pncrecruit.officers.actions.today import refresh_today

__all__ = ["appoint", "correct_fact", "record_fact", "refresh_today", "withdraw_fact"]
