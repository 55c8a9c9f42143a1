"""What the PDF adapters share: request in, tables and seconds out. Standard library only.

{"files": {name: path}, "runs"} on standard input; {"tables": {name: [{"grid", "page"}]}, "seconds": [...]} to the file given.
"""

import json
import re
import sys
import time


def main(read):
    """`read(path)` gives the tables of a file as (page or None, grid)."""
    request = json.load(sys.stdin)
    tables, seconds = {}, []
    for run in range(request["runs"] + 1):
        started = time.process_time()
        for name, path in request["files"].items():
            tables[name] = [{"grid": grid, **({"page": page} if page else {})} for page, grid in read(path)]
        if run:
            seconds.append(time.process_time() - started)
    with open(sys.argv[1], "w", encoding="utf-8") as out:
        json.dump({"tables": tables, "seconds": seconds}, out)


def pipe_tables(text):
    """The pipe tables of a Markdown text as grids."""
    grid = []
    for line in [*text.splitlines(), ""]:
        line = line.strip()
        if line.startswith("|") and line.endswith("|") and len(line) > 1:
            cells = [re.sub(r"<br\s*/?>|\*\*", "", cell).strip() for cell in line[1:-1].split("|")]
            if not all(re.fullmatch(r":?-+:?", cell) for cell in cells):
                grid.append(cells)
        elif grid:
            yield grid
            grid = []
