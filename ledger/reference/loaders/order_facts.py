"""What the order list does not say in columns, read from its words by hand: parties, scope, goods and what remains.

Keys are the list's own names. An entity that is not here is one firm or place, named as it stands.
"""

# one order against several: each is a party of its own
PARTIES = {
    "Fuchu Prison; Union Kogyo Co., Ltd.": ("Fuchu Prison", "Union Kogyo Co., Ltd."),
    "Nanhu Tree Farm, Zhejiang Sanmei Tea Co., Ltd.; Imaizumi Tea Manufacturing & Trading Co., Ltd. (of Nagoya, "
    "Japan)": (
        "Nanhu Tree Farm",
        "Zhejiang Sanmei Tea Co., Ltd.",
        "Imaizumi Tea Manufacturing & Trading Co., Ltd. (of Nagoya, Japan)",
    ),
    "Yili Zhuowan Garment Manufacturing Co., Ltd. and Baoding LYSZD Trade and Business Co., Ltd.": (
        "Yili Zhuowan Garment Manufacturing Co., Ltd.",
        "Baoding LYSZD Trade and Business Co., Ltd.",
    ),
    "Agropecuarios Tom S.A. de C.V. and Horticola Tom S.A. de C.V. and their subsidiaries": (
        "Agropecuarios Tom S.A. de C.V.",
        "Horticola Tom S.A. de C.V.",
    ),
    "Shanghai Select Safety Products Company, Limited and its two subsidiaries from China, Select (Nantong) Safety "
    "Products Co. Limited and Select Protective Technology (HK) Limited.": (
        "Shanghai Select Safety Products Company, Limited",
        "Select (Nantong) Safety Products Co. Limited",
        "Select Protective Technology (HK) Limited",
    ),
    "Kumar Carpet Pvt., Singhe Carpet Pvt., Ltd., Norsang Carpet Industries Pvt., Ltd., Annapurna Carpet, Everest "
    "Carpet, Valley Carpet, and K.K. Carpet Industries; Kathmandu.": (
        "Kumar Carpet Pvt.",
        "Singhe Carpet Pvt., Ltd.",
        "Norsang Carpet Industries Pvt., Ltd.",
        "Annapurna Carpet",
        "Everest Carpet",
        "Valley Carpet",
        "K.K. Carpet Industries",
    ),
    "Top Glove Sdn Bhd; TG Medical Sdn Bhd": ("Top Glove Sdn Bhd", "TG Medical Sdn Bhd"),
    "Supermax Corporation Bhd subsidiaries (Maxter, Maxwell, Supermax Glove)": (
        "Supermax Corporation Bhd",
        "Maxter",
        "Maxwell",
        "Supermax Glove",
    ),
    "Brightway Group (Brightway Holdings, Laglove, Biopro)": (
        "Brightway Group",
        "Brightway Holdings",
        "Laglove",
        "Biopro",
    ),
}
# the names inside an entry that is not itself a name
OTHER_NAMES = {
    "Fishing Vessels owned by Dalian Ocean Fishing Co. Ltd.": "Dalian Ocean Fishing Co. Ltd.",
    "Xinjiang Production and Construction Corporation (XPCC)": "XPCC;Xinjiang Production and Construction Corps",
    "No. 4 Vocational Skills Education Training Center (VSETC)": "VSETC;Lop County No. 4 Vocational Skills Education "
    "and Training Center",
    "Xinjiang Uyghur Autonomous Region (XUAR)": "XUAR",
}
# parties that the remarks take out of their order, with the day; the others stay under it, unchanged
RELEASED = {
    "Norsang Carpet Industries Pvt., Ltd.": "1998-10-06",
    "Everest Carpet": "1998-10-06",
    "K.K. Carpet Industries": "1998-10-06",
    "Annapurna Carpet": "2021-07-23",
}
STILL_WHOLE = ("Kumar Carpet Pvt.", "Singhe Carpet Pvt., Ltd.", "Valley Carpet")
REMAINING = {
    "Tangshan Sanyou Group": "without viscose and rayon fibre, removed 2016-10-12",
    "Artisanal Small Mines": "artisanal small mines of the east of the country, changed 2020-05-28; the list names no "
    "removed party",
    "Tobacco produced in Malawi and products containing tobacco produced in Malawi": "all but Alliance One "
    "International (removed 2020-06-03), Limbe Leaf Tobacco Company Limited (2020-07-31) and Premium Tobacco Malawi "
    "Ltd (2021-05-21)",
    "Kingtom Aluminio S.R.L.": "inactive while litigation is pending",
}
# a merchandise of a place: (scope, ISO 3166-2 code or name of the region)
PLACES = {
    "Xinjiang Uyghur Autonomous Region (XUAR)": ("region-commodity", "CN-XJ"),
    "Marange Diamond Fields": ("region-commodity", "Marange Diamond Fields"),
    "Artisanal Small Mines": ("region-commodity", "eastern Democratic Republic of the Congo"),
    "All Turkmenistan Cotton or products produced in whole or in part with Turkmenistan cotton.": (
        "country-commodity",
        "",
    ),
    "Tobacco produced in Malawi and products containing tobacco produced in Malawi": ("country-commodity", ""),
}
# the words of a merchandise, in lower case -> the key under which goods are compared
COMMODITIES = {
    "all products": "multiple",
    "cotton, tomatoes and downstream products": "cotton;tomatoes",
    "cotton and cotton products": "cotton",
    "cotton and processed cotton": "cotton",
    "fresh tomatoes": "tomatoes",
    "apparel": "garments",
    "all garments": "garments",
    "garments, apparel and textiles": "garments;textiles",
    "seafood": "fish",
    "artisanal rough cut diamonds": "diamonds",
    "carpets, hand-knotted wool": "carpets",
    "rubber gloves, condoms, rubber raincoats, and rubber footwear": "rubber gloves;rubber products",
    "hair products": "hair products",
    "silica-based products": "silica;polysilicon",
    "copper and copper products": "copper",
    "stevia and its derivatives": "stevia",
    "stevia extracts and derivatives": "stevia",
    "frankincense and frankincense-based products": "frankincense",
    "beedi cigarettes and other tobacco products": "tobacco;bidis (hand-rolled cigarettes)",
    "soda ash, calcium chloride, and caustic soda": "chemicals",
    "bicycles and bicycle parts": "bicycles",
    "sea salt products": "salt",
    "work gloves": "gloves",
    "peeled garlic": "garlic",
    "computer parts": "electronics",
    "disposable gloves": "rubber gloves",
    "disposable rubber gloves": "rubber gloves",
    "tuna and tuna products": "fish",
    "bone black": "charcoal",
    "potassium, potassium hydroxide, potassium nitrate": "chemicals",
}
