"""The verbs that write: queue, claim, finish, cancel, release."""
