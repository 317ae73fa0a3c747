"""What search keeps in the database; everything else it knows stands in the index."""

from search.models.index_request import IndexRequest

__all__ = ["IndexRequest"]
