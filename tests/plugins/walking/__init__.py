"""A long walk at random: Attio moves, imports run, fail, are killed and taken back, and a user works on.

What each side did is known to the byte, so after each step all can be compared.
"""
