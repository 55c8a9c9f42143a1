"""For whoever keeps it running: what a folder of datasets holds, and whether this machine can do what the settings ask for."""
