"""The words by which companies say what kind of legal person they are, in the jurisdictions that trade most.

Each row is one form: where it is used (ISO 3166-1 alpha-2, `*` in many), what kind it is, and the spellings and
abbreviations in use, as the registers' own lists (ISO 20275 is their standard) have them. The list is short on
purpose: a form that is missing stays a word of the name, which makes two names less alike and never more.
"""

from dataclasses import dataclass
from typing import Literal

FormKind = Literal["limited", "stock", "partnership", "sole", "cooperative", "group", "company"]


@dataclass(frozen=True, slots=True)
class LegalForm:
    """One legal form. `company` and `group` say nothing of the kind: they go with any other form."""

    jurisdiction: str
    kind: FormKind
    spellings: tuple[str, ...]


LEGAL_FORMS = (
    LegalForm("*", "company", ("co", "company", "cie", "compagnie", "compania", "firma")),
    LegalForm("*", "group", ("group", "grp", "group of companies")),
    LegalForm("*", "limited", ("ltd", "limited", "co ltd", "company limited", "limited liability company", "llc")),
    LegalForm("*", "stock", ("plc", "corp", "corporation", "inc", "incorporated", "jsc", "joint stock company")),
    LegalForm("*", "partnership", ("llp", "lp", "limited liability partnership")),
    LegalForm("*", "cooperative", ("coop", "cooperative society")),
    LegalForm("CN", "limited", ("有限公司", "有限责任公司", "有限責任公司", "co limited")),
    LegalForm("CN", "stock", ("股份有限公司", "股份公司", "company limited by shares")),
    LegalForm("CN", "group", ("集团", "集團", "集团公司")),
    LegalForm("JP", "stock", ("株式会社", "kabushiki kaisha", "kk")),
    LegalForm("JP", "limited", ("有限会社", "合同会社", "godo kaisha")),
    LegalForm("KR", "stock", ("주식회사", "jusikhoesa")),
    LegalForm("KR", "limited", ("유한회사", "yuhanhoesa")),
    LegalForm("IN", "limited", ("pvt ltd", "private limited", "p ltd", "pvt", "private ltd", "pvt limited")),
    LegalForm("BD", "limited", ("প্রাইভেট লিমিটেড", "লিমিটেড", "লিঃ", "কোম্পানি লিমিটেড")),
    LegalForm("BD", "company", ("কোম্পানি",)),
    LegalForm("MY", "limited", ("sdn bhd", "sendirian berhad")),
    LegalForm("MY", "stock", ("bhd", "berhad")),
    LegalForm("SG", "limited", ("pte ltd", "pte", "pte limited")),
    LegalForm("AU", "limited", ("pty ltd", "pty", "pty limited", "proprietary limited")),
    LegalForm("ID", "limited", ("pt", "perseroan terbatas")),
    LegalForm("ID", "stock", ("tbk", "persero tbk")),
    LegalForm("VN", "limited", ("công ty tnhh", "tnhh", "cong ty trach nhiem huu han")),
    LegalForm("VN", "stock", ("công ty cổ phần", "ctcp")),
    LegalForm("TH", "limited", ("จำกัด", "บริษัท จำกัด")),
    LegalForm("TH", "company", ("บริษัท",)),
    LegalForm("TR", "limited", ("ltd sti", "limited sirketi", "ltd şti")),
    LegalForm("TR", "stock", ("a.ş.", "as", "anonim sirketi", "san ve tic as", "san tic as")),
    LegalForm("RU", "limited", ("ооо", "общество с ограниченной ответственностью", "ooo")),
    LegalForm("RU", "stock", ("оао", "зао", "пао", "ао", "акционерное общество", "oao", "zao", "pao")),
    LegalForm("RU", "sole", ("ип", "индивидуальный предприниматель")),
    LegalForm("UZ", "limited", ("mchj", "masuliyati cheklangan jamiyat", "мчж")),
    LegalForm("TM", "stock", ("açyk görnüşli paýdarlar jemgyýeti", "paýdarlar jemgyýeti")),
    LegalForm("EG", "company", ("شركة", "الشركة")),
    LegalForm("EG", "limited", ("ذ.م.م", "ذات مسؤولية محدودة")),
    LegalForm("EG", "stock", ("ش.م.م", "شركة مساهمة")),
    LegalForm("CN", "company", ("شىركىتى", "shirkiti")),
    LegalForm("CN", "limited", ("چەكلىك شىركىتى", "cheklik shirkiti")),
    LegalForm("DE", "limited", ("gmbh", "gesellschaft mit beschrankter haftung")),
    LegalForm("DE", "stock", ("ag", "aktiengesellschaft")),
    LegalForm("DE", "partnership", ("kg", "gmbh co kg", "gmbh and co kg", "ohg")),
    LegalForm("FR", "stock", ("sa", "societe anonyme", "sas", "sasu")),
    LegalForm("FR", "limited", ("sarl", "eurl")),
    LegalForm("IT", "stock", ("spa", "societa per azioni")),
    LegalForm("IT", "limited", ("srl", "societa a responsabilita limitata")),
    LegalForm("ES", "limited", ("sl", "slu", "sociedad limitada")),
    LegalForm("MX", "stock", ("sa de cv", "sab de cv", "sapi de cv")),
    LegalForm("MX", "limited", ("s de rl de cv", "s de rl")),
    LegalForm("BR", "limited", ("ltda", "limitada")),
    LegalForm("PT", "limited", ("lda", "unipessoal lda")),
    LegalForm("NL", "limited", ("bv", "besloten vennootschap")),
    LegalForm("NL", "stock", ("nv", "naamloze vennootschap")),
    LegalForm("PL", "limited", ("sp z oo", "sp zoo", "spolka z oo", "spolka zoo")),
    LegalForm("FI", "limited", ("oy", "osakeyhtio")),
    LegalForm("FI", "stock", ("oyj",)),
    LegalForm("SE", "stock", ("ab", "aktiebolag")),
    LegalForm("DK", "stock", ("aps", "a/s")),
)
AMBIGUOUS = frozenset((
    "ab", "ag", "aps", "as", "co", "group", "grp", "kg", "kk", "lp", "nv", "oy", "pao", "pt", "pte", "sa", "sas", "sl",
    "spa", "srl", "sti", "zao",
))  # fmt: skip
"""Forms that are words or names as well: they count at the end of a name, `pt` at its beginning too."""
