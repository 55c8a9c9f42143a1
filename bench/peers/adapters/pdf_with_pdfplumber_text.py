"""pdfplumber: extract_words and extract_tables, its strategy `text`."""

import pdfplumber
from pdf_common import main

SETTINGS = {"vertical_strategy": "text", "horizontal_strategy": "text"}


def read(path):
    with pdfplumber.open(path) as document:
        for page in document.pages:
            page.extract_words()
            for grid in page.extract_tables(SETTINGS):
                yield page.page_number, grid
            page.close()


if __name__ == "__main__":
    main(read)
