"""Invented content of the gallery; shapes are those of the component parameters."""

from __future__ import annotations

from datetime import date
from types import MappingProxyType
from typing import Any

EXAMPLES: MappingProxyType[str, Any] = MappingProxyType(
    {
        "crumbs": [{"text": "Mine sager", "href": "/cases/"}, {"text": "2026-000147", "href": "/cases/"}],
        "badges": [{"text": "Godkendt", "variant": "success"}],
        "errors": [{"field": "example-date", "text": "Skriv en dato som dag, måned og år"}],
        "tabs": [
            {"text": "Datasæt (18)", "href": "?v=1", "current": True},
            {"text": "Variabler (64)", "href": "?v=2"},
            {"text": "Kodelister (3)", "href": "?v=3"},
        ],
        "outcomes": [
            {"value": "release", "label": "Frigiv", "hint": "Ansøger får tabellen, som den står."},
            {"value": "hold", "label": "Tilbagehold til kontrol", "hint": "En anden kontrollant overtager."},
            {"value": "withhold", "label": "Udelad", "hint": "Ansøger får ingen tal fra T2."},
        ],
        "regions": [("84", "Region Hovedstaden"), ("85", "Region Sjælland"), ("82", "Region Midtjylland")],
        "chosen_regions": ["84"],
        "phases": [
            {"key": "received", "title": "Modtaget", "note": "2. nov.", "state": "done"},
            {"key": "check", "title": "Kontrol", "note": "2.–6. nov.", "state": "done"},
            {"key": "assessment", "title": "Vurdering", "note": "siden 6. nov."},
            {"key": "decision", "title": "Afgørelse", "note": "senest 8. feb."},
            {"key": "analysis", "title": "Analyse"},
            {"key": "result", "title": "Resultat"},
        ],
        "events": [
            {"time": date(2026, 11, 24), "text": "Sagen ligger hos Region Hovedstaden", "leg": "Dag 18", "now": True},
            {"time": date(2026, 11, 23), "actor": "Sundhedsdatastyrelsen", "text": "godkendte 5 datasæt",
                "leg": "17 dage"},
            {"time": date(2026, 11, 18), "actor": "Du", "text": "svarede på 1 spørgsmål", "kind": "you",
                "paused": True},
            {"time": date(2026, 11, 16), "actor": "Region Hovedstaden",
                "text": "spurgte om variablen tumorstørrelse"},
        ],
        "segments": [{"share": 0.12}, {"share": 0.01, "kind": "paused"}, {"share": 0.07}],
        "late": [{"share": 1}],
        "decisions": [
            {"controller": "Danmarks Statistik", "datasets": "Befolkningen", "status": "Godkendt",
                "variant": "success",
             "date": "20. nov.", "answer": "Læs afgørelsen", "href": "#"},
            {"controller": "Region Hovedstaden", "datasets": "Brystkræftdatabasen", "status": "Til vurdering",
             "variant": "info", "date": "læst 19. nov.", "answer": "ventes 3.–9. dec."},
        ],
        "marks": ["approved", "refused", "waiting", "asked"],
        "sections": [
            {"key": "project", "title": "Projekt og ansøger", "url": "#a", "note": "Udfyldt", "state": "done"},
            {"key": "purpose", "title": "Formål og samfundsgavn", "url": "#b", "note": "1 spørgsmål til dig",
                "state": "question"},
            {"key": "plan", "title": "Data og plan", "url": "#c", "note": "Planen har 2 fejl", "state": "fault"},
            {"key": "send", "title": "Gennemse og send", "url": "#d", "state": "send"},
        ],
        "parts": [
            {"text": "med diagnosen"},
            {"text": "brystkræft, DC50*", "href": "#edit"},
            {"text": "første gang mellem"},
            {"text": "1. januar 2015", "href": "#edit"},
        ],
        "sentences": ["Kvinder med brystkræft første gang i 2015–2020.",
        "De følges til død eller 31. december 2021."],
        "new_sentences": [2],
        "columns": ["Hovedstaden", "Sjælland", "I alt"],
        "shell_rows": ["40–49 år", "50–59 år", {"label": "I alt", "total": True}],
        "result_rows": [
            {"label": "40–49 år", "cells": [1205, "<5", 1210]},
            {"label": "50–59 år", "cells": [2005, 1010, 3015]},
            {"label": "I alt", "cells": [3210, 1015, 4225], "total": True},
        ],
        "exact_rows": [
            {"label": "Operation", "cells": [2418, "hidden", 4960]},
            {"label": "Kun medicin", "cells": [96, None, 664]},
        ],
        "card": [
            {"label": "Nummer", "text": "2026-000147-03"},
            {"label": "Udfald", "badge": "Frigivet", "variant": "success"},
            {"label": "Underskrift", "text": "Gyldig. Efterprøv", "href": "#"},
        ],
        "files": [
            {"href": "#", "label": "Tabeller i Excel", "format": "XLSX", "size": 14200},
            {"href": "#", "label": "Data og metode", "format": "JSON", "size": 2400000},
        ],
        "evidence": [
            {"rule": "Skjulte celler", "evidence": "4 af 20", "limit": "–", "outcome": "Opfyldt",
                "variant": "success"},
            {"rule": "Bad om et menneske", "evidence": "EXACT", "limit": "dk-health 3", "outcome": "Ses",
                "variant": "warning",
             "flagged": True},
        ],
        "heights": [1, 3, 6, 9, 14, 18, 12, 8, 5, 3, 1],
        "shares": [58, 36, 6],
        "months": [21, 20, 19, 19, 17, 18, 16, 15, 15, 14, 14, 13],
        "leg": {"median": 19, "ninth": 41, "limit": 60, "most": 92},
        "whole": [
            {"label": "Kontrol af ansøgning", "value": 3, "text": "3 dage"},
            {"label": "Vurdering hos dataansvarlig", "value": 21, "text": "21 dage"},
            {"label": "Afgørelse og underskrift", "value": 2, "text": "2 dage"},
        ],
        "facet_groups": [
            {"name": "holder", "label": "Dataansvarlig", "options": [
                {"value": "sds", "label": "Sundhedsdatastyrelsen", "count": 6, "chosen": True},
                {"value": "rh", "label": "Region Hovedstaden", "count": 4},
                {"value": "ssi", "label": "Statens Serum Institut", "count": 0},
            ]},
        ],
        "filters": [{"label": "Diabetes", "remove": "?"}, {"label": "2012–2025", "remove": "?"}],
        "variables": [
            {"href": "#", "label": "HbA1c, harmoniseret", "name": "lab.hba1c_mmol", "note": "mmol/mol, 98 % udfyldt",
             "heights": [1, 3, 6, 9, 14, 18, 12, 8, 5, 3, 1], "shape": "flest mellem 35 og 45"},
            {"href": "#", "label": "Svarmetode", "name": "lab.metode", "note": "kategori (2)"},
        ],
        "meta": ["4.912.000 personer", "2008–2026", "Opdateres hver måned", "Afgørelse typisk 26 dage"],
        "table_columns": [{"label": "Projekt"}, {"label": "Ansøger"}, {"label": "Afgørelse"},
                          {"label": "Sagsbehandling", "numeric": True}],
        "table_rows": [
            [{"text": "Metformin efter svangerskabsdiabetes", "href": "#"}, "Aarhus Universitet",
             {"badge": "Godkendt", "variant": "success"}, "24 dage"],
            [{"text": "Markedsanalyse af insulinpumper", "href": "#"}, "Nordmed A/S",
             {"badge": "Afslået", "variant": "error"}, "39 dage"],
        ],
        "dense_columns": [{"label": "Sag"}, {"label": "Titel og ansøger"}, {"label": "Ligger hos"},
                          {"label": "Frist", "key": "due", "href": "?sort=due"}, {"label": "Afgørelser"}],
        "dense_rows": [
            {"key": "1", "name": "2026-000151", "cells": [
                {"text": "2026-000151"}, {"text": "Hoftebrud og genindlæggelse", "href": "#",
                    "note": "Region Syddanmark"},
                {"text": "Dig", "tone": "you"}, {"due": "I dag", "share": 1, "state": "late"}, {"text": "–"}]},
            {"key": "2", "name": "2026-000147", "chosen": True, "cells": [
                {"text": "2026-000147"}, {"text": "Statiner efter brystkræft", "href": "#",
                    "note": "Aarhus Universitet"},
                {"text": "Region Hovedstaden"}, {"due": "8. feb.", "share": 0.2, "state": "used"},
                {"marks": ["approved", "approved", "waiting"], "name": "2 godkendt, 1 venter"}]},
        ],
        "facts": [
            {"label": "Indhold", "text": "Klinisk biokemi, immunologi og farmakologi, kodet med NPU."},
            {"label": "Kontakt", "text": "Dataansvarlig for LABKA", "href": "#"},
        ],
    }
)  # fmt: skip
