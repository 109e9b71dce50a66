"""Who stores and searches? Articles and query trees go in, hits come out, behind `base.Engine`."""
