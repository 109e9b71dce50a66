"""The format of an archive's files, version 2. The frame of each file is `container`'s.

Files of an archive folder
==========================

================  ===============================================================================
`manifest-N`      generation N: which files it consists of, sizes and checksums (`manifest`)
`seg-X.sk`        a segment: articles numbered 0 to n-1 (*docnums*) with everything about them
`del-X.sk`        which articles of which segments are deleted
`grp-X.sk`        which articles are copies of which (`groups`)
`rec-X.sk`        a part of the record of what was read (`record`)
`lock`            held by the writer
================  ===============================================================================

X are 16 random hexadecimal digits: no name is ever used twice, and files never change. Numbers are
little-endian. *Packed* arrays are `packing`'s: `NAME.widths` u1, `NAME.planes` u1,
`NAME.patch_counts` u1 and `NAME.patches` u2; which of them have patches is a writer's own affair.
*un* is the narrowest of u1, u2 and u4 that holds all numbers of the array.
A reader refuses a version it does not know, and any feature bit of the header it does not know;
whatever an older reader can do without must not need one. Sections it does not know it ignores.

A segment (kind "segment")
==========================

Facts: `documents` (n), `analyzer`, `languages` (list of codes, "" for unknown), `stem_languages`,
`sources` (list of names as written; "" for unknown).

Columns, one value an article, by docnum:

=====================  ====  ==================================================================
`title_lengths`        un    positions of the title (words)
`body_lengths`         un    positions of the body
`author_lengths`       un    positions of the author (at most 65,535 are indexed)
`url_lengths`          un    positions of the address
`seconds`              f8    instant for sorting, since 1970 in UTC; 0 where undated
`days`                 i4    proleptic ordinal of the civil date; 0 where undated
`precisions`           u1    0 undated, 1 known by day, 2 by instant
`sources`              un    ordinal in the fact `sources`
`languages`            un    ordinal in the fact `languages`: what the article says it is in
`stem_languages`       un    ordinal in the fact `stem_languages`: whose stemmer was used
`unsure`               u1    1 where stem_language is only the archive's commonest
`recency`              un    rank among the segment's articles: newest first, undated last, then id
`ids.bytes`            u1    UTF-8, one after the other
`ids.lengths`          un    bytes of each
`ids.order`            un    docnums in the order of their ids' UTF-8 bytes
`sketches.sizes`       u1    how many numbers its sketch has (`searchkit.analysis.shingles`)
`sketches.values`      u4    the numbers of all articles' sketches, one after the other
`sketches.marks`       u1    14 of each article whose sketch has 13 numbers, one after the other
=====================  ====  ==================================================================

Stored articles:

===========================  ====  ============================================================
`stored.frames`              u1    Zstandard frames one after the other: each the articles of a
                                   run of docnums, joined
`stored.frame_lengths`       un    bytes of each frame
`stored.frame_articles`      un    articles of each frame, at least 1
`stored.frame_dictionaries`  u1    which dictionary each was compressed with, from 1; 0: none
`stored.dictionaries`        u1    Zstandard dictionaries one after the other, as one Zstandard
                                   frame; those without its magic number are its kind "raw
                                   content". Frames name none
`stored.dictionary_ends`     u8    where each dictionary ends, once that is unpacked
`stored.lengths`             un    bytes of each article, by docnum
`starts.bytes`               u1    the articles' token starts, one after the other
`starts.lengths`             un    bytes of each article's token starts, by docnum
===========================  ====  ============================================================

An article is a JSON object on one line, of all its fields but the body that are not null; a
newline; and the body. All is UTF-8.

Token starts say where in title and body, of which a newline makes one text, positions begin. One
is *expected* to begin at each code point of UNSPACED, and at each of WORD_CHARACTERS that does not
follow another one of these. Stored are the places where one begins though none is expected there,
or none begins though one is: of each, rising, the code points since the one before it (of the
first, since the text began). 255 stands for 255 code points more and no place yet.

Positions. Within an article, positions 0 to T-1 are the title's (T its length) and T to T+B-1 the
body's. A *key* places an occurrence in the segment: the article's base, plus the position, plus GAP
for positions of the body. Bases leave a GAP behind each article: base(0) = 0 and
base(d+1) = base(d) + T + B + 2 * GAP. A segment closes before its keys pass 2**32.

Terms are indexed in three fields: `text` (title and body; its lists are those of stems), `author`
and `url` (their lists are those of forms). For each, F being the field's name:

*Lists* are numbered by falling df, then by term. All arrays below are in the order of lists.

=====================  ====  ==================================================================
`F.df`                 packed  articles of each list (never 0)
`F.cf`                 packed  occurrences of each list
`F.docs`               packed  a posting each: the docnum less the one before it in the list less 1;
                             of a list's first, the docnum itself
`F.freqs`              packed  a posting each: the weighted frequency less 1: occurrences in the
                             title count FIELD_WEIGHTS["title"] times; others once
`F.titles`             packed  a posting each: how many occurrences are in the title (`text` only)
`F.positions`          packed  an occurrence each, by article, position and span: the position less
                             the one before it in the same article and list; of the first, itself
`F.spans`              packed  an occurrence each: positions covered, less 1
`F.codes`              packed  an occurrence each: which of the list's forms, 0 the commonest
`F.stems.bytes`        u1    (`text` only) stems sorted by their UTF-8 bytes, one after the other
`F.stems.lengths`      un    bytes of each
`F.stems.lists`        packed  the list of each
`F.forms.bytes`        u1    entries: (form, list) pairs sorted by the form's UTF-8 bytes, then list
`F.forms.lengths`      un    bytes of each entry's form
`F.forms.lists`        packed  each entry's list
`F.forms.codes`        packed  each entry's code within its list
`F.forms.cf`           packed  each entry's occurrences
`F.forms.df`           packed  each entry's articles
=====================  ====  ==================================================================

No two occurrences of one list have the same article, position and span: a word and the whole that
it is a part of either differ in span or have different stems.

*Impacts* (`text` only) of lists with df of at least IMPACTS_FROM: for each run of IMPACT_BLOCK
postings of the list (the last may be shorter), the competitive pairs: those (frequency, length) of
its postings that no other of the run beats by having at least the frequency in at most the length,
by rising frequency. Length is the weighted length of the article. Score bounds are computed from
them when a query is asked, because the average length moves while a segment does not.

=====================  ====  ==================================================================
`text.impact_counts`   u1    pairs of each run, all lists' runs one after the other
`text.impact_freqs`    packed  weighted frequencies, less 1
`text.impact_lengths`  packed  weighted lengths
=====================  ====  ==================================================================

*Pairs* (`text` only): postings of two lists' words side by side (spans of 1, the same text field),
for pairs of common words. Sorted by (first list, second list).

=====================  ====  ==================================================================
`pairs.firsts`         un    the first word's list
`pairs.seconds`        un    the second word's list
`pairs.df`             packed  articles
`pairs.cf`             packed  occurrences
`pairs.docs`           packed  as `F.docs`
`pairs.counts`         packed  a posting each: occurrences less 1
`pairs.positions`      packed  an occurrence each: the first word's position, as `F.positions`
=====================  ====  ==================================================================

The fact `pairs_from` is the least cf of both lists for a pair to be listed (null: none are). Every
pair of such lists that occurs is listed, so a pair that is missing does not occur.

Deletions (kind "deletions")
============================

A section for each segment that has any, by the segment file's name: u1, the bits of its docnums,
lowest first, 1 where deleted.
"""

