"""What can go wrong at a site: faults (exact, from plan and manifest) and failures (from the data, told as one code).

No message here is built from a value of the data; each is one of our own sentences, filled with names from the
manifest only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType

from analysis.plans import Fault, Text

SITE_TEXTS: Mapping[str, Text] = MappingProxyType(
    {
        "no_manifest": Text(
            "Mappen har ingen site.toml. Skriv den, eller angiv en anden mappe.",
            "The folder has no site.toml. Write it, or name another folder.",
        ),
        "not_toml": Text("site.toml er ikke gyldig TOML i UTF-8.", "site.toml is not valid TOML in UTF-8."),
        "unknown_key": Text(
            "Nøglen findes ikke. Slet den, eller ret stavemåden.", "The key does not exist. Delete it or correct it."
        ),
        "missing_key": Text("Nøglen mangler. Tilføj den.", "The key is missing. Add it."),
        "wrong_value": Text(
            "Værdien kan ikke stå her. Se vejledningen til site.toml.",
            "The value cannot stand here. See the guide to site.toml.",
        ),
        "unknown_variable": Text(
            "Datasættet har ingen variabel med det navn.", "The dataset has no variable of that name."
        ),
        "wrong_variable_type": Text(
            "Variablen har ikke en type, der kan bruges her.", "The variable does not have a type that fits here."
        ),
        "unknown_profile": Text("Profilen findes ikke.", "The profile does not exist."),
        "profile_on_open_data": Text(
            "Et sted med åbne data har ingen profil. Slet den.", "A site of open data has no profile. Delete it."
        ),
        "profile_not_yet": Text(
            "Profilen kan endnu ikke bruges. Vælg en anden.", "The profile cannot be used yet. Choose another."
        ),
        "no_plan": Text("Planens fil kan ikke læses.", "The file of the plan cannot be read."),
        "nothing_held": Text(
            "Intet er tilbageholdt: i denne udgave bliver hvert tal enten udleveret eller ikke udleveret.",
            "Nothing is held: in this version every figure is either released or withheld.",
        ),
        "looser_profile": Text("En profil kan kun stramme stedets egen.", "A profile can only tighten the site's own."),
        "no_person": Text(
            "Et beskyttet datasæt skal nævne kolonnen med personen: rækker er ikke personer.",
            "A protected dataset must name the column with the person: rows are not persons.",
        ),
        "mixed_sources": Text(
            "Et persondomæne kan ikke blande filer og database.", "A person domain cannot mix files and a database."
        ),
        "two_databases": Text(
            "Et sted læser højst én database. Saml datasættene dér, eller gør dem til to steder.",
            "A site reads one database at most. Bring the datasets together there, or make two sites of them.",
        ),
        "source_kind": Text(
            "Kilden skal være Parquet, CSV, duckdb:fil.db#tabel eller postgresql://vært/database#skema.tabel.",
            "The source must be Parquet, CSV, duckdb:file.db#table or postgresql://host/database#schema.table.",
        ),
        "source_address": Text(
            "Adressen skal have formen postgresql://bruger@vært:port/database#skema.tabel og kun de ord efter ?, som"
            " vejledningen nævner.",
            "The address must be like postgresql://user@host:port/database#schema.table, with only those words after ?"
            " that the guide names.",
        ),
        "source_password": Text(
            "En adgangskode må ikke stå i site.toml. Læg den i en fil, som libpq læser (~/.pgpass eller en service).",
            "A password may not stand in site.toml. Put it in a file that libpq reads (~/.pgpass or a service).",
        ),
        "format_in_database": Text(
            "Formatet kan ikke læses i en PostgreSQL-kilde: %j og %z er kun til filer.",
            "The format cannot be read in a PostgreSQL source: %j and %z are for files only.",
        ),
        "no_database": Text(
            "Databasen kan ikke åbnes. Prøv samme adresse med psql som den bruger, stedet kører under.",
            "The database cannot be opened. Try the same address with psql as the user the site runs as.",
        ),
        "source_outside": Text(
            "Kilden skal ligge i stedets egen mappe.", "The source must lie in the site's own folder."
        ),
        "source_missing": Text("Kildens filer findes ikke.", "The files of the source do not exist."),
        "source_unreadable": Text(
            "Kilden kan ikke læses. Kontrollér filens format og tabellens navn.",
            "The source cannot be read. Check the format of the file and the name of the table.",
        ),
        "column_missing": Text("Kolonnen findes ikke i kilden.", "The column does not exist in the source."),
        "column_type": Text(
            "Kolonnens type i kilden kan ikke læses som variablens type.",
            "The type of the column in the source cannot be read as the type of the variable.",
        ),
        "unreadable_values": Text(
            "Mere end hver hundrede værdi kan ikke læses i den type og det format.",
            "More than one value in a hundred cannot be read in that type and format.",
        ),
        "network_open": Text(
            "Systemet lader ikke den proces, der åbner data, forlade netværket. Tillad det navnerum for netværk, eller"
            " sæt must_leave_network = false, og luk netværket uden om stedet.",
            "The system does not let the process that opens data leave the network. Permit it network namespaces, or"
            " set must_leave_network = false and shut the network around the site.",
        ),
        "second_row": Text(
            "En person har mere end én række i et datasæt med én række per person.",
            "A person has more than one row in a dataset of one row per person.",
        ),
        "nobody_known": Text(
            "Ingen på listen findes blandt domænets personer. Sammenlign, hvordan numrene er skrevet.",
            "Nobody on the list is among the persons of the domain. Compare how the numbers are written.",
        ),
        "shared_persons": Text(
            "To persondomæner på stedet deler personer. Giv dem samme domæne.",
            "Two person domains of the site share persons. Give them the same domain.",
        ),
        "ledger": Text(
            "Stedets hovedbog kan ikke bruges. Stedet har skrevet resultater under før; hent hovedbogen fra en kopi.",
            "The ledger of the site cannot be used. The site has signed before; restore the ledger from a copy.",
        ),
        "failed": Text(
            "Beregningen kunne ikke gøres færdig. Årsagen står i stedets egen log.",
            "The computation could not be finished. The cause is in the site's own log.",
        ),
    }
)


def site_fault(code: str, path: str) -> Fault:
    """The fault of a site with the texts of its code; `path` is like `datasets.bef.variables.sex`."""
    text = SITE_TEXTS[code]
    return Fault(code, path, text.da, text.en)


class SiteFaults(Exception):
    """All faults of a manifest or its data at once."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(dict.fromkeys(faults))
        super().__init__("; ".join(f"{fault.code} at {fault.path}" for fault in self.faults))


class FailureCode(StrEnum):
    """Why a computation ended without a result. Shown on open data only."""

    TIME = "time"
    MEMORY = "memory"
    FAILED = "failed"
    SEPARATION = "separation"
    COLLINEAR = "collinear"
    NO_EVENTS = "no_events"
    NO_CONVERGENCE = "no_convergence"
    TOO_FEW = "too_few"


class SourceUnreadable(Exception):
    """What an engine's library could not do; told is the kind of its error, never its message, which may hold values."""


class DataFailure(Exception):
    """A computation that ended because of the data; the code stays at a protected site."""

    def __init__(self, code: FailureCode) -> None:
        super().__init__(code.value)
        self.code = code
