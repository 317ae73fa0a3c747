"""The Digital-Check: statements by topic, a result, and what helps. Nothing of it is kept."""
