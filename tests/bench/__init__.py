"""`make bench`: how fast the search answers, measured in one run on this machine."""
