"""What people see of their own: their organisations, the form that lists one, what they publish."""
