"""The back-test as a picture: AUC with its range, and how much is found by looking at how many pairs.

Read in grey as well as in colour: curves differ by their stroke and carry their names. The same document gives the same
bytes: no date, no random names inside.
"""

from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any

from auditor_cli.refusals import WrongUsage

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Document = dict[str, Any]

_STUDIES = {
    "development": "Development: 2016 list, listed later by 2022\n{n} later listings",
    "scored_run": "Scored run: 2022 list, listed later by 2024\n{n} later listings, nothing fitted to them",
}
_CURVES = ("tip", "corruption", "fixed_sum", "eta_v1", "eta_v2_nested", "eta_v2")
_STROKES: tuple[tuple[str, Any], ...] = (
    ("0.55", (0, (1, 1.5))),
    ("0.55", (0, (5, 2))),
    ("#7a4b00", (0, (6, 1.5, 1, 1.5))),
    ("black", "solid"),
    ("#00539b", (0, (3, 1))),
    ("#00539b", (0, (3, 1))),
)
_OWN = "eta_"
_SMALLEST = 1e-4
_SETTINGS: Any = {"svg.hashsalt": "tierlight", "svg.fonttype": "path", "font.size": 9, "font.family": "DejaVu Sans"}


def plotted(document: Document, *, kind: str) -> bytes:
    """Give the picture as `svg` or `png`. Raises WrongUsage where the extra `report` is not installed."""
    try:
        import matplotlib as mpl
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError as missing:
        mend = "install the extra `report`, or leave --plot out"
        raise WrongUsage(field="--plot", reason="matplotlib is not installed", mend=mend) from missing
    studies = [study for study in document["studies"] if study["study"] in _STUDIES]
    drawn = BytesIO()
    with mpl.rc_context(_SETTINGS):
        figure = Figure(figsize=(5.6 * len(studies), 8.2), layout="constrained")
        FigureCanvasAgg(figure)
        axes = figure.subplots(2, len(studies), squeeze=False, height_ratios=[1.15, 1])
        for place, study in enumerate(studies):
            _ranges(axes[0][place], study)
            _recall(axes[1][place], study)
        figure.suptitle(
            "Which pairs of country and good does a US list name later?\n"
            "Listing attention, not prevalence. Unlabelled is not negative.",
            fontsize=11,
        )
        metadata = {"Date": None, "Creator": None} if kind == "svg" else {"Software": None}
        figure.savefig(drawn, format=kind, dpi=150, metadata=metadata)
    return drawn.getvalue()


def _ranges(axes: "Axes", study: Document) -> None:
    """Each model's AUC as a mark with its 95 % range; the product's own terms are filled."""
    models = study["models"][::-1]
    for row, found in enumerate(models):
        value, (low, high) = float(found["auc"]["value"]), (float(end) for end in found["auc"]["interval"])
        is_own = found["model"].startswith(_OWN)
        axes.plot([low, high], [row, row], color="black" if is_own else "0.55", linewidth=2 if is_own else 1.2)
        axes.plot(value, row, marker="o", markersize=6, color="black", markerfacecolor="black" if is_own else "white")
        axes.annotate(f"{value:.2f}", (value, row), xytext=(0, 5), textcoords="offset points", ha="center", fontsize=7)
    axes.axvline(0.5, color="0.4", linewidth=0.8, linestyle=(0, (2, 2)))
    axes.set_yticks(range(len(models)), [found["words"] for found in models])
    axes.set_ylim(-0.6, len(models) - 0.2)
    axes.set_xlim(0.35, 1.02)
    axes.set_xlabel("AUC, 95 % range; 0.5 is blind; filled: own terms")
    axes.set_title(_STUDIES[study["study"]].format(n=study["labels"]["representable"]), fontsize=10)
    axes.spines[["top", "right"]].set_visible(False)


def _recall(axes: "Axes", study: Document) -> None:
    """How much is found by looking at the first part of the pairs, on a logarithmic axis."""
    by_key = {found["model"]: found for found in study["models"]}
    for key, (colour, stroke) in zip(_CURVES, _STROKES, strict=True):
        if key not in by_key:
            continue
        curve = [(max(float(Decimal(x)), _SMALLEST), float(Decimal(y))) for x, y in by_key[key]["recall_curve"]]
        looked, hit = zip(*curve, strict=True)
        axes.plot(
            looked,
            hit,
            color=colour,
            linestyle=stroke,
            linewidth=1.8,
            label=by_key[key]["words"],
            drawstyle="steps-post",
        )
    chance = [10 ** (power / 20) for power in range(-80, 1)]
    axes.plot(chance, chance, color="0.75", linewidth=0.8, label="drawn blindly")
    edge = 500 / study["pairs"]["scored"]
    axes.axvline(edge, color="0.4", linewidth=0.8, linestyle=(0, (2, 2)))
    axes.annotate("first 500", (edge * 1.06, 1.03), fontsize=7)
    axes.set_xscale("log")
    axes.set_xlim(_SMALLEST, 1)
    axes.set_ylim(0, 1.08)
    axes.set_xlabel("part of the pairs looked at (logarithmic)")
    axes.set_ylabel("part of the later listings found")
    axes.legend(loc="upper left", fontsize=7.5, frameon=False)
    axes.spines[["top", "right"]].set_visible(False)
