"""A stateful test: Attio moves, imports run, fail, are killed and undone, and a user works on.

What each side did is known to the byte, so after each step all can be compared:
`changing_attio` moves Attio, `user_edits` is what the user did, `model` what must hold, `compared` how.
"""
