"""Seeks and offers: their pages, how they are written and renewed, whom they fit, how to answer."""
