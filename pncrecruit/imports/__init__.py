"""Spreadsheets become applicants, officers and service facts."""
