"""Mails that wait: written in the transaction of what they tell, sent by the worker afterwards."""
