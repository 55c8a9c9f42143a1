"""What could not be read as it should, page by page, in words a person acts on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from pipeline.model.note import Page, ReadWarning
from pipeline.model.place import Span
from pipeline.read.pdf.ink import PageInk
from pipeline.read.pdf.limits import PdfLimits

FEW_LETTERS = 5  # a page with fewer under a picture is a picture with a page number
PICTURE_SHARE = 0.35  # of the page
MANY_PATHS = 120  # curves and lines on a page without text: letters drawn as outlines
PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")  # means what its font says and nothing else
LOST = re.compile("\ufffd")


def is_picture(ink: PageInk) -> bool:
    """Whether what a page says stands in a picture or in outlines, and not in text."""
    shown = ink.letters
    if not shown and (ink.pictures or ink.paths > MANY_PATHS):
        return True
    letters = sum(1 for _ in islice((c for c in shown if c.isalpha()), FEW_LETTERS))
    covered = max((p.width * p.height for p in ink.pictures), default=0.0)
    return letters < FEW_LETTERS and covered > PICTURE_SHARE * ink.width * ink.height


def page_warnings(ink: PageInk) -> Iterator[ReadWarning]:
    """Warnings about a page as a whole."""
    if ink.broken:
        yield ReadWarning(
            "unreadable_page",
            f"第 {ink.number} 頁無法讀取，該頁內容未列入。",
            f"Page {ink.number} cannot be read; nothing of it is in the text.",
            page=ink.number,
        )
        return
    if ink.ocr:
        yield ReadWarning(
            "read_by_ocr",
            f"第 {ink.number} 頁是圖像，其文字由文字辨識（OCR）讀取，可能有誤。",
            f"Page {ink.number} is a picture; its text was read by OCR and may be wrong.",
            page=ink.number,
        )
    elif is_picture(ink):
        yield ReadWarning(
            "image_only_page",
            f"第 {ink.number} 頁是圖像，沒有可讀的文字；須以文字辨識（OCR）讀取。",
            f"Page {ink.number} is a picture without readable text; it needs OCR.",
            page=ink.number,
        )
    if ink.cut:
        yield ReadWarning(
            "page_cut",
            f"第 {ink.number} 頁內容超過讀取上限，超出部分未列入。",
            f"Page {ink.number} holds more than the limits allow; the rest of it was left out.",
            page=ink.number,
        )


def document_warnings(pages: int, unseen: Mapping[int, int], limits: PdfLimits) -> Iterator[ReadWarning]:
    """Warnings about the file as a whole. `unseen` counts the characters that a page carries and does not show, by page."""
    if pages > limits.pages:
        yield ReadWarning(
            "pages_cut",
            f"檔案共 {pages} 頁，只讀取前 {limits.pages} 頁。",
            f"The file has {pages} pages; only the first {limits.pages} were read.",
        )
    if unseen:
        count, first = sum(unseen.values()), min(unseen)
        yield ReadWarning(
            "hidden_text",
            f"檔案含有 {count} 個不顯示的字元（首見於第 {first} 頁），未列入文字。",
            f"The file carries {count} characters that it does not show (first on page {first}); they were left out.",
            page=first,
        )


def text_warnings(raw: str, pages: Sequence[Page]) -> Iterator[ReadWarning]:
    """Characters that no font tells the meaning of: one warning for each page and kind, at the first of them."""
    for page in pages:
        private = [m.start() for m in PRIVATE.finditer(raw, page.span.start, page.span.end)]
        lost = [m.start() for m in LOST.finditer(raw, page.span.start, page.span.end)]
        if private:
            at = private[0]
            yield ReadWarning(
                "private_use_character",
                f"第 {page.number} 頁有 {len(private)} 個私用區字元（如 U+{ord(raw[at]):04X}），其意義只有原字型知道。",
                f"Page {page.number} has {len(private)} private-use characters (such as U+{ord(raw[at]):04X}) that only their font explains.",
                Span(at, at + 1),
                page.number,
            )
        if lost:
            at = lost[0]
            yield ReadWarning(
                "undecodable_character",
                f"第 {page.number} 頁有 {len(lost)} 個字元無法解讀。",
                f"Page {page.number} has {len(lost)} characters that cannot be decoded.",
                Span(at, at + 1),
                page.number,
            )
