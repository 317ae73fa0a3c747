"""The groups that let people into the admin. What they may do with a record, its rights say.

People come into them and leave them with their memberships (`directory.models.membership`).
"""

PUBLISHERS = "Publishers"  # members of organisations that publish without review
REVIEWERS = "Reviewers"  # moderators, and members of organisations that vouch
