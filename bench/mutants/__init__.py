"""The figure mutation score: one figure of a made note is changed; do the checks find it, and name it?

killed / provable, valid only with no finding on the clean notes. Which mutants are provable is decided by an exact solver
that shares nothing with the pipeline. `make mutants` prints the table.
"""
