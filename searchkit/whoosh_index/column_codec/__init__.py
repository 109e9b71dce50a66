"""A Whoosh codec whose data are numpy columns: any schema, any storage, any stock Whoosh writer.

    index = whoosh.index.create_in(folder, schema)
    with index.writer(codec=ColumnCodec()) as writer: ...

In go what Whoosh's writers hand to a codec; out come its readers and matchers. Each segment is at
most two files of `store.container`, described in `layout`; a checksum that is wrong raises
CorruptIndex. Nothing stored here is executed when it is read; Whoosh's own formats, though, pickle
positions within the values that they give to any codec, and Whoosh's table of contents is a
pickle. Imports store and whoosh.
"""

from searchkit.whoosh_index._whoosh import whoosh  # noqa: F401 - imports it without its warnings
from searchkit.whoosh_index.column_codec.codec import ColumnCodec

__all__ = ["ColumnCodec"]
