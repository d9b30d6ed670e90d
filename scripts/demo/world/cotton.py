"""An invented cotton T-shirt in six tiers: farms, gins, spinners, knitters, dyers, sewing. Kilograms throughout.

The pattern is the public one: seed cotton gives about two fifths lint, lint of several origins is spun together, yarn
and fabric cross borders before a shirt is sewn. Every party and site is invented; goods are named as on the public
list of goods, so that country and good can be looked up.
"""

from .network import Chain, Place, Stage, warehouse
from .shapes import Json

STAGES = (
    Stage("farm", "cotton growing", "Farms", "Cotton", 11010, 0, (12, 160)),
    Stage("gin", "cotton ginning", "Ginning", "Cotton", 11020, 40, (30, 120)),
    Stage("spin", "yarn spinning", "Spinning", "Thread/Yarn", 11030, 88, (180, 900)),
    Stage("knit", "knitting", "Knitting", "Textiles", 11040, 97, (90, 420)),
    Stage("dye", "dyeing and finishing", "Dyeing", "Textiles", 11050, 95, (120, 500)),
    Stage("sew", "sewing of garments", "Garments", "Garments", 11060, 86, (350, 2400)),
    warehouse("Garments"),
)

FARMS = (
    Place("farm-in-1", "farm", "IN", "Gujarat", "gin-in-1", 164_000, "coop-in"),
    Place("farm-in-2", "farm", "IN", "Gujarat", "gin-in-1", 91_000, "coop-in"),
    Place("farm-in-3", "farm", "IN", "Maharashtra", "gin-in-2", 72_000, "coop-in"),
    Place("farm-in-4", "farm", "IN", "Telangana", "gin-in-2", 30_000),
    Place("farm-in-5", "farm", "IN", "Madhya Pradesh", "gin-in-3", 37_000),
    Place("farm-pk-1", "farm", "PK", "Punjab", "gin-pk-1", 88_000, "coop-pk"),
    Place("farm-pk-2", "farm", "PK", "Sindh", "gin-pk-1", 44_000, "coop-pk"),
    Place("farm-pk-3", "farm", "PK", "Sindh", "gin-pk-2", 26_000),
    Place("farm-tr-1", "farm", "TR", "Sanliurfa", "gin-tr-1", 36_000),
    Place("farm-tr-2", "farm", "TR", "Aydin", "gin-tr-1", 22_000),
    Place("farm-tm-1", "farm", "TM", "Mary", "gin-tm-1", 18_000),
    Place("farm-br-1", "farm", "BR", "Mato Grosso", "gin-br-1", 75_000),
    Place("farm-br-2", "farm", "BR", "Bahia", "gin-br-1", 48_000),
    Place("farm-us-1", "farm", "US", "Texas", "gin-us-1", 39_000),
    Place("farm-bj-1", "farm", "BJ", "Alibori", "gin-bj-1", 15_000, "coop-bj"),
    Place("farm-bj-2", "farm", "BJ", "Borgou", "gin-bj-1", 12_000, "coop-bj"),
    Place("farm-eg-1", "farm", "EG", "Kafr el-Sheikh", "gin-eg-1", 14_000),
    Place("farm-cn-1", "farm", "CN", "Shandong", "gin-cn-1", 33_000),
)

GINS = (
    Place("gin-in-1", "gin", "IN", "Gujarat", "spin-in-1=3 spin-in-2=1"),
    Place("gin-in-2", "gin", "IN", "Maharashtra", "spin-in-1=2 spin-bd-1=1"),
    Place("gin-in-3", "gin", "IN", "Madhya Pradesh", "spin-in-2"),
    Place("gin-pk-1", "gin", "PK", "Punjab", "spin-pk-1=3 spin-pk-2=1"),
    Place("gin-pk-2", "gin", "PK", "Sindh", "spin-pk-2"),
    Place("gin-tr-1", "gin", "TR", "Sanliurfa", "spin-tr-1"),
    Place("gin-tm-1", "gin", "TM", "Mary", "spin-tr-1"),
    Place("gin-br-1", "gin", "BR", "Mato Grosso", "spin-pk-1=1 spin-vn-1=2"),
    Place("gin-us-1", "gin", "US", "Texas", "spin-vn-1"),
    Place("gin-bj-1", "gin", "BJ", "Alibori", "spin-bd-1"),
    Place("gin-eg-1", "gin", "EG", "Kafr el-Sheikh", "spin-in-2"),
    Place("gin-cn-1", "gin", "CN", "Shandong", "spin-cn-1"),
)

MILLS = (
    Place("spin-in-1", "spin", "IN", "Tamil Nadu", "knit-bd-1=3 knit-in-1=1"),
    Place("spin-in-2", "spin", "IN", "Gujarat", "knit-in-1"),
    Place("spin-pk-1", "spin", "PK", "Punjab", "knit-bd-1=1 knit-bd-2=1"),
    Place("spin-pk-2", "spin", "PK", "Sindh", "knit-bd-2"),
    Place("spin-tr-1", "spin", "TR", "Gaziantep", "knit-tr-1"),
    Place("spin-vn-1", "spin", "VN", "Nam Dinh", "knit-vn-1"),
    Place("spin-cn-1", "spin", "CN", "Shandong", "knit-vn-1"),
    Place("spin-bd-1", "spin", "BD", "Gazipur", "knit-bd-2"),
    Place("knit-bd-1", "knit", "BD", "Narayanganj", "dye-bd-1"),
    Place("knit-bd-2", "knit", "BD", "Gazipur", "dye-bd-1"),
    Place("knit-in-1", "knit", "IN", "Tamil Nadu", "dye-in-1"),
    Place("knit-tr-1", "knit", "TR", "Denizli", "dye-tr-1"),
    Place("knit-vn-1", "knit", "VN", "Nam Dinh", "dye-vn-1"),
    Place("dye-bd-1", "dye", "BD", "Gazipur", "sew-bd-1=4 sew-bd-2=1"),
    Place("dye-in-1", "dye", "IN", "Tamil Nadu", "sew-bd-2=1 sew-bd-3=2"),
    Place("dye-tr-1", "dye", "TR", "Denizli", "sew-tr-1"),
    Place("dye-vn-1", "dye", "VN", "Nam Dinh", "sew-vn-1"),
)

SEWING = (
    Place("sew-bd-1", "sew", "BD", "Gazipur", "dc-cotton"),
    Place("sew-bd-2", "sew", "BD", "Chattogram", "dc-cotton"),
    Place("sew-bd-3", "sew", "BD", "Narayanganj", "dc-cotton"),
    Place("sew-tr-1", "sew", "TR", "Denizli", "dc-cotton"),
    Place("sew-vn-1", "sew", "VN", "Binh Duong", "dc-cotton"),
    Place("dc-cotton", "warehouse", "DE", "Bremen", "", operator="brand-cotton"),
)

_BILL: tuple[dict[str, Json], ...] = (
    {"good": "Cotton", "quantity": "3.6", "unit": "KGM"},
)  # seed cotton in one kilogram of shirts
COTTON = Chain("cotton", "brand-cotton", "Demo cotton T-shirt", STAGES, FARMS + GINS + MILLS + SEWING, materials=_BILL)
