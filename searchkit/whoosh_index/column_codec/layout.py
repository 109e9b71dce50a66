"""The format of `ColumnCodec`'s files, version 1. The frame of each is `store.container`'s.

A segment S has at most `S.docs.sk` and `S.terms.sk`: one that would be empty is not written. Their
sizes, and the numbers of the deleted documents, are in Whoosh's own table of contents.

Unsigned sections have the narrowest of u1, u2, u4, u8 that holds their numbers. *Ends* tell where
each of a row of things ends; the first begins at 0. Three parts recur, here under the name N:

Texts: byte strings that follow one another.

=====================  ====  ==================================================================
`N.bytes`              u1
`N.ends`               uint  where each ends
=====================  ====  ==================================================================

A stream: one long byte string in pieces of 8,192 bytes (the last is shorter).

=====================  ====  ==================================================================
`N.frames`             u1    a Zstandard frame a piece
`N.frame_ends`         uint  where each frame ends
=====================  ====  ==================================================================

Payloads: a weight and a value (bytes, as the field's format wrote them) an item, list after list.

=====================  ====  ==================================================================
`N.weight_values`      f8    the weights that occur, ascending
`N.weight_codes`       uint  an item each: its weight's number among them
`N.value_lengths`      uint  an item each: bytes of its value
`N.values`             stream  the values one after the other
`N.value_ends`         uint  a list each: where its values end in the stream
=====================  ====  ==================================================================

Documents (kind "whoosh docs")
==============================

Facts: `documents` (n); `lengths`, a list of [field, sum of its lengths]; `columns`, a list of
[field, kind]; `vectors`, a list of fields. Below, I is a field's place in its list.

=====================  ====  ==================================================================
`stored`               stream  the stored fields of each document, in the JSON of `stored_values`
`stored.ends`          uint  a document each: where its JSON ends
`lengths.I`            uint  a document each; 0 where it has none
`columns.I…`                 see `columns`
`vectors.I.docs`       uint  documents that have a vector, ascending
`vectors.I.ends`       uint  a vector each: where its items end
`vectors.I.terms`      texts  an item each: the term in UTF-8 (surrogates passed)
`vectors.I`            payloads  an item each; the vectors are the lists
=====================  ====  ==================================================================

Terms (kind "whoosh terms")
===========================

Facts: `fields`, a list of [field, number of terms], in the order in which Whoosh wrote them (by
name); `block`, how many postings of a list make a block.

=====================  ====  ==================================================================
`terms`                texts  field after field, within a field by bytes
`posting_ends`         uint  a term each: where its postings end
`weights`              f8    a term each: the sum of its weights
`max_weights`          f8    a term each
`min_lengths`          uint  a term each: the shortest of its documents' field lengths
`max_lengths`          uint  a term each
`docs`                 uint  a posting each: the docnum, ascending within a term
`postings`             payloads  a posting each; the terms are the lists
`long_terms`           uint  terms of more than one block
`long_block_ends`      uint  each such term's blocks end here in the next three
`block_max_weights`    f8
`block_min_lengths`    uint
`block_max_lengths`    uint
=====================  ====  ==================================================================
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

DOCUMENTS_FILE, DOCUMENTS_KIND = ".docs.sk", "whoosh docs"
TERMS_FILE, TERMS_KIND = ".terms.sk", "whoosh terms"
FRAME_BYTES = 1 << 13
"""Of a stream, before compression: enough to compress well, little enough to read one value."""


def narrow(numbers: npt.ArrayLike) -> npt.NDArray[Any]:
    """Numbers from 0 to 2**64 - 1 in the narrowest unsigned dtype that holds them all."""
    array = np.asarray(numbers)
    dtype = np.min_scalar_type(int(array.max(initial=0)))
    return array.astype(dtype)


def items(numbers: npt.NDArray[Any]) -> memoryview:
    """An array as a sequence of Python's own numbers, without copying it."""
    return np.ascontiguousarray(numbers, numbers.dtype.newbyteorder("=")).data
