"""Records stay right: who is asked when, what happens without an answer, and what raises them."""
