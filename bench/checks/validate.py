"""Great Expectations over many reconciliations: import, and one call for a batch. `python -m bench.checks.validate [rows]`."""

from __future__ import annotations

import random
import sys
import time
from decimal import Decimal
from typing import Any

from pipeline.model.check import RECONCILIATION_KINDS
from pipeline.model.rows import ReconciliationRow


def made(rows: int, bad: float, seed: int = 1) -> list[dict[str, Any]]:
    """Rows of which a share `bad` fails."""
    rng = random.Random(seed)
    result = []
    for number in range(rows):
        low = Decimal(rng.randint(0, 10**6)).scaleb(-2)
        gap = Decimal(5) if rng.random() < bad else Decimal(0)
        row = dict.fromkeys(ReconciliationRow._fields)
        row |= {
            "reconciliation_id": f"{number:016x}", "report_id": f"{number % 500:016x}", "kind": rng.choice(RECONCILIATION_KINDS),
            "claim_ids": (f"c{number}", f"d{number}"), "stated_low": low, "stated_high": low + 1,
            "derived_low": low + gap, "derived_high": low + gap + 1, "gap": max(Decimal(0), gap - 1),
            "stated_low_open": False, "stated_high_open": False, "derived_low_open": False, "derived_high_open": False,
            "touches": False, "holds": not gap, "formula": "a / b − 1", "suspects": (f"c{number}",) if gap else (),
            "start": number, "end": number + 3, "message": "…", "message_en": "…",
            "pipeline_version": "0", "vocabulary_hash": "0",
        }  # fmt: skip
        result.append(row)
    return result


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    import pandas as pd

    from pipeline.validate import validate
    from pipeline.validate.gx import _great_expectations

    start = time.process_time()
    _great_expectations()
    print(f"import of Great Expectations: {time.process_time() - start:.1f} s of CPU")
    for bad in (0.0, 0.01, 0.1):
        frame = pd.DataFrame(made(count, bad), dtype=object)
        start = time.process_time()
        findings = validate({"reconciliations": frame}, {"reconciliations": count})
        taken = time.process_time() - start
        print(f"{count} rows, {bad:.0%} of them bad: {len(findings)} findings in {taken:.1f} s of CPU")


if __name__ == "__main__":
    main()
