"""How somebody takes over an entry that stands in the directory already."""
