"""Which goods count to a priority sector, and why: this project's reading of the sectors' names, no official list.

A good stands under the name that the list of goods has for it, or under the plain name where the list has none. Goods
of which the name leaves open whether they are of the sector's material count: unknown is not safe.
"""

_NAMED, _FIBRE = "the sector is named after it", "its name leaves open whether the fibre is cotton"
_CLOTHES = "worn as clothing: chapters 61 and 62 of the Harmonized System"
_FROM_SILICA = "made from silica by way of silicon or polysilicon"

SECTOR_GOODS = {
    "Apparel": {
        "Apparel": _NAMED,
        "Garments": _CLOTHES,
        "Garments Cotton": _CLOTHES,
        "Gloves": "knitted or sewn gloves are clothing: headings 6116 and 6216 of the Harmonized System",
    },
    "Cotton and cotton products": {
        "Cotton": _NAMED,
        "Cottonseed (hybrid)": "seed of the cotton plant",
        "Embellished Textiles": _FIBRE,
        "Textiles": _FIBRE,
        "Textiles (hand-woven)": _FIBRE,
        "Thread/Yarn": _FIBRE,
    },
    "Silica-based products including polysilicon": {
        "Silica": _NAMED,
        "Polysilicon": _NAMED,
        "Metallurgical Grade Silicon": "made from silica",
        "Photovoltaic Ingots": _FROM_SILICA,
        "Photovoltaic Wafers": _FROM_SILICA,
        "Solar Cells": _FROM_SILICA,
        "Solar Modules": _FROM_SILICA,
    },
    "Tomatoes and downstream products": {
        "Tomatoes": _NAMED,
        "Tomato Products": "made from tomatoes",
    },
}
