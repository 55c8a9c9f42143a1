"""How fast the line is, beside the least that any such line has to do.

`make bench` prints processor time, never wall-clock: a shared machine must not decide. Medians of several runs.
"""
