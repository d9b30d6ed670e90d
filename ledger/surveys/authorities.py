"""Immigration authorities and the police, as they name themselves in languages of countries that workers come to.

A list of words cannot find everything: an authority under a name of its own, in a language or spelling that is not
here, passes. So `tierlight case help check` and `tierlight survey plan` ask the custodian to attest who operates each
line, after a call (`--attest-operators`). Nor can a list tell who speaks about an authority from who is one: an
organisation with such a word in its name is refused too.
"""

import re
import unicodedata

from ledger.reference.folded import folded, squeezed

# Interior ministries stand here as well: they run both, and what a caller says to one office the other may read.
_IMMIGRATION = (
    # English, Dutch, Nordic languages, German
    *("immigration", "border force", "border guard", "border police", "border patrol", "border control"),
    *("border protection", "border services", "border security", "border agency", "customs and border", "home office"),
    *("deportation", "removal operations", "homeland security", "checkpoints authority", "naturalization service"),
    *("foreigners bureau", "foreigners office", "foreigners department", "foreigners regional registration"),
    *("bureau of foreigners", "department of foreigners", "foreigners affairs", "aliens police", "aliens office"),
    *("alien registration", "visas and enforcement", "department of passports", "directorate of passports"),
    *("migration service", "migration agency", "migration authority", "migration police", "migration department"),
    *("ministry of interior", "ministry of the interior", "interior ministry", "ministry of home affairs"),
    *("department of home affairs", "immigratie", "vreemdelingenpolitie", "vreemdelingendienst", "marechaussee"),
    *("migrationsverket", "udlændingestyrelsen", "utlendingsdirektoratet", "maahanmuuttovirasto", "rajavartiolaitos"),
    *("ausländerbehörde", "ausländeramt", "bundespolizei", "bundesamt für migration", "fremdenpolizei", "fremdenwesen"),
    *("staatssekretariat für migration", "migrationsamt", "grenzpolizei", "grenzschutz", "innenministerium"),
    # French, Spanish, Portuguese, Italian, Romanian
    *("service des étrangers", "bureau des étrangers", "office des étrangers", "police des étrangers"),
    *("police aux frontières", "police de l'air et des frontières", "ministère de l'intérieur", "inmigración"),
    *("instituto nacional de migración", "migración colombia", "dirección general de migración", "policía migratoria"),
    *("dirección nacional de migraciones", "superintendencia nacional de migraciones"),
    *("servicio nacional de migración", "servicio nacional de migraciones"),
    *("dirección general de migraciones", "extranjería", "policía de fronteras"),
    *("ministerio del interior", "ministerio de gobernación", "imigração", "imigrações", "estrangeiros e fronteiras"),
    *("polícia federal", "immigrazione", "questura", "ufficio stranieri", "polizia di frontiera"),
    *("ministero dell'interno", "imigrări", "poliția de frontieră"),
    # Slavic languages, Greek, Turkish, Hungarian, Baltic languages
    *("straż graniczna", "urząd do spraw cudzoziemców", "cizinecká policie", "cudzinecká polícia", "granična policija"),
    *("миграционн", "міграційн", "пограничн", "прикордонн", "гранична полиция", "иммиграци", "імміграці"),
    *("μετανάστευσης", "göç idaresi", "yabancılar şube", "idegenrendészet", "migracijos departamentas", "robežsardze"),
    # Arabic, Hebrew, Persian, Urdu, Amharic, Swahili, Somali
    *("الهجرة", "الجوازات", "حرس الحدود", "الإقامة وشؤون الأجانب", "شؤون الإقامة", "شؤون الأجانب", "إدارة الأجانب"),
    *("وزارة الداخلية", "ההגירה", "רשות האוכלוסין", "اداره مهاجرت", "پلیس مهاجرت", "اتباع خارجی"),
    *("گذرنامه", "امیگریشن", "ኢሚግሬሽን", "uhamiaji", "socdaalka"),
    # Languages of South Asia
    *("ইমিগ্রেশন", "অভিবাসন কর্তৃপক্ষ", "সীমান্তরক্ষী", "বহিরাগমন", "आप्रवासन", "आव्रजन", "इमिग्रेशन", "अध्यागमन", "सीमा सुरक्षा"),
    *("குடிவரவு", "குடியகல்வு", "இமிகிரேஷன்", "ආගමන", "ఇమ్మిగ్రేషన్", "ഇമിഗ്രേഷൻ", "ਇਮੀਗ੍ਰੇਸ਼ਨ", "ઇમિગ્રેશન", "ವಲಸೆ ಇಲಾಖೆ"),
    # Languages of East and South-East Asia
    *("imigresen", "imigrasi", "imigrasyon", "ตรวจคนเข้าเมือง", "xuất nhập cảnh", "sở di trú", "cục di trú"),
    *("bộ đội biên phòng", "អន្តោប្រវេសន៍", "ກວດຄົນເຂົ້າເມືອງ", "လူဝင်မှုကြီးကြပ်ရေး"),
    *("移民局", "移民署", "移民管理", "移民廳", "出入境", "入境事务", "入境事務"),
    *("入境處", "边防", "邊防", "边检", "邊檢", "入国管理", "入管", "出入国", "출입국", "이민청"),
)  # fmt: skip
_IMMIGRATION_SHORT = (
    *("ICE", "CBP", "DHS", "USCIS", "UKVI", "UKBA", "CBSA", "IRCC", "BAMF", "OFII", "SEF", "AIMA", "INM", "SENAMI"),
    *("GDRFA", "FRRO", "Jawazat", "KDN", "PAF"),
)

