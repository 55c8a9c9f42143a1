"""What people would use instead, each in an environment of its own, on the same input in one run."""
