"""markitdown: Markdown of the whole file."""

from markitdown import MarkItDown
from pdf_common import main, pipe_tables

CONVERTER = MarkItDown()


def read(path):
    for grid in pipe_tables(CONVERTER.convert(path).text_content):
        yield None, grid


if __name__ == "__main__":
    main(read)
