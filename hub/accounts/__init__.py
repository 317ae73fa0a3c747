"""People who sign in: one door for site and admin, second factors, their own data."""
