"""An invented solar module in six tiers: quartz, silicon metal, polysilicon, wafers, cells, modules.

Quantities are kilograms of silicon content from the silicon metal on, as silicon tracing schemes count it; glass,
frames and films are bought in and named in facility statements only. Most polysilicon has no producer in this ledger:
the wafer makers use it and nobody says who made it. That silence is planted (fault `undisclosed-tier`).
"""

from .network import Chain, HiddenSupply, Place, Stage, warehouse

POLYSILICON_ITEM = 12030

STAGES = (
    Stage("quartz", "quartz mining", "Quartz", "Quartz", 12010, 0, (20, 140)),
    Stage("metal", "silicon smelting", "Silicon", "Metallurgical Grade Silicon", 12020, 37, (90, 380)),
    Stage("poly", "polysilicon refining", "Polysilicon", "Polysilicon", POLYSILICON_ITEM, 86, (400, 1200)),
    Stage("wafer", "ingot pulling and wafer cutting", "Wafers", "Photovoltaic Wafers", 12040, 62, (300, 1900), True),
    Stage("cell", "solar cell making", "Cells", "Solar Cells", 12050, 95, (350, 2100), True),
    Stage("module", "module assembly", "Modules", "Solar Modules", 12060, 98, (250, 1600)),
    warehouse("Solar Modules"),
)

PLACES = (
    Place("quartz-no-1", "quartz", "NO", "Nordland", "metal-no-1", 30_000),
    Place("quartz-es-1", "quartz", "ES", "Galicia", "metal-no-1", 13_000),
    Place("quartz-br-1", "quartz", "BR", "Minas Gerais", "metal-br-1", 38_000),
    Place("quartz-br-2", "quartz", "BR", "Bahia", "metal-br-1", 16_000),
    Place("quartz-cn-1", "quartz", "CN", "Yunnan", "metal-cn-1", 66_000),
    Place("quartz-us-1", "quartz", "US", "Alabama", "metal-us-1", 15_000),
    Place("metal-no-1", "metal", "NO", "Agder", "poly-my-1"),
    Place("metal-br-1", "metal", "BR", "Minas Gerais", "poly-my-1=1 ?=3"),
    Place("metal-cn-1", "metal", "CN", "Yunnan", "?"),
    Place("metal-us-1", "metal", "US", "Alabama", "?"),
    Place("poly-my-1", "poly", "MY", "Sarawak", "wafer-my-1=2 wafer-vn-1=1"),
    Place("wafer-cn-1", "wafer", "CN", "Jiangsu", "cell-vn-1=3 cell-th-1=2"),
    Place("wafer-cn-2", "wafer", "CN", "Yunnan", "cell-kh-1"),
    Place("wafer-my-1", "wafer", "MY", "Penang", "cell-my-1"),
    Place("wafer-vn-1", "wafer", "VN", "Bac Giang", "cell-vn-1"),
    Place("cell-vn-1", "cell", "VN", "Bac Giang", "module-vn-1=4 module-in-1=1"),
    Place("cell-th-1", "cell", "TH", "Rayong", "module-th-1=2 module-us-1=1"),
    Place("cell-my-1", "cell", "MY", "Penang", "module-us-1"),
    Place("cell-kh-1", "cell", "KH", "Kandal", "module-vn-1"),
    Place("module-vn-1", "module", "VN", "Bac Giang", "dc-solar"),
    Place("module-us-1", "module", "US", "Georgia", "dc-solar"),
    Place("module-th-1", "module", "TH", "Rayong", "dc-solar"),
    Place("module-in-1", "module", "IN", "Gujarat", "dc-solar"),
    Place("dc-solar", "warehouse", "US", "Nevada", "", operator="brand-solar"),
)

HIDDEN = (
    HiddenSupply("wafer-cn-1", POLYSILICON_ITEM, 46_000),
    HiddenSupply("wafer-cn-2", POLYSILICON_ITEM, 9_000),
    HiddenSupply("wafer-vn-1", POLYSILICON_ITEM, 7_000),
)

SOLAR = Chain("solar", "brand-solar", "Demo solar module, quantity as silicon content", STAGES, PLACES, HIDDEN)
