"""Who acts for an organisation: invited by mail, with roles, never without an owner."""
