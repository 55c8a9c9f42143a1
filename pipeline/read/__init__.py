"""One reader per format, all giving the same `Note`; nothing here knows what a figure means."""
