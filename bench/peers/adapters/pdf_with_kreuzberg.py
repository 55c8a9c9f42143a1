"""kreuzberg: its tables, or the pipe tables of its Markdown."""

import kreuzberg
from pdf_common import main, pipe_tables

CONFIG = kreuzberg.ExtractionConfig(output_format="markdown")


def read(path):
    result = kreuzberg.extract_file_sync(path, config=CONFIG)
    if result.tables:
        for table in result.tables:
            yield table.page_number, table.cells
    else:
        for grid in pipe_tables(result.content):
            yield None, grid


if __name__ == "__main__":
    main(read)
