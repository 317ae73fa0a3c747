"""What search keeps in the database; everything else it knows stands in the index."""

from search.models.index_request import IndexRequest
from search.models.index_state import IndexState
from search.models.pick import Pick
from search.models.question import AskedQuestion, VisitorKey
from search.models.saved_search import SavedSearch
from search.models.synonym import Synonym

__all__ = [
    "AskedQuestion",
    "IndexRequest",
    "IndexState",
    "Pick",
    "SavedSearch",
    "Synonym",
    "VisitorKey",
]
