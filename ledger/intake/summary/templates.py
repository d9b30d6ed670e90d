"""The sentences that signers read, one for each kind in each language. A name in a sentence is a field of the body."""

from ledger.model.statement import Kind

# A sealed statement always reads the same: it tells outsiders neither what it is about nor of which kind it is.
SEALED = {
    "en": "A sealed statement of the worker line, for its custodian alone.",
    "es": "Una declaración sellada de la línea de trabajadores, solo para su custodio.",
}
TEMPLATES: dict[str, dict[Kind, str]] = {
    "en": {
        Kind.PARTY: "We are $name ($did) in $country.$owned",
        Kind.FACILITY: "Site $facility in $country, operated by $operator. Workforce: $people.",
        Kind.LOT: "Lot $lot: $quantity $unit of $product_name ($product).",
        Kind.ATTESTATION: "We state about $subject ($claim, until $valid_until): $text",
        Kind.EVENT: "$type$step at $site on $time$goods.",
        Kind.AUDIT: "Audit of $facility on $conducted_on, paid by $payer. Found: $found.$searched",
        Kind.CERTIFICATE: "Certificate $certificate ($scheme) for $subject, from $valid_from to $valid_until.",
        Kind.PURCHASE: "$title $order of $ordered_on: $quantity $unit of $goods from $seller to $buyer$named.",
        Kind.RECRUITMENT: (
            "$recruiter recruits from $origin to $destination for $facility, from $period_from to $period_until; "
            "workers: $workers; fee paid by: $fee_payer."
        ),
        Kind.REVOCATION: "We withdraw our record $record: $reason",
        Kind.SUPERSESSION: "Our record $record is replaced by $replacement: $reason",
        Kind.ERASURE: "Record $record is to be erased. Ground: $ground",
        Kind.DECISION: "We decide that $decided: $outcome. Reason: $reason",
        Kind.GRANT: "We let these read our record $record as well, for good: $to",
        Kind.SETTINGS: "$told",
        Kind.WAVE: SEALED["en"],
        Kind.SNAPSHOT: (
            "We use the edition of $as_of of $list by $publisher: $rows rows, table $table_sha256, "
            "file $source_sha256, $completeness."
        ),
        Kind.REMEDY: "At $facility, done on $done_on ($measure, $state)$for_whom: $text It answers: $answered.",
        Kind.RELEASE: "$told",
        Kind.ASSESSMENT: (
            "We assessed product $product by method $method as known on $as_of, from the first $log_size entries; the "
            "report's hash is $report."
        ),
    },
    "es": {
        Kind.PARTY: "Somos $name ($did), en $country.$owned",
        Kind.FACILITY: "Centro $facility en $country, operado por $operator. Plantilla: $people.",
        Kind.LOT: "Lote $lot: $quantity $unit de $product_name ($product).",
        Kind.ATTESTATION: "Declaramos sobre $subject ($claim, hasta $valid_until): $text",
        Kind.EVENT: "$type$step en $site, $time$goods.",
        Kind.AUDIT: "Auditoría de $facility del $conducted_on, pagada por $payer. Hallazgos: $found.$searched",
        Kind.CERTIFICATE: "Certificado $certificate ($scheme) para $subject, del $valid_from al $valid_until.",
        Kind.PURCHASE: "$title $order del $ordered_on: $quantity $unit de $goods, de $seller a $buyer$named.",
        Kind.RECRUITMENT: (
            "$recruiter recluta de $origin a $destination para $facility, del $period_from al $period_until; "
            "trabajadores: $workers; paga la comisión: $fee_payer."
        ),
        Kind.REVOCATION: "Retiramos nuestro registro $record: $reason",
        Kind.SUPERSESSION: "Nuestro registro $record se sustituye por $replacement: $reason",
        Kind.ERASURE: "El registro $record debe borrarse. Fundamento: $ground",
        Kind.DECISION: "Decidimos que $decided: $outcome. Motivo: $reason",
        Kind.GRANT: "Dejamos leer también, para siempre, nuestro registro $record a: $to",
        Kind.SETTINGS: "$told",
        Kind.WAVE: SEALED["es"],
        Kind.SNAPSHOT: (
            "Usamos la edición del $as_of de $list, de $publisher: $rows filas, tabla $table_sha256, "
            "archivo $source_sha256, $completeness."
        ),
        Kind.REMEDY: "En $facility, hecho el $done_on ($measure, $state)$for_whom: $text Responde a: $answered.",
        Kind.RELEASE: "$told",
        Kind.ASSESSMENT: (
            "Evaluamos el producto $product con el método $method según lo sabido el $as_of, con las primeras "
            "$log_size entradas; el hash del informe es $report."
        ),
    },
}

