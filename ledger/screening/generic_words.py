"""Words that many companies have in their names: alone they tell nobody apart."""

GENERIC = frozenset((
    "agricultural", "agriculture", "agro", "apparel", "apparels", "bazaar", "branch", "brothers", "business",
    "camp", "carpet", "carpets", "center", "centre", "chemical", "chemicals", "china", "city", "clothing",
    "commercial", "construction", "cotton", "county", "development", "district", "east", "eastern", "electronic",
    "electronics", "energy", "engineering", "enterprise", "enterprises", "exim", "export", "exports", "fabric",
    "fabrics", "factory", "farm", "farms", "fashion", "fashions", "fiber", "fibers", "fibre", "fibres", "fishery",
    "fishing", "food", "foods", "footwear", "garment", "garments", "general", "ginning", "glass", "global", "glove",
    "gloves", "gold", "golden", "hair", "high", "holding", "holdings", "import", "imports", "industrial",
    "industries", "industry", "international", "investment", "jewellery", "knit", "knits", "knitting", "knitwear",
    "leather", "linen", "logistics", "machinery", "management", "manufacturer", "manufacturers", "manufacturing",
    "marine", "material", "materials", "metal", "metals", "mill", "mills", "mine", "mines", "mining", "national",
    "new", "nonferrous", "north", "northern", "ocean", "oil", "overseas", "packaging", "park", "photovoltaic",
    "plant", "plastic", "plastics", "power", "prison", "processing", "produce", "product", "production", "products",
    "province", "rayon", "region", "resources", "rubber", "science", "seafood", "seafoods", "service", "services",
    "silicon", "silk", "solar", "south", "southern", "spinning", "state", "steel", "supply", "synthetic",
    "technological", "technologies", "technology", "textile", "textiles", "trade", "trading", "union", "united",
    "viscose", "weaving", "west", "western", "wool", "works", "world", "xinjiang", "yarn",
))  # fmt: skip
NOISE = frozenset((
    "a", "al", "and", "bhd", "co", "da", "das", "de", "del", "der", "di", "do", "dos", "du", "e", "el", "et", "fv",
    "group", "grp", "in", "la", "las", "le", "les", "los", "messrs", "ms", "mv", "no", "nr", "number", "of", "on",
    "pte", "pty", "pvt", "sdn", "ship", "the", "und", "van", "vessel", "von", "y",
))  # fmt: skip
ONE_WORD = {
    "biotech": "biotechnology", "bros": "brothers", "centre": "center", "corporation": "corp", "colour": "color",
    "fibre": "fiber", "fibres": "fiber", "ind": "industry", "inds": "industry", "industries": "industry",
    "intl": "international", "jewelry": "jewellery", "mfg": "manufacturing", "mfrs": "manufacturers",
    "mgmt": "management", "tech": "technology", "tex": "textile", "technologies": "technology", "textiles": "textile",
    "garments": "garment", "apparels": "apparel", "mills": "mill", "exports": "export", "imports": "import",
    "foods": "food", "products": "product", "materials": "material", "metals": "metal", "holdings": "holding",
    "enterprises": "enterprise", "gloves": "glove",
}  # fmt: skip
"""One word for spellings and plurals of the same business word."""
IN_OTHER_SCRIPTS = {
    "টেক্সটাইল": "textile", "টেক্সটাইলস": "textile", "গার্মেন্টস": "garment", "মিলস": "mill", "ট্রেডিং": "trading",
    "ফ্যাশন": "fashion", "ইন্টারন্যাশনাল": "international", "এন্টারপ্রাইজ": "enterprise", "নিটিং": "knitting",
    "текстиль": "textile", "хлопок": "cotton", "фабрика": "factory", "завод": "factory", "торговый": "trading",
    "торговая": "trading", "швейная": "garment", "комбинат": "works", "экспорт": "export", "импорт": "import",
    "نسيج": "textile", "منسوجات": "textile", "تجارة": "trade", "مصنع": "factory", "ملابس": "garment",
    "корпорейшн": "corp", "корпорация": "corp", "синьцзян": "xinjiang", "компания": "company",
    "صناعة": "industry", "صناعات": "industry", "قطن": "cotton", "پاختا": "cotton", "توقۇمىچىلىق": "textile",
    "سودا": "trade", "زاۋۇتى": "factory",
}  # fmt: skip
"""Business words of other scripts, which their sound does not give away."""
