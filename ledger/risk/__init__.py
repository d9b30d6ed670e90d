"""JUDGEMENT: pure, explained, versioned. Values in, values out; `method_v1` composes the parts."""
