"""Is it on the disk, whole, and quick to read? Tokens go in; postings and articles come out.

A segment is one immutable, checksummed file (`layout.py` is its page); a manifest names those of a
generation. A commit is acknowledged only when every byte and every name it needs has been synced.
Readers take no lock, and damage is an error, never another result. Imports errors only.
"""
