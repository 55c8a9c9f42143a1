"""img2table: with the file's own text, tables without rules and rows without rules looked for."""

from img2table.document import PDF
from pdf_common import main


def read(path):
    found = PDF(path).extract_tables(ocr=None, borderless_tables=True, implicit_rows=True)
    for page, tables in found.items():
        for table in tables:
            yield page + 1, [[cell.value for cell in row] for row in table.content.values()]


if __name__ == "__main__":
    main(read)
