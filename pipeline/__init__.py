"""brokernotes: broker research notes in Traditional Chinese, read into datasets whose every figure points back to its characters.

One straight line, each stage a package that imports only the packages before it:
model → vocabulary → read → normalise → recognise → extract → reconcile → validate → publish → report.
"""

__version__ = "0.1.0"
