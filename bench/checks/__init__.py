"""How long the checks take: `python -m bench.checks.validate` and `python -m bench.checks.reconcile`."""
