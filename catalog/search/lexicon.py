"""Take Danish compounds of the health field apart.

"Kræft" must find "brystkræft", and "prøve af blod" must find "blodprøver". A word is taken apart only where it is made
of these words from end to end, with a joint (-s-, -e-) between them and an ending after the last: a word missing here
costs a hit and never makes a wrong one.
"""

from functools import lru_cache
from itertools import chain
from typing import Final

_DANISH: Final = """
abort adfærd afregning alder allergi almen ambulant analyse anfald angst antibiotika apopleksi apotek arbejde astma
attest autoimmun barn barne base behandling befolkning bevægelse bidrag biokemi bivirkning blod blære blødning bolig
bopæl brud bruger bryst bug børn cancer celle center chok data database datasæt dato demens depression diabetes
diagnose diæt donor drikke død døde døds dødelig dødelighed dosis døgn enhed epilepsi erhverv ernæring fald familie
fedme feber flytning forbrug forebyggelse forløb forsker forskning forsikring forsøg forældre fravær funktion fødsel
føde galde gen gener gigt glukose graviditet gravid gruppe hals helbred hemoglobin herkomst hjerne hjerte hjemme hofte
hormon hospital hud husstand høre immun implantat indberetning indgreb indkomst indlæggelse infarkt infektion
influenza insulin intensiv journal kar kemi kirurgi klinik knogle knæ kode kohorte kolesterol kommune kontakt kontrol
kronik krop kræft kvalitet kvinde køn laboratorie lammelse land lege legeme lever liste livmoder liv livsstil lunge
luftvej lymfe læge lægemiddel mammografi mave medicin menneske middel mikrobiologi moder mor mund muskel måling mål
måned navn nerve neuro niveau norm nyre næring omsorg område operation opfølgning ophold ordination organ overlevelse
overvågning overvægt patient patologi periode person pleje population praksis prostata protein protese prøve psykiatri
puls recept region register regist registrering resultat reuma risiko ryg rygning røntgen scanning screening selskab
sektor sikring skade skema skole slag smerte social speciale spørge spørgeskema statistik sted stof stofskifte stråle
studie sukker sund sundhed svangerskab svar svulst syge sygdom sygehus sygesikring symptom syn sæt søvn tal tand tarm
tabel terapi test tid tilfælde tilskud trafik trombose tryk tyk tynd udbetaling uddannelse udgift udlevering
undersøgelse ulykke ung urin vaccination vaccine varighed vare virus vægt ydelse øje øre år årsag
"""
_ENGLISH: Final = """
blood breast cancer care child day death disease drug eye follow health heart home hospital kidney life liver lung
medicine mother population pressure record set stay stream time
"""
_PARTS: Final = frozenset((_DANISH + _ENGLISH).split())
_JOINTS: Final = ("", "s", "e")
_ENDINGS: Final = (
    "", "s", "e", "n", "r", "t", "en", "et", "er", "ne", "re", "es", "ns", "rs", "ts", "ens", "ets", "ers", "ene",
    "nes", "rne", "erne", "enes", "rnes", "ernes", "te", "ede",
)  # fmt: skip
_SHORTEST_COMPOUND: Final = 6


@lru_cache(maxsize=50_000)
def parts_of(word: str) -> tuple[str, ...]:
    """Return the words a compound is made of, in as few parts as possible; nothing for other words."""
    word = word.casefold()
    if len(word) < _SHORTEST_COMPOUND or word in _PARTS:
        return ()
    found = _split(word)
    return found if found is not None and len(found) > 1 else ()


def _split(rest: str) -> tuple[str, ...] | None:
    """Split what is left of a word, longest first part first; None where it cannot be."""
    best: tuple[str, ...] | None = None
    for end in range(len(rest), 1, -1):
        head, tail = rest[:end], rest[end:]
        if head not in _PARTS:
            continue
        if tail in _ENDINGS:
            return (head,)
        tails = (_split(tail[len(joint) :]) for joint in _JOINTS if tail.startswith(joint))
        for parts in tails:
            if parts is not None and (best is None or len(parts) + 1 < len(best)):
                best = (head, *parts)
    return best


def with_parts(words: list[str]) -> list[str]:
    """Return the words followed by the parts of those that are compounds."""
    return [*words, *chain.from_iterable(parts_of(word) for word in words)]