from __future__ import annotations

GAP = 128
"""Positions between title and body, and between articles: above the largest slop."""
IMPACTS_FROM = 256
IMPACT_BLOCK = 128
FIELD_WEIGHTS = {"title": 3, "body": 1}
"""A word of the title counts as so many of the body. Whole numbers, so that sums are exact."""
MAX_KEYS = 1 << 32
LAST_DAY = 3_652_059
"""9999-12-31, as a proleptic ordinal."""
UNDATED, BY_DAY, BY_INSTANT = 0, 1, 2
"""Values of the column `precisions`."""
WORD_CHARACTERS = (
    *((0x30, 0x39), (0x41, 0x5A), (0x61, 0x7A), (0xAA, 0xAA), (0xAD, 0xAD), (0xB5, 0xB5)),
    *((0xBA, 0xBA), (0xC0, 0xD6), (0xD8, 0xF6), (0xF8, 0xDFF), (0xE80, 0x1FFF), (0x200B, 0x200D)),
    *((0x2C00, 0x2DFF), (0xA000, 0xD7FF), (0xFB00, 0xFD3D), (0xFD50, 0xFE0F), (0xFE70, 0xFEFF)),
    *((0xFF10, 0xFF19), (0xFF21, 0xFF3A), (0xFF41, 0xFF5A)),
)
"""Ranges of code points, ends included: roughly what words consist of. Never to be changed."""
UNSPACED = (
    *((0xE00, 0xE7F), (0x3005, 0x3007), (0x3040, 0x30FA), (0x30FC, 0x30FF), (0x31F0, 0x31FF)),
    *((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0xFF66, 0xFF9F)),
)
"""Those that are written without spaces between words. Never to be changed."""
FIELDS = ("text", "author", "url")
