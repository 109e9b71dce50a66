"""How well are pages read? Pages with known truth go in, a table of figures comes out.

`pages.py` finds the pages, `readers.py` reads them with searchkit and its peers, `run.py` keeps
what they read, `measures.py` lists what is measured and `scores.py` counts it. A new figure is one
more `Measure` in the list; its score is computed from a `Run`, or from anything else.
"""
