"""How do bytes become text? By byte order mark, UTF-8, declaration, then detection; never an error.

Encoding labels mean what browsers take them to mean: "iso-8859-1" is windows-1252, "gb2312" is
GB 18030 (WHATWG Encoding Standard, section 4.2).
"""

from __future__ import annotations

import codecs
import re

_BOMS = (
    # UTF-32 first: its little-endian mark begins with UTF-16's.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_MAGIC = (
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a zip archive or office document"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\x1f\x8b", "gzip-compressed"),
    (b"BZh", "bzip2-compressed"),
    (b"\xfd7zXZ\x00", "xz-compressed"),
    (b"\x28\xb5\x2f\xfd", "zstd-compressed"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a rar archive"),
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"OggS\x00", "an Ogg media file"),
    (b"ID3\x03", "an MP3 file"),
    (b"ID3\x04", "an MP3 file"),
    (b"fLaC\x00", "a FLAC file"),
    (b"wOFF", "a font"),
    (b"wOF2", "a font"),
    (b"\x7fELF", "a program"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an office document"),
    (b"SQLite format 3\x00", "an SQLite database"),
)

_LABELS = {
    **dict.fromkeys(
        "ascii us-ascii iso-8859-1 iso8859-1 iso_8859-1 latin1 latin-1 l1 cp819 x-cp1252".split(),
        "cp1252",
    ),
    **dict.fromkeys("iso-8859-9 iso8859-9 iso_8859-9 latin5 l5 x-cp1254".split(), "cp1254"),
    **dict.fromkeys("gb2312 gb_2312-80 gb_2312 gbk x-gbk chinese cp936".split(), "gb18030"),
    **dict.fromkeys("shift_jis shift-jis sjis x-sjis ms_kanji windows-31j".split(), "cp932"),
    **dict.fromkeys("euc-kr euckr ks_c_5601-1987 ksc5601 korean windows-949".split(), "cp949"),
    **dict.fromkeys("big5 big5-hkscs cn-big5 x-x-big5".split(), "big5hkscs"),
    **dict.fromkeys("tis-620 iso-8859-11 windows-874 dos-874".split(), "cp874"),
    **dict.fromkeys("utf8 unicode-1-1-utf-8 x-unicode20utf8 utf8mb4".split(), "utf-8"),
    **dict.fromkeys("utf-16 utf16 unicode ucs-2 iso-10646-ucs-2".split(), "utf-16-le"),
    "iso-8859-8-i": "iso8859-8",
    "macintosh": "mac-roman",
    "x-mac-roman": "mac-roman",
    "x-mac-cyrillic": "mac-cyrillic",
    "x-euc-jp": "euc_jp",
}

# Python also calls rot13, utf-7 and unicode_escape encodings; no page may ask for those.
_TEXT_CODEC = re.compile(
    r"utf-8|utf-16-[lb]e|utf-32-[lb]e|cp\d+|iso8859-\d+|koi8-[rutk]|mac-\w+|gb18030|big5\w*|"
    r"euc_\w+|iso2022_(?:jp|kr)\w*|shift_\w+|johab|hz"
)

_META = re.compile(rb"""<meta\s[^>]{0,500}?charset\s*=\s*["']?\s*([\w:.+-]{2,40})""", re.IGNORECASE)
_XML = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w:.+-]{2,40})["']""")
_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w:.+-]+)""", re.IGNORECASE)
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)

_PROLOGUE_BYTES = 4096
_SAMPLE_BYTES = 65_536
# Tabs, line ends, form feeds, backspaces and escapes (terminal colours) do occur in text.
_CONTROLS = bytes(byte for byte in range(32) if byte not in b"\t\n\r\f\b\x1b")
_CONTROL_SHARE = 0.02
_NOT_ASCII = bytes(range(128, 256))
# Fewer bytes beyond ASCII tell the look-alike encodings apart by luck only.
_TELLING_BYTES = 24
# Some characters may be damaged; when more are, the encoding is the wrong one.
_DAMAGE_DECLARED, _DAMAGE_GUESSED = 0.9, 0.1


def decode(data: bytes, declared: str | None = None) -> tuple[str, str]:
    """The text that `data` holds and the name of the encoding it was read with.

    `declared` is what came with the data: an encoding label or a Content-Type value. Bytes that
    no encoding explains become U+FFFD. Nothing raises.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace"), encoding
    wide = _wide_encoding(data)
    if wide:
        return data.decode(wide, "replace"), wide
    label = _declared_encoding(data, declared)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_legacy(data, label)
    # Legacy text is valid UTF-8 only by a rare accident, while wrong labels are common; but
    # ISO-2022 text is plain ASCII bytes, so there the label decides.
    if text.isascii() and label and label.startswith(("iso2022", "hz")):
        return data.decode(label, "replace"), label
    return text, "utf-8"


