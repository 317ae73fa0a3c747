"""Searches kept by mail: asked for, confirmed, answered with what is new, and let go."""
