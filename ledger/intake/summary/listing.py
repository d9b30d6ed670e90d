"""Lists in a body, as they are told in a sentence."""

_MOST_LISTED, _LONGEST_LIST = 5, 600  # of goods or papers; the body has them all


def listed(value: object) -> list[dict[str, object]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def few(found: object) -> str:
    named = [str(each) for each in found] if isinstance(found, list | tuple) else []
    shown = ", ".join(named[:_MOST_LISTED])
    if len(shown) > _LONGEST_LIST:
        return f"… ({len(named)})"
    return f"{shown}, … ({len(named)})" if len(named) > _MOST_LISTED else shown or "—"
