"""What a person should look at, in the forms in which people look at it, and what they decided, put to use."""
