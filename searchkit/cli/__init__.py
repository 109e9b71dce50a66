"""What did the user type? Arguments go in; results on stdout, the rest on stderr, and an exit code.

One module for each group of commands; each is imported when its command is called, and imports
what it needs when it runs, so that a search starts with click alone. Exit codes: 0 success or
hits, 1 a search without hits or a check that found damage, 2 an error, 130 interrupted. Imports
the archive and present; the only package that knows click and rich.
"""
