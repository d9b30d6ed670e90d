"""Words that Chinese names translate, or whose own Latin spelling is not their Mandarin sound."""

_TRADE = {
    "新能源": "new energy", "能源": "energy", "服饰": "apparel", "服飾": "apparel", "服装": "garment",
    "服裝": "garment", "制衣": "garment", "製衣": "garment", "纺织": "textile", "紡織": "textile",
    "棉纺": "cotton spinning", "色纺": "color spinning", "色紡": "color spinning", "毛纺": "wool textile",
    "针织": "knitting", "針織": "knitting", "印染": "printing dyeing", "棉业": "cotton industry",
    "棉業": "cotton industry", "棉麻": "cotton linen", "纤维": "fiber", "纖維": "fiber", "皮革": "leather",
    "地毯": "carpet", "鞋业": "shoe industry", "鞋業": "shoe industry", "发饰品": "hair accessories",
    "髮飾品": "hair accessories", "发饰": "hair accessories", "髮飾": "hair accessories", "发制品": "hair product",
    "髮製品": "hair product", "贸易": "trade", "貿易": "trade", "商贸": "trade", "商貿": "trade",
    "进出口": "import export", "進出口": "import export", "国际": "international", "國際": "international",
    "生物科技": "biotechnology", "生物技术": "biotechnology", "生物技術": "biotechnology", "科技": "technology",
    "技术": "technology", "技術": "technology", "信息": "information", "光电": "optoelectronic",
    "光電": "optoelectronic", "电子": "electronics", "電子": "electronics", "新材料": "new material",
    "材料": "material", "包装": "packaging", "包裝": "packaging", "工业": "industry", "工業": "industry",
    "实业": "industry", "實業": "industry", "产业": "industry", "食品": "food", "农业": "agriculture",
    "農業": "agriculture", "水产": "seafood", "水產": "seafood", "海产": "seafood", "渔业": "fishery",
    "漁業": "fishery", "番茄": "tomato", "药业": "pharmaceutical", "藥業": "pharmaceutical", "化工": "chemical",
    "化学": "chemical", "化學": "chemical", "橡胶": "rubber", "橡膠": "rubber", "塑料": "plastic", "手套": "glove",
    "玻璃": "glass", "有色金属": "nonferrous metal", "有色金屬": "nonferrous metal", "金属": "metal", "金屬": "metal",
    "钢铁": "iron steel", "鋼鐵": "iron steel", "矿业": "mining", "礦業": "mining", "铜业": "copper", "銅業": "copper",
    "锌业": "zinc industry", "鋅業": "zinc industry", "镁业": "magnesium", "鎂業": "magnesium", "铝业": "aluminum",
    "鋁業": "aluminum", "多晶硅": "polysilicon", "硅业": "silicon industry", "矽業": "silicon industry",
    "光伏": "photovoltaic", "太阳能": "solar", "太陽能": "solar", "煤电": "coal electricity", "机械": "machinery",
    "機械": "machinery", "制造": "manufacturing", "製造": "manufacturing", "物流": "logistics", "仓储": "warehousing",
    "倉儲": "warehousing", "供应链": "supply chain", "供應鏈": "supply chain", "发展": "development",
    "發展": "development", "投资": "investment", "投資": "investment", "控股": "holding", "工业园": "industrial park",
    "产业园": "industrial park", "分公司": "branch", "工厂": "factory", "工廠": "factory", "监狱": "prison",
    "監獄": "prison", "超市": "supermarket", "西部": "western", "省": "province", "市": "city", "县": "county",
    "縣": "county",
}  # fmt: skip
_OWN_SPELLING = {
    "新疆": "xinjiang", "中国": "china", "中國": "china", "内蒙古": "inner mongolia", "內蒙古": "inner mongolia",
    "西藏": "tibet", "陕西": "shaanxi", "陝西": "shaanxi", "重庆": "chongqing", "重慶": "chongqing", "厦门": "xiamen",
    "香港": "hong kong", "阿克苏": "aksu", "阿克蘇": "aksu", "喀什": "kashgar", "乌鲁木齐": "urumqi",
    "吐鲁番": "turpan", "库尔勒": "korla", "克拉玛依": "karamay", "阿瓦提": "awati", "准噶尔": "junggar",
    "洛浦": "lop", "伊犁": "yili", "生产建设兵团": "production construction corps",
    "生產建設兵團": "production construction corps", "大全新能源": "daqo new energy",
    "合盛硅业": "hoshine silicon industry",
}  # fmt: skip
IN_CHINESE = _TRADE | _OWN_SPELLING
"""Longer ones are read first. A place that is spelled as it sounds is not here: it is found by its sound."""
TOWNS = frozenset((
    "anhui", "beijing", "changchun", "changsha", "changzhou", "chengdu", "chongqing", "dalian", "dongguan",
    "foshan", "fujian", "fuzhou", "gansu", "guangdong", "guangxi", "guangzhou", "guiyang", "guizhou", "hainan",
    "hangzhou", "harbin", "hebei", "hefei", "heilongjiang", "henan", "hetian", "hotan", "hubei", "huizhou", "hunan",
    "jiangsu", "jiangxi", "jiaxing", "jilin", "jinan", "kashgar", "kunming", "lanzhou", "liaoning", "nanchang",
    "nanjing", "nantong", "ningbo", "ningxia", "qingdao", "qinghai", "quanzhou", "shaanxi", "shandong", "shanghai",
    "shanxi", "shaoxing", "shenyang", "shenzhen", "sichuan", "suzhou", "taiyuan", "tianjin", "tibet", "urumqi",
    "weifang", "wenzhou", "wuhan", "wuxi", "xiamen", "xian", "xinjiang", "xuzhou", "yantai", "yunnan", "zhejiang",
    "zhengzhou", "zhongshan", "zhuhai",
))  # fmt: skip
"""Provinces and large towns: a name that is told apart by nothing else is told apart by all of its words."""
