"""A query in other forms than the result page: a feed, files, a frame for other sites."""