_POLICE = (
    *("police", "polizei", "polizia", "policia", "policie", "policja", "policij", "politie", "poliția", "poliisi"),
    *("kepolisian", "gendarm", "jandarma", "carabinieri", "guardia civil", "guarda nacional republicana"),
    *("constabulary", "sheriff", "law enforcement", "rendőrség", "emniyet genel", "booliska", "полиц", "поліц"),
    *("милици", "жандарм", "αστυνομ", "شرطة", "الأمن العام", "الدرك", "משטרה", "משטרת", "پلیس", "پولیس", "ፖሊስ", "पुलिस"),
    *("पोलिस", "पोलीस", "प्रहरी", "পুলিশ", "ਪੁਲਿਸ", "પોલીસ", "ପୋଲିସ", "పోలీస", "ಪೊಲೀಸ", "പോലീസ", "போலீஸ்", "காவல்துறை"),
    *("பொலிஸ்", "පොලිස්", "ตำรวจ", "công an", "cảnh sát", "ប៉ូលិស", "នគរបាល", "ຕຳຫຼວດ", "ရဲတပ်", "ရဲစခန်း", "公安", "警察"),
    *("警方", "警局", "派出所", "경찰"),
)  # fmt: skip
_POLICE_SHORT = ("polis", "polisi", "politi", "pulis", "PNP", "PDRM", "POLRI", "PSP", "GNR", "FBI")


def names_immigration(*texts: str) -> bool:
    """Say whether one of these texts names an authority of immigration, borders or the interior."""
    return any(_LONG_IMMIGRATION.search(squeezed(each)) or _in_capitals(each) for each in texts)


def names_police(*texts: str) -> bool:
    """Say whether one of these texts names the police."""
    return any(_LONG_POLICE.search(squeezed(each)) or _WORDS_OF_POLICE & set(folded(each).split()) for each in texts)


def _in_capitals(text: str) -> bool:
    """Abbreviations that are words in small letters (ice) count as they are written alone."""
    seen = "".join(each for each in unicodedata.normalize("NFKC", text) if unicodedata.category(each) != "Cf")
    return bool(_CAPITALS & set(re.findall(r"\w+", seen.replace(".", ""))))


def _any_of(names: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(squeezed(name)) for name in names))


_LONG_IMMIGRATION, _LONG_POLICE = _any_of(_IMMIGRATION), _any_of(_POLICE)
_CAPITALS = frozenset(_IMMIGRATION_SHORT)
_WORDS_OF_POLICE = frozenset(folded(name) for name in _POLICE_SHORT)
