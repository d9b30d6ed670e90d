"""Which language a name's letters belong to, so that a page takes the right font: Chinese is not drawn as Japanese."""

from bisect import bisect_right

# First code points of blocks in order, with the language of the block; None ends one. What is Latin needs no name.
_BLOCKS: tuple[tuple[int, str | None], ...] = (
    (0x0370, "el"),
    (0x0400, "ru"),
    (0x0530, "hy"),
    (0x0590, "he"),
    (0x0600, "ar"),
    (0x0700, None),
    (0x0750, "ar"),
    (0x0780, None),
    (0x0900, "hi"),
    (0x0980, "bn"),
    (0x0A00, "pa"),
    (0x0A80, "gu"),
    (0x0B00, "or"),
    (0x0B80, "ta"),
    (0x0C00, "te"),
    (0x0C80, "kn"),
    (0x0D00, "ml"),
    (0x0D80, "si"),
    (0x0E00, "th"),
    (0x0E80, "lo"),
    (0x0F00, None),
    (0x1000, "my"),
    (0x10A0, "ka"),
    (0x1100, "ko"),
    (0x1200, "am"),
    (0x13A0, None),
    (0x1780, "km"),
    (0x1800, None),
    (0x2E80, "zh"),
    (0x3040, "ja"),
    (0x3100, "zh"),
    (0x3130, "ko"),
    (0x3190, "zh"),
    (0xA000, None),
    (0xAC00, "ko"),
    (0xD800, None),
    (0xF900, "zh"),
    (0xFB00, None),
    (0xFB50, "ar"),
    (0xFE00, None),
    (0x20000, "zh"),
    (0x2FA20, None),
)
_FIRSTS = [first for first, _ in _BLOCKS]
_ONLY_URDU = frozenset("ٹڈڑںھہۃےۓ")


def language_of(text: str) -> str | None:
    """Give the tag of the language that most of these letters belong to, None where they are Latin or no letters.

    Letters that only Japanese or Urdu has decide for all of the text. It is a matter of fonts, not of what is meant.
    """
    if text.isascii():
        return None
    found = [language for language in map(_language, text) if language is not None]
    if not found:
        return None
    if "ja" in found:
        return "ja"
    if not _ONLY_URDU.isdisjoint(text):
        return "ur"
    return max(sorted(set(found)), key=found.count)


def _language(letter: str) -> str | None:
    at = bisect_right(_FIRSTS, ord(letter)) - 1
    return _BLOCKS[at][1] if at >= 0 else None
