"""What is done to accounts, roles, sign-ins and requests for a second person."""
