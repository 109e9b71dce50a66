"""What is on the disk, and is it whole? Generations go in; named, checksummed folders come out.

A commit is acknowledged only when every byte and every name it needs has been synced. Readers take
no lock. Imports errors only.
"""
