"""The closed list of reasons for which an envelope or a result is refused."""

from collections.abc import Mapping
from types import MappingProxyType

REFUSALS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "envelope.malformed": (
            "Konvolutten kan ikke læses. Lad portalen sende jobbet igen.",
            "The envelope cannot be read. Let the portal send the job again.",
        ),
        "envelope.unknown_key": (
            "Stedet kender ikke konvoluttens nøgle. Læg portalens offentlige nøgle i mappen trusted.",
            "The site does not know the key of the envelope. Put the portal's public key in the folder trusted.",
        ),
        "envelope.bad_signature": (
            "Signaturen passer ikke til indholdet. Konvolutten er ændret undervejs.",
            "The signature does not fit the content. The envelope was changed on its way.",
        ),
        "envelope.other_site": (
            "Konvolutten er til et andet sted.",
            "The envelope is for another site.",
        ),
        "envelope.not_yet_valid": (
            "Konvolutten gælder endnu ikke. Kontrollér urene hos portal og sted.",
            "The envelope is not valid yet. Check the clocks of portal and site.",
        ),
        "envelope.expired": (
            "Konvolutten er udløbet. Lad portalen sende jobbet igen.",
            "The envelope has expired. Let the portal send the job again.",
        ),
        "envelope.opt_out_date": (
            "Dagen for fravalg passer ikke: kun en tilladelse har en, og den ligger ikke i fremtiden.",
            "The day of opt-outs does not fit: only a permit has one, and it is not in the future.",
        ),
        "envelope.plan_hash": (
            "Planens kontrolsum passer ikke til planen.",
            "The hash of the plan does not fit the plan.",
        ),
        "envelope.outside_permit": (
            "Planen bruger datasæt, variable eller metoder uden for tilladelsen.",
            "The plan uses datasets, variables or methods outside the permit.",
        ),
        "envelope.old_attempt": (
            "Et senere forsøg på samme job er allerede modtaget.",
            "A later attempt at the same job has already been received.",
        ),
        "envelope.job_reused": (
            "Jobbet er allerede kørt med en anden plan, et andet formål eller en anden tilladelse. Stedet har slået alarm.",
            "The job has already run with another plan, purpose or permit. The site has raised an alarm.",
        ),
        "envelope.purpose": (
            "Stedet tager ikke imod konvolutter med dette formål.",
            "The site does not accept envelopes with this purpose.",
        ),
        "envelope.dictionary_changed": (
            "Stedets beskrivelse af et datasæt er ændret, siden planen blev bundet. Opdater kataloget, og send en ny plan.",
            "The site's description of a dataset changed after the plan was bound. Update the catalogue; send a new plan.",
        ),
        "envelope.plan_faults": (
            "Planen har fejl efter stedets egen beskrivelse af data. Sammenlign kataloget med stedets site.toml.",
            "The plan has faults by the site's own description of the data. Compare the catalogue with its site.toml.",
        ),
    }
)
"""Code -> (Danish, English): what is wrong and what to do. No sentence holds a value from the envelope."""

PLAN_REFUSALS = frozenset({"envelope.dictionary_changed", "envelope.plan_faults"})
"""Those that say that the plan does not fit the site's data: no other attempt at the job changes that."""


class EnvelopeRefused(Exception):
    """An envelope or result that must not be acted on. ``code`` is a key of :data:`REFUSALS`."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.da, self.en = REFUSALS[code]
        super().__init__(code)