# What is added where the body says it: a quantity to claim, what a lot is made of, and what is claimed of it.
CREDIT = {
    "en": " $holder may claim $quantity $unit as certified, until $spend_until.",
    "es": " $holder puede declarar como certificados $quantity $unit, hasta el $spend_until.",
}
MADE_OF = {
    "en": (" Made of, in each unit: ", "$quantity $unit of $good"),
    "es": (" Hecho, por unidad, de: ", "$quantity $unit de $good"),
}
CLAIMED = {
    "en": (" Claimed as certified ($custody): ", "$quantity $unit of certificate record $certificate"),
    "es": (" Declarado como certificado ($custody): ", "$quantity $unit del registro de certificado $certificate"),
}
TITLES = {
    "en": {"purchase-order": "Order", "invoice": "Invoice"},
    "es": {"purchase-order": "Pedido", "invoice": "Factura"},
}
OWNED = {
    "en": (" Owned by: ", "$name ($labels), share $share, since $since"),
    "es": (" Propiedad de: ", "$name ($labels), parte $share, desde $since"),
}
LOOKED_FOR = {"en": " Looked for: $indicators.", "es": " Se buscó: $indicators."}
DECIDED = {
    "en": {
        "facility-match": "$left and $right are",
        "site-operator": "$right operates the site $left",
        "screening-match": "$left is the one that the list row $right names",
    },
    "es": {
        "facility-match": "$left y $right son",
        "site-operator": "$right opera el centro $left",
        "screening-match": "$left es quien nombra la fila $right de la lista",
    },
}
SETTINGS = {
    "en": {
        "anchoring-place": "Our log leaves $left with $head_size entries, root $head_root, and goes on at $entered.",
        "custodian-enrolment": (
            "We, $name, hold what workers answer from $epoch on, under the keys $first_key and $second_key of two "
            "people."
        ),
        "panel-review": (
            "We, the panel $panel, have read and approve instrument $instrument, consents $read and rules $rules."
        ),
        "demand-count": (
            "From $first_day to $last_day authorities made $demands demands for worker data; followed: $followed."
        ),
    },
    "es": {
        "anchoring-place": "Nuestro log deja $left con $head_size entradas, raíz $head_root, y continúa en $entered.",
        "custodian-enrolment": (
            "Nosotros, $name, guardamos lo que respondan los trabajadores desde $epoch, bajo las claves $first_key y "
            "$second_key de dos personas."
        ),
        "panel-review": (
            "Nosotros, el panel $panel, hemos leído y aprobamos el instrumento $instrument, los consentimientos $read "
            "y las reglas $rules."
        ),
        "demand-count": (
            "Del $first_day al $last_day las autoridades hicieron $demands peticiones de datos de trabajadores; "
            "atendidas: $followed."
        ),
    },
}
RELEASED = {
    "en": "Released of the survey at $facility, ended on $ended_on: $cells_told.",
    "es": "Publicado de la encuesta en $facility, terminada el $ended_on: $cells_told.",
}
STEPS = {
    "en": {
        "none": "Confidential evidence: none.",
        "low": "Confidential evidence: low.",
        "medium": "Confidential evidence: medium.",
        "high": "Confidential evidence: high.",
    },
    "es": {
        "none": "Indicios confidenciales: ninguno.",
        "low": "Indicios confidenciales: bajos.",
        "medium": "Indicios confidenciales: medios.",
        "high": "Indicios confidenciales: altos.",
    },
}
ENDED = {
    "en": "The survey at $facility was given up ($ended). Planned sample: $sample_announced. $account",
    "es": "La encuesta en $facility se abandonó ($ended). Muestra prevista: $sample_announced. $account",
}
INDEX = {
    "en": "The releases of the survey wave $wave: $listed.",
    "es": "Las publicaciones de la ola $wave: $listed.",
}
CONSENTS = {
    "en": " Workers who agreed to be counted: about $consents_at_least or more, with noise.",
    "es": " Trabajadores que aceptaron ser contados: alrededor de $consents_at_least o más, con ruido.",
}
CONSENTS_UNTOLD = {
    "en": " How many workers agreed to be counted is not told.",
    "es": " No se dice cuántos trabajadores aceptaron ser contados.",
}
