"""Makes ColumnCodec the default codec in every process of Whoosh's own tests.

Python imports this when it starts, in worker processes too. `scripts/whoosh-suite` puts it there.
"""

from searchkit.whoosh_index._whoosh import whoosh
from searchkit.whoosh_index.column_codec import ColumnCodec

whoosh.codec.default_codec = ColumnCodec
# Some tests name Whoosh's own codec although they are not about it.
whoosh.codec.whoosh3.W3Codec = ColumnCodec
