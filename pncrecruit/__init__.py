"""PNC Recruit: recruitment and retention for a police force that looks like its country."""
