"""PNC Recruit: recruitment, service records and retention of a national police."""
