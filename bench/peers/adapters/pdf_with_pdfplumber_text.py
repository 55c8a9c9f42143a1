"""pdfplumber: extract_words and extract_tables, its strategy `text`."""

from pdf_common import main
from pdf_plumbed import reader

if __name__ == "__main__":
    main(reader("text"))
