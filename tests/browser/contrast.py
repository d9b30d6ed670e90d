"""Which texts of a page are too faint to be read: JavaScript that a test lets the browser evaluate."""

# WCAG 2.x relative luminance; the ground is the nearest ancestor that has one.
TOO_FAINT = """() => {
  const parts = (c) => c.match(/[\\d.]+/g).map(Number);
  const luminance = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (e) => {
    for (let at = e; at; at = at.parentElement) {
      const found = parts(getComputedStyle(at).backgroundColor);
      if (found.length === 3 || found[3] > 0) return found;
    }
    return [255, 255, 255];
  };
  const told = [...document.querySelectorAll("body *")].filter((e) =>
    [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()) && e.checkVisibility());
  return told.map((e) => {
    const [ink, behind] = [luminance(parts(getComputedStyle(e).color)), luminance(ground(e))];
    const ratio = (Math.max(ink, behind) + 0.05) / (Math.min(ink, behind) + 0.05);
    return { ratio, what: e.outerHTML.slice(0, 80) };
  }).filter((found) => found.ratio < 4.5);
}"""
