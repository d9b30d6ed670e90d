"""What easy words may not leave out: the terms that make a question that question, as read over item by item.

Each is a pattern that both the question and its easy words must show; `;` parts them. Another question has others.
"""

KEY_TERMS = {
    "bus_late": {
        "en": "this week; bus; other transport; late", "es": "esta semana; autobús; otro transporte; tarde",
        "bn": "এই সপ্তাহে; বাস; অন্য গাড়ি; দেরি", "ar": "هذا الأسبوع; الحافلة; وسيلة نقل أخرى; تأخرت",
    },
    "migrant": {
        "en": "another country; far away; to work here", "es": "otro país; lugar lejano; trabajar aquí",
        "bn": "অন্য দেশ; দূরের; কাজ করার জন্য|কাজ করতে", "ar": "بلد آخر; مكان بعيد; للعمل هنا",
    },
    "agency_hired": {
        "en": "agency; labour broker; hire; not this workplace",
        "es": "agencia; intermediario; contrató; no este lugar",
        "bn": "এজেন্সি; দালাল; কাজের জায়গা নিজে নয়|কাজের জায়গা নয়",
        "ar": "وكالة; وسيط; وظّفتك; وليس مكان العمل هذا",
    },
    "fee_debt": {
        "en": "have to keep working here; owe somebody money", "es": "tiene que seguir; debe dinero a alguien",
        "bn": "কারো কাছে; টাকা ধার; কাজ করে যেতেই", "ar": "البقاء في هذا العمل; دَين; لأحد",
    },
    "debt_leave": {
        "en": "now; make you or your family pay; money",
        "es": "ahora; (hace|haría) pagar dinero; usted o a su familia",
        "bn": "এখন; পরিবারকে; টাকা দিতে বাধ্য", "ar": "الآن; يجبر; عائلتك; دفع مال",
    },
    "paper_used": {
        "en": "paper; signed?; used; make you stay", "es": "papel; firmó; usado; obligarle a quedarse",
        "bn": "কাগজ; সই; দেখিয়ে; থাকতে বাধ্য", "ar": "ورقة; وقّعت; استعمل; ليجبرك على البقاء",
    },
    "pay_complete": {
        "en": "last three months; all (of )?your pay; on time", "es": "últimos tres meses; tod[ao]; a tiempo",
        "bn": "গত তিন মাসে; পুরো বেতন; সময়মতো", "ar": "ثلاثة أشهر|الأشهر الثلاثة; كل|كله; أجرك; موعده",
    },
    "overtime_harm": {
        "en": "if you say no; extra hours; something bad; to you",
        "es": "si dice que no; horas extra; pasa algo malo",
        "bn": "বাড়তি সময় কাজ; রাজি না হলে; ক্ষতি|খারাপ", "ar": "إذا رفضت; ساعات إضافية|الساعات الإضافية; ضرر|سيئ",
    },
    "leave_job": {
        "en": "can you; if you want; tell(ing)? them in time",
        "es": "puede dejar este trabajo; si quiere; avisa(ndo)? a tiempo",
        "bn": "চাইলে; আগে থেকে জানিয়ে; এই কাজ; ছাড়তে|ছেড়ে", "ar": "يمكنك ترك هذا العمل; أردت; مسبقًا",
    },
    "phone_taken": {
        "en": "at work; take your phone; look; against your will|do not want that",
        "es": "del trabajo; quita; teléfono; revisa|mira; no quiere|contra su voluntad",
        "bn": "ইচ্ছার বিরুদ্ধে; কাজের; ফোন; নেয়; দেখে", "ar": "في العمل; هاتفك; يفتشه|ينظر فيه; رغمًا عنك",
    },
    "unsafe_refuse": {
        "en": "can you say no; dangerous|hurt you", "es": "puede; negarse|decir no; peligroso|dañar",
        "bn": "কাজে কি; না বলতে পারেন; বিপজ্জনক|ক্ষতি", "ar": "يمكنك رفض عمل; خطر|يؤذيك",
    },
    "help_withheld": {
        "en": "help; keep; you need; to make you obey", "es": "ayuda; niega; necesita; para que obedezca",
        "bn": "সাহায্য; দরকার; আটকে রাখে; কথা মানা", "ar": "مساعدة; يمنع; أحد; لإجبارك على الطاعة",
    },
    "needs_withheld": {
        "en": "food; water; rest; toilet; doctor; punish; ever",
        "es": "comida; agua; descanso; baño; médico; alguna vez; niegan; castig",
        "bn": "খাবার; পানি; বিশ্রাম; টয়লেট; ডাক্তার; শাস্তি; কখনো",
        "ar": "الطعام; الماء; الراحة; الحمّام; الطبيب; يُمنع عنك; عقاب",
    },
    "cameras": {
        "en": "camera; people|person; watch; sleep; wash; change clothes",
        "es": "cámara; vigila; duerme; lava; cambia de ropa",
        "bn": "ক্যামেরা; নজর রাখার লোক; ঘুমান; গোসল করেন; কাপড় বদলান",
        "ar": "كاميرا; يراقب; نوم|تنام; اغتسال|تغتسل; ملابس",
    },
    "afraid_to_refuse": {
        "en": "work that you do not want; because you are afraid to say no",
        "es": "trabajos? que no quiere; porque tiene miedo de decir que no",
        "bn": "না বলতে ভয় পান বলে; করতে চান না; কাজ", "ar": "رغمًا عنك|ما لا تريد; خوف; عواقب الرفض",
    },
    "reported_threat": {
        "en": "at work; sa(id|y); report you; police; officials",
        "es": "del trabajo; dicho|dijo; denunciar; policía; autoridades",
        "bn": "কাজের; বলেছে; আপনার নামে নালিশ; পুলিশ; সরকারি লোক",
        "ar": "في العمل; قال; بلّغ عنك; الشرطة; السلطات",
    },
    "image_threat": {
        "en": "at work; sa(id|y); show photos; private things; your family; online",
        "es": "del trabajo; dicho|dijo; fotos; cosas privadas; su familia; internet",
        "bn": "কাজের; বলেছে; ছবি; ব্যক্তিগত বিষয়; পরিবারকে; ইন্টারনেটে",
        "ar": "في العمل; قال; صورك; أمورك الخاصة; عائلتك; الإنترنت",
    },
    "harassed": {
        "en": "at work; touched you; talked to you; in a way( that)? you did not want",
        "es": "del trabajo; le ha tocado; hablado; usted no quería", "bn": "কাজের; ছুঁয়েছে; এমন; যা আপনি চাননি",
        "ar": "لمسك; في العمل; كلّمك; بطريقة غير لائقة; دون رضاك|رغمًا عنك",
    },
}  # fmt: skip
