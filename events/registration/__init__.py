"""Registration for events: asked for on a page, confirmed by mail, with a waiting list."""
