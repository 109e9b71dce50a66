"""How is it shown? Articles, hits and reports go in; lines for a terminal, JSON or CSV come out.

The only place that escapes: whatever a file, a page or a user wrote passes through `escape` before
a terminal sees it, and through `records` before a program does. Nothing here prints, opens an
archive or decides whether colour is wanted. Imports model and published only.
"""
