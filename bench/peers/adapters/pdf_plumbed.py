"""What the adapters of pdfplumber share: words and tables of every page, by one strategy of its table finder."""

import pdfplumber


def reader(strategy):
    """A function of a path that yields (page number, grid of texts)."""
    settings = {"vertical_strategy": strategy, "horizontal_strategy": strategy}

    def read(path):
        with pdfplumber.open(path) as document:
            for page in document.pages:
                page.extract_words()
                for grid in page.extract_tables(settings):
                    yield page.page_number, grid
                page.close()

    return read
