"""Made notes: hidden, unrounded amounts printed in varied wording, so that everything that a note says of itself is known."""
