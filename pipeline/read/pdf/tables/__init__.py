"""Tables inside PDF pages, ruled and borderless, from the geometry of words and rules."""
