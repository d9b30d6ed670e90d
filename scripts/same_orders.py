"""Which orders of the verified table are orders of the list, told twice."""

# the order of the verified table -> the list's own entity: the same order, told twice
SAME_ORDER = {
    "Tangshan Sanyou Group and its subsidiaries": "Tangshan Sanyou Group and its Subsidiaries",
    "Inner Mongolia Hengzheng Group Baoanzhao Agriculture, Industry and Trade Co., Ltd.": "Inner Mongolia Hengzheng "
    "Group Baoanzhao Agriculture, Industry, and Trade Co., Ltd.",
    "Hongchang Fruits & Vegetable Products Co., Ltd.": "Hongchang Fruits & Vegetable Products Co., Ltd.",
    "All Turkmenistan cotton": "All Turkmenistan Cotton or products produced in whole or in part with Turkmenistan "
    "cotton.",
    "Hetian Taida Apparel Co., Ltd.": "Hetian Taida Apparel Co., Ltd.",
    "Artisanal small mines, eastern DRC": "Artisanal Small Mines",
    "Marange Diamond Fields": "Marange Diamond Fields",
    "Malawi (country-wide)": "Tobacco produced in Malawi and products containing tobacco produced in Malawi",
    "Da Wang (vessel)": "Fishing Vessel: Da Wang",
    "Lop County No. 4 Vocational Skills Education and Training Center": "No. 4 Vocational Skills Education Training "
    "Center (VSETC)",
    "Lop County Hair Product Industrial Park": "Lop County Hair Product Industrial Park",
    "Yili Zhuowan Garment Manufacturing Co., Ltd.; Baoding LYSZD Trade and Business Co., Ltd.": "Yili Zhuowan Garment "
    "Manufacturing Co., Ltd. and Baoding LYSZD Trade and Business Co., Ltd.",
    "Xinjiang Junggar Cotton and Linen Co., Ltd.": "Xinjiang Junggar Cotton and Linen Co., Ltd.",
    "Hefei Bitland Information Technology Co., Ltd.": "Hefei Bitland Information Technology Co., Ltd.",
    "Xinjiang Production and Construction Corps (XPCC)": "Xinjiang Production and Construction Corporation (XPCC) and "
    "its subordinates",
    "Lien Yi Hsing No. 12 (vessel)": "Fishing Vessel: Lien Yi Hsing No. 12",
    "Xinjiang Uyghur Autonomous Region (region-wide)": "Xinjiang Uyghur Autonomous Region (XUAR)",
    "Dalian Ocean Fishing Co., Ltd. (fleet)": "Fishing Vessels owned by Dalian Ocean Fishing Co. Ltd.",
    "Hangton No. 112 (vessel)": "Fishing Vessel: Hangton No. 112",
    "Agropecuarios Tom S.A. de C.V.; Horticola S.A. de C.V.": "Agropecuarios Tom S.A. de C.V. and Horticola Tom S.A. "
    "de C.V. and their subsidiaries",
}
