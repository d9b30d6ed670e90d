"""Which fields and bare words EPCIS 2.0 and CBV 2.0 give meaning to; everything else needs a prefix or a full URI."""

_COMMON = (
    "@context", "type", "eventTime", "recordTime", "eventTimeZoneOffset", "eventID", "certificationInfo",
    "errorDeclaration", "bizStep", "disposition", "readPoint", "bizLocation", "bizTransactionList", "sourceList",
    "destinationList", "sensorElementList",
)  # fmt: skip
_CHILDREN = ("action", "parentID", "childEPCs", "childQuantityList")

FIELDS_OF: dict[str, frozenset[str]] = {
    "ObjectEvent": frozenset((*_COMMON, "action", "epcList", "quantityList", "persistentDisposition", "ilmd")),
    "AggregationEvent": frozenset((*_COMMON, *_CHILDREN)),
    "AssociationEvent": frozenset((*_COMMON, *_CHILDREN)),
    "TransactionEvent": frozenset((*_COMMON, "action", "parentID", "epcList", "quantityList")),
    "TransformationEvent": frozenset(
        (*_COMMON, "inputEPCList", "inputQuantityList", "outputEPCList", "outputQuantityList", "transformationID",
         "persistentDisposition", "ilmd")
    ),
}  # fmt: skip
STANDARD_FIELDS = frozenset().union(*FIELDS_OF.values()) | {"id", "type", "epcisBody", "eventList", "schemaVersion"}

ACTIONS = frozenset(("ADD", "OBSERVE", "DELETE"))

BIZ_STEPS = frozenset((
    "accepting", "arriving", "assembling", "collecting", "commissioning", "consigning",
    "creating_class_instance", "cycle_counting", "decommissioning", "departing", "destroying", "disassembling",
    "dispensing", "encoding", "entering_exiting", "holding", "inspecting", "installing", "killing", "loading",
    "other", "packing", "picking", "receiving", "removing", "repackaging", "repairing", "replacing",
    "reserving", "retail_selling", "sampling", "sensor_reporting", "shipping", "staging_outbound",
    "stock_taking", "stocking", "storing", "transporting", "unloading", "unpacking", "void_shipping",
))  # fmt: skip
DISPOSITIONS = frozenset((
    "active", "available", "completeness_inferred", "completeness_verified", "conformant", "container_closed",
    "container_open", "damaged", "destroyed", "dispensed", "disposed", "encoded", "expired", "in_progress",
    "in_transit", "inactive", "mismatch_class", "mismatch_instance", "mismatch_quantity", "needs_replacement",
    "no_pedigree_match", "non_conformant", "non_sellable_other", "partially_dispensed", "recalled", "reserved",
    "retail_sold", "returned", "sellable_accessible", "sellable_not_accessible", "stolen", "unavailable",
    "unknown",
))  # fmt: skip
TRANSACTION_TYPES = frozenset((
    "bol", "cert", "desadv", "inv", "pedigree", "po", "poc", "prodorder", "recadv", "rma", "testprd", "testres",
    "upevt",
))  # fmt: skip
PLACE_TYPES = frozenset(("owning_party", "possessing_party", "location"))
ERROR_REASONS = frozenset(("did_not_occur", "incorrect_data"))
MEASUREMENTS = frozenset((
    "AbsoluteHumidity", "AbsorbedDose", "AbsorbedDoseRate", "Acceleration", "Altitude", "AmountOfSubstance",
    "AmountOfSubstancePerUnitVolume", "Angle", "AngularAcceleration", "AngularMomentum", "AngularVelocity", "Area",
    "Capacitance", "Conductance", "Conductivity", "Count", "Density", "Dimensionless", "DoseEquivalent",
    "DoseEquivalentRate", "DynamicViscosity", "ElectricCharge", "ElectricCurrent", "ElectricCurrentDensity",
    "ElectricFieldStrength", "Energy", "Exposure", "Force", "Frequency", "Illuminance", "Inductance", "Irradiance",
    "KinematicViscosity", "Length", "LinearMomentum", "Luminance", "LuminousFlux", "LuminousIntensity",
    "MagneticFlux", "MagneticFluxDensity", "MagneticVectorPotential", "Mass", "MassConcentration", "MassFlowRate",
    "MassPerAreaTime", "MemoryCapacity", "MolalityOfSolute", "MolarEnergy", "MolarMass", "MolarVolume", "Power",
    "Pressure", "RadiantFlux", "RadiantIntensity", "Radioactivity", "RelativeHumidity", "Resistance", "Resistivity",
    "SolidAngle", "SpecificVolume", "Speed", "SurfaceDensity", "SurfaceTension", "Temperature", "Time", "Torque",
    "Voltage", "Volume", "VolumeFlowRate", "VolumeFraction", "VolumetricFlux", "Wavenumber",
))  # fmt: skip
SENSOR_ALERTS = frozenset(("ALARM_CONDITION", "ERROR_CONDITION"))
COMPONENTS = frozenset((
    "x", "y", "z", "axial_distance", "azimuth", "height", "spherical_radius", "polar_angle", "elevation_angle",
    "easting", "northing", "latitude", "longitude", "altitude",
))  # fmt: skip

METADATA_TIMES = frozenset(("time", "startTime", "endTime"))
METADATA_FIELDS = METADATA_TIMES | {"deviceID", "deviceMetadata", "rawData", "dataProcessingMethod", "bizRules"}
REPORT_NUMBERS = frozenset(("value", "minValue", "maxValue", "meanValue", "sDev", "percRank", "percValue"))
REPORT_LINKS = frozenset((
    "deviceID", "deviceMetadata", "rawData", "dataProcessingMethod", "bizRules", "microorganism",
    "chemicalSubstance", "coordinateReferenceSystem", "uriValue",
))  # fmt: skip
REPORT_TEXTS = frozenset(("stringValue", "uom"))
REPORT_FIELDS = REPORT_NUMBERS | REPORT_LINKS | REPORT_TEXTS | {
    "type", "exception", "component", "time", "booleanValue", "hexBinaryValue",
}  # fmt: skip

URI_SCHEMES = frozenset((
    "cid", "data", "did", "file", "ftp", "geo", "http", "https", "info", "mailto", "ni", "sha256", "tag", "tel",
    "urn", "uuid",
))  # fmt: skip
