"""pymupdf4llm (AGPL: measured, never a dependency): Markdown page by page."""

import contextlib
import sys

import pymupdf4llm
from pdf_common import main, pipe_tables


def read(path):
    with contextlib.redirect_stdout(sys.stderr):
        pages = pymupdf4llm.to_markdown(path, page_chunks=True, show_progress=False)
    for number, page in enumerate(pages, start=1):
        for grid in pipe_tables(page["text"]):
            yield number, grid


if __name__ == "__main__":
    main(read)
