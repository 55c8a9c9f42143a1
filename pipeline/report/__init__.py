"""What a run published, for people and for CI: pages, a workbook, JUnit, SARIF, Markdown. Reads rows, never notes."""
