"""Requests of companies: from the first word to the outcome."""
