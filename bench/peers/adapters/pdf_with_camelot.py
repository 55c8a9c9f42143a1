"""camelot: its flavour for tables without rules, the better of the two on statements."""

import logging
import warnings

import camelot
from pdf_common import main

warnings.simplefilter("ignore")
logging.disable(logging.WARNING)


def read(path):
    for table in camelot.read_pdf(path, pages="all", flavor="stream", suppress_stdout=True):
        yield int(table.page), table.df.values.tolist()


if __name__ == "__main__":
    main(read)