def encoding_for(label: str) -> str | None:
    """Python's codec for a label as browsers read it; None for one that names no charset."""
    name = label.strip().strip("\"'").lower()
    name = _LABELS.get(name, name)
    try:
        codec = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    return codec if _TEXT_CODEC.fullmatch(codec) else None


def binary_kind(data: bytes) -> str | None:
    """What kind of binary file `data` is, in words, or None for what may be text."""
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    if data[4:8] == b"ftyp":
        return "a media file"
    if data.startswith(b"RIFF") and data[8:12] in (b"WAVE", b"AVI ", b"WEBP"):
        return "a media file"
    if data.startswith(tuple(mark for mark, _ in _BOMS)) or _wide_encoding(data):
        return None
    sample = data[:_SAMPLE_BYTES]
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    return "binary data" if controls > _CONTROL_SHARE * len(sample) else None


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16 without its mark, known by NULs in every other byte and hardly any elsewhere."""
    sample = data[:_PROLOGUE_BYTES]
    if len(sample) < 4 or b"\0" not in sample:
        return None
    half = len(sample) // 2
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    for encoding, nuls, others in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if nuls > 0.7 * half and others < 0.02 * half + 1:
            text = sample[: half * 2].decode(encoding, "replace")
            if sum(char.isprintable() or char.isspace() for char in text) > 0.9 * len(text):
                return encoding
    return None


def _declared_encoding(data: bytes, declared: str | None) -> str | None:
    if declared:
        charset = _CHARSET.search(declared)
        encoding = encoding_for(charset[1] if charset else declared)
        if encoding:
            return encoding
    prologue = _COMMENT.sub(b"", data[:_PROLOGUE_BYTES])
    match = _XML.match(prologue.lstrip()) or _META.search(prologue)
    encoding = encoding_for(match[1].decode("ascii", "replace")) if match else None
    # A declaration that could be read as ASCII is not in UTF-16, whatever it says.
    return "utf-8" if encoding and encoding.startswith(("utf-16", "utf-32")) else encoding


def _decode_legacy(data: bytes, label: str | None) -> tuple[str, str]:
    """Bytes that are not valid UTF-8."""
    if label:
        text = data.decode(label, "replace")
        if _damaged_share(text) <= _DAMAGE_DECLARED:
            return text, label
    text = data.decode("utf-8", "replace")
    if _damaged_share(text) <= _DAMAGE_GUESSED:
        return text, "utf-8"
    return _detect(data)


def _damaged_share(text: str) -> float:
    """The part of the characters beyond ASCII that are replacements."""
    beyond = sum(char > "\x7f" for char in text)
    return text.count("\ufffd") / beyond if beyond else 0.0


def _beyond_ascii(data: bytes) -> int:
    return len(data) - len(data.translate(None, _NOT_ASCII))


def _detect(data: bytes) -> tuple[str, str]:
    if _beyond_ascii(data) < _TELLING_BYTES:
        return data.decode("cp1252", "replace"), "cp1252"
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_SAMPLE_BYTES]).best()
    encoding = encoding_for(best.encoding) if best else None
    # It likes to answer with encodings that no news was ever written in.
    if encoding is None or encoding.startswith(("utf", "mac", "cp037", "cp5", "cp8")):
        encoding = "cp1252"
    return data.decode(encoding, "replace"), encoding
