"""The methods section of an article: what was done, in both languages, with the publications it rests on."""

from __future__ import annotations

import pytest

from analysis.plans import Dictionary, bind_plan, check_plan, read_plan
from analysis.plans import grammar as g
from analysis.plans.bound import BoundPlan
from analysis.plans.follow_up_text import STANDARD_SOURCES
from analysis.plans.method_words import METHOD_NAMES
from analysis.plans.methods_text import HEADINGS, PACKAGES, methods_text
from analysis.plans.model_text import FITTED, TIES
from analysis.plans.sources import MARK, SOURCES, numbered
from tests.analysis.documents import table

FOLLOWED = {"from": "index", "to": "exit"}
PROFILE = {"name": "dk-health", "version": 1, "k": 5, "b": 5}
VERSIONS = {"indgang": "1.0", "duckdb": "2.0.1", "numpy": "2.4.1", "scipy": "1.17.0", "dataset.bef": "2026-02"}
VARIABLES = {
    "sex": {"from": "bef.sex"},
    "n": {"count": {"dataset": "lpr"}},
    "statin": {"on_from": "dodsaars.date"},
    "exact_age": {"years_between": ["bef.birth_date", "index"]},
    "cause": {"case": [{"when": {"sick": {"eq": True}}, "then": {"label": "death"}}]},
}


def bound_of(document, dictionary: Dictionary, *analyses) -> BoundPlan:
    """The plan of the tests with these analyses, bound."""
    document["variables"] |= VARIABLES
    document["analyses"] = [{"id": f"a{at}", **one} for at, one in enumerate(analyses)]
    plan = read_plan(document)
    assert not check_plan(plan, dictionary)
    document["analyses"] = [{"id": "n", "method": "count"}]
    document["variables"] = {name: shape for name, shape in document["variables"].items() if name != "statin"}
    bound = bind_plan(read_plan(document), dictionary)
    return BoundPlan(document=bound.document, plan=plan, bound=bound.bound)


def text_of(document, dictionary, *analyses, language="da", profile=PROFILE, versions=VERSIONS, results=()):
    bound = bound_of(document, dictionary, *analyses)
    return methods_text(bound, dictionary, versions=versions, profile=profile, language=language, results=results)


def statistics(document, dictionary, analysis, language="da"):
    """The paragraph of one analysis without its title, and the references."""
    text = text_of(document, dictionary, analysis, language=language)
    (paragraph,) = next(section.paragraphs for section in text.sections if section.key == "statistics")
    return paragraph.partition(" (a0). ")[2], text.references


COX = {
    "method": "cox", "time": FOLLOWED | {"origin": "bef.birth_date"}, "event": "dead", "strata": ["year"], "test": "ph",
    "terms": ["statin", "sex", {"spline": "weight", "df": 3}], "rare": "merge",
}  # fmt: skip


def test_a_cox_model_reads_as_an_epidemiologist_would_write_it(plan, dictionary):
    paragraph, references = statistics(plan, dictionary, COX)
    assert paragraph == (
        "Personerne blev fulgt fra indeksdatoen til slutdatoen, og opfølgning uden varighed udgik. Alder var tidsakse, og "
        "personerne indgik med forsinket indtræden fra indeksdatoen. Hazardratioer for »dead« blev estimeret med Cox' "
        "proportionale hazardmodel [1]; modellen indeholdt »statin« (tidsafhængig, reference: Nej), Køn (reference: Mand) og "
        "Vægt som naturlig kubisk spline med 3 frihedsgrader. Splines er naturlige kubiske splines med knuder ved lige store "
        "kvantiler [2]. »statin« er tidsafhængig: persontid før datoen talte som ueksponeret og persontid efter som "
        "eksponeret. Niveauer med få personer blev slået sammen med deres overordnede kode, ellers med hinanden. Modellen "
        "blev stratificeret efter »year«, så hvert stratum har sin egen basishazard. Samtidige hændelser blev håndteret med "
        "Efrons metode [3]. 95 %-konfidensintervaller og p-værdier er efter Wald, med modelbaserede standardfejl. Antagelsen "
        "om proportionale hazarder blev testet for hvert led og samlet med en scoretest mod tiden (1 minus Kaplan-Meier) "
        "[4]. Modellens evne til at skelne er angivet som Harrells C [5]."
    )
    assert [reference.split(".")[0] for reference in references[:4]] == [
        "Cox DR", "Durrleman S, Simon R", "Efron B", "Grambsch PM, Therneau TM",
    ]  # fmt: skip


def test_the_whole_text_has_its_sections_in_order_and_every_number_a_reference(plan, dictionary):
    text = text_of(plan, dictionary, COX)
    assert [section.key for section in text.sections] == list(HEADINGS)
    assert [section.heading for section in text.sections][:2] == ["Datakilder", "Deltagere"]
    written = text.as_text()
    assert written.startswith("Metode\n\nDatakilder\nAnalyserne bygger på Befolkningen (version 2026-02), ")
    assert not MARK.search(written)
    assert f"\n{len(text.references)}. {text.references[-1]}\n" in written
    assert "STROBE [9] og RECORD [10]." in written


def test_english_says_as_much(plan, dictionary):
    danish, english = (text_of(plan, dictionary, COX, language=language) for language in ("da", "en"))
    assert danish.references == english.references
    assert [len(one.paragraphs) for one in danish.sections] == [len(one.paragraphs) for one in english.sections]
    assert "Tied events were handled by Efron's method [3]." in english.as_text()
    assert english.title == "Methods" and english.references_heading == "References"


HIDDEN = "hidden"
COX_HIDDEN = {"id": "a0", "status": "released", "tables": [
    table("coefficients", "term level estimate p_value ratio", ["sex", "2", -0.2, 0.03, 0.82]),
    table("fit", "persons concordance", [200, HIDDEN]),
    table("test", "test term statistic p_value", ["ph", "global", HIDDEN, HIDDEN]),
]}  # fmt: skip
CROSSTAB = {"method": "crosstab", "rows": ["sick"], "columns": ["sex"], "test": ["chi2"], "ratios": True}
CROSSTAB_HIDDEN = {"id": "a0", "status": "released", "tables": [
    table("counts", "sick sex persons", ["true", "1", 20]),
    table("ratios", "measure estimate", ["risk_ratio", HIDDEN]),
    table("test", "test statistic p_value", ["chi2", HIDDEN, HIDDEN]),
]}  # fmt: skip


def test_a_model_does_not_claim_the_figures_that_its_result_covers(plan, dictionary):
    text = text_of(plan, dictionary, COX, results=[COX_HIDDEN])
    (paragraph,) = section(text, "statistics")
    assert "scoretest" not in paragraph and "[5]" not in paragraph
    assert paragraph.endswith(
        "Af hensyn til personerne bag tallene er følgende ikke frigivet: testen af proportionale hazarder og Harrells C."
    )
    assert "Harrell FE" not in "".join(text.references)
    assert "P-værdier er tosidede." in text.as_text()


def test_groups_are_not_said_to_be_compared_by_a_test_that_was_not_released(plan, dictionary):
    text = text_of(plan, dictionary, CROSSTAB, results=[CROSSTAB_HIDDEN], language="en").as_text()
    assert "Groups were compared" not in text and "P-values" not in text
    assert (
        "To protect the persons behind the figures, the following was not released: chi-squared test and risk difference, "
        "risk ratio and odds ratio."
    ) in text


def test_an_analysis_without_figures_says_only_that(plan, dictionary):
    results = [{"id": "a0", "status": "withheld", "code": "withheld"}]
    (paragraph,) = section(text_of(plan, dictionary, COX, results=results), "statistics")
    assert paragraph.endswith(" (a0). Resultatet er ikke frigivet.")


def test_open_data_claim_all_that_the_plan_asked_for(plan, dictionary):
    (paragraph,) = section(text_of(plan, dictionary, COX, profile=None, results=[COX_HIDDEN]), "statistics")
    assert "Harrells C [" in paragraph and "ikke frigivet" not in paragraph


def section(text, key):
    return next(one.paragraphs for one in text.sections if one.key == key)


def test_participants_are_told_step_by_step(plan, dictionary):
    assert section(text_of(plan, dictionary, COX), "participants") == (
        "Studiepopulationen var personer i Befolkningen, hvor Køn er Kvinde. Indeksdatoen var datoen for personens første "
        "post i Landspatientregistret, hvor Diagnose begynder med DC50, når den lå fra 1. januar 2015 til 31. december 2020. "
        "Personer uden indeksdato indgik ikke. Kun personer, hvor alder på indeksdatoen er fra 40 til 69, indgik. Personer "
        "med en post i Landspatientregistret, hvor Diagnose begynder med DC, før indeksdatoen, blev udelukket. Slutdatoen "
        "for opfølgningen var Dødsdato eller 31. december 2021, det, der kom først.",
    )


def test_a_population_without_steps_is_everybody(dictionary):
    document = {
        "version": 1,
        "population": {"from": "bef"},
        "variables": {},
        "analyses": [{"id": "n", "method": "count"}],
    }
    bound = bind_plan(read_plan(document), dictionary)
    text = methods_text(bound, dictionary, versions={}, profile=None, language="en")
    assert section(text, "participants") == ("The study population was all persons in Population.",)
    assert "variables" not in [one.key for one in text.sections]
    assert section(text, "setting")[0] == "The analyses are based on Population (version 1)."
    assert section(text, "software")[0] == "The analyses were run in Indgang."
    assert section(text, "protection")[0].startswith("The data are open to all.")


def test_an_index_may_be_a_date_or_the_latest_event_and_an_exit_one_date(plan, dictionary):
    plan["population"] |= {"index": {"date": "2015-01-01"}, "exit": {"first_of": ["2021-12-31"]}, "exclude": []}
    (told,) = section(text_of(plan, dictionary, {"method": "count"}, language="en"), "participants")
    assert "The index date was 1 January 2015. Persons without an index date were not included." in told
    assert told.endswith("The exit date of follow-up was 31 December 2021.")
    plan["population"]["index"] = {"dataset": "lpr", "take": "last"}
    (told,) = section(text_of(plan, dictionary, {"method": "count"}, language="en"), "participants")
    assert "the person's latest record in Patient register. Persons" in told


def test_variables_are_defined_and_code_lists_have_their_versions(plan, dictionary):
    plan["population"]["index"]["where"] = {"lpr.code": {"in_list": "breast"}}
    told = section(text_of(plan, dictionary, {"method": "count"}), "variables")
    assert "alder på indeksdatoen: hele år fra Fødselsdato til indeksdatoen." in [
        line[:1].lower() + line[1:] for line in told
    ]
    assert "Alder på indeksdatoen: år fra Fødselsdato til indeksdatoen (dage/365,25)." in told
    assert "»dead«: ja, hvis Dødsdato ligger efter indeksdatoen og senest på slutdatoen, ellers nej." in told
    assert told[-1] == "Kodelister: breast (version 2026)."
    assert section(text_of(plan, dictionary, {"method": "count"}, language="en"), "variables")[-1].startswith(
        "Code lists"
    )


def test_reference_rates_are_a_source(plan, dictionary):
    reference = {"dataset": "mdk", "rate": "mdk.rate", "match": {"mdk.sex": "sex", "mdk.age": "age"}}
    rates = {"method": "rates", "time": FOLLOWED, "event": "dead", "reference": reference}
    plan["variables"] |= {"sex": {"from": "bef.sex"}}
    plan["analyses"] = [{"id": "r", **rates}]
    bound = bind_plan(read_plan(plan), dictionary)
    text = methods_text(bound, dictionary, versions=VERSIONS, profile=PROFILE, language="da")
    assert "Referencerater er fra Mortality (version 1)." in section(text, "setting")
    assert (
        "Forventede hændelser er personårene ganget med raterne i Mortality for samme Køn og opnået alder"
        in text.as_text()
    )


def test_missing_values_are_told_by_analysis(plan, dictionary):
    whole = text_of(plan, dictionary, {"method": "count"})
    grouped = text_of(plan, dictionary, {"method": "crosstab", "rows": ["sex"], "missing": "category"})
    both = text_of(
        plan, dictionary, {"method": "count"}, {"method": "crosstab", "rows": ["sex"], "missing": "category"}
    )
    assert len(section(whole, "missing")) == 1 and "complete case" in section(whole, "missing")[0]
    assert section(grouped, "missing") == ("I a0 indgår manglende værdier som en gruppe for sig.",)
    assert len(section(both, "missing")) == 2


def test_protection_tells_the_profile(plan, dictionary):
    (told,) = section(text_of(plan, dictionary, {"method": "count"}), "protection")
    assert told.startswith("Resultaterne blev kontrolleret efter profilen dk-health, version 1, før de forlod")
    assert "Antal under 5 personer vises ikke" in told


FOLLOWED_TEXT = "Personerne blev fulgt fra indeksdatoen til slutdatoen, og opfølgning uden varighed udgik."
SURVIVAL = {"method": "survival", "time": FOLLOWED, "event": "dead"}
RATES = {"method": "rates", "time": FOLLOWED, "event": "dead"}
POISSON = {"method": "poisson", "outcome": "dead", "terms": ["age"]}
SENTENCES = [
    ({"method": "count", "flow": False}, "Antal personer blev opgjort.", ()),
    ({"method": "count"}, "Antal personer blev opgjort efter hvert trin i udvælgelsen.", ()),
    (
        {"method": "crosstab", "rows": ["sick"], "columns": ["sex"], "percent": "row", "test": "chi2", "ratios": True},
        "Antal personer blev opgjort efter »sick« og Køn, med rækkeprocent. Grupperne blev sammenlignet med chi i anden-test. "
        "Risikodifferens, risikoratio og oddsratio sammenligner anden gruppe med første",
        (),
    ),
    ({"method": "crosstab", "rows": ["sick"]}, "Antal personer blev opgjort efter »sick«.", ()),
    (
        {"method": "summary", "of": ["ldl"], "by": ["sick"], "test": "welch", "quantiles": [0.1], "statistics": ["mean"]},
        "»ldl« er beskrevet ved gennemsnit for hver gruppe af »sick«. Kvantilerne 0,1 blev beregnet. Kvantiler er beregnet "
        "med lineær interpolation (type 7) [1]. Grupperne blev sammenlignet med Welchs t-test [2].",
        ("Hyndman", "Welch"),
    ),
    ({"method": "summary", "of": ["ldl"], "statistics": ["mean"]}, "»ldl« er beskrevet ved gennemsnit.", ()),
    ({"method": "summary", "of": ["ldl"]}, "interpolation (type 7) [1]", ("Hyndman",)),
    (
        {"method": "table1", "of": ["age", "sex"], "by": ["sick"]},
        "Forskelle mellem grupperne er udtrykt som standardiserede middelforskelle [2]",
        ("Hyndman", "Yang"),
    ),
    ({"method": "table1", "of": ["age"]}, "Deltagerne er beskrevet ved alder på indeksdatoen:", ("Hyndman",)),
    (
        {"method": "histogram", "of": ["weight"], "by": ["sick"]},
        "Fordelingen af Vægt er vist som antal personer i datakatalogets faste intervaller for hver gruppe af »sick«.",
        (),
    ),
    (
        {"method": "correlation", "of": ["age", "ldl"]},
        "Pearsons korrelationer mellem alder på indeksdatoen og »ldl« blev beregnet, hvert par blandt dem med begge værdier.",
        (),
    ),
    ({"method": "trend"}, "Antal personer blev opgjort pr. år ud fra indeksdatoen.", ()),
    (
        {"method": "trend", "event": "dead", "date": "dodsaars.date", "by": ["sex"]},
        "Antal personer blev opgjort pr. år ud fra Dødsdato for hver gruppe af Køn. Incidensraten af »dead« i en periode er",
        (),
    ),
    (
        RATES | {"per": 1000, "split": {"age": [40, 50]}, "standard": "ESP2013", "by": ["sex"]},
        f"{FOLLOWED_TEXT} Persontiden blev opdelt efter opnået alder (40–49); en hændelse på en grænse hører til tiden før den. "
        "Incidensraten af »dead« er antal hændelser over personår (dage/365,25), pr. 1.000 personår for hver gruppe af Køn, "
        "med eksakte 95 %-konfidensintervaller efter Poisson-fordelingen [1]. Raterne blev standardiseret direkte efter opnået "
        "alder til den europæiske standardbefolkning 2013 (ESP2013) [2], med konfidensintervaller efter gammametoden [3].",
        ("Garwood", "Eurostat", "Fay"),
    ),
    (
        RATES | {"time": {"value": "bef.followed"}, "standard": {"over": "age_group", "weights": [1, 2, 3]}},
        "Opfølgningstiden var Fulgt. Incidensraten",
        ("Garwood", "Fay"),
    ),
    (
        RATES | {"standard": {"over": "age_group", "weights": "WHO"}},
        "efter alder på indeksdatoen i grupper til WHO's",
        ("Garwood", "Ahmad", "Fay"),
    ),
    (
        SURVIVAL | {"by": ["sick"], "times": [1, 5], "rmst": 5, "test": "logrank", "strata": ["sex"]},
        f"{FOLLOWED_TEXT} Overlevelsen indtil »dead« blev estimeret med Kaplan-Meier-metoden [1] for hver gruppe af »sick«, med "
        "Greenwoods varians og 95 %-konfidensintervaller på logaritmisk skala. Personer uden hændelse blev censureret, da "
        "opfølgningen sluttede. Kurverne blev aflæst efter 1 og 5 år. Den begrænsede middeloverlevelse (RMST) er arealet under "
        "kurven til 5 år [2]. Grupperne blev sammenlignet med log-rank-testen, stratificeret efter Køn [3].",
        ("Kaplan", "Royston", "Mantel"),
    ),
    (
        SURVIVAL | {"by": ["sick"], "test": "logrank"},
        "Grupperne blev sammenlignet med log-rank-testen [2].",
        ("Kaplan", "Mantel"),
    ),
    (
        {"method": "cox", "time": FOLLOWED, "event": "dead", "terms": ["age"]},
        "modellen indeholdt alder på indeksdatoen. Samtidige hændelser blev håndteret med Efrons metode [2].",
        ("Cox", "Efron", "Harrell"),
    ),
    (
        {"method": "survival", "time": {"start": 0, "stop": "n"}, "competing": "cause"},
        "Personerne var under risiko fra 0 til »n«. Den kumulerede incidens af hver årsag i »cause« blev estimeret med "
        "Aalen-Johansen-metoden [1], så andre årsager er konkurrerende hændelser og ikke censurering",
        ("Aalen",),
    ),
    (
        {"method": "linear", "outcome": "ldl", "terms": ["age"], "errors": "robust", "weights": "weight"},
        "Koefficienter for »ldl« blev estimeret med lineær regression (mindste kvadraters metode); modellen indeholdt alder på "
        "indeksdatoen. Observationerne blev vægtet med Vægt. 95 %-konfidensintervaller og p-værdier er efter t-fordelingen "
        "med residualernes frihedsgrader, med robuste standardfejl (sandwich, HC0) [1].",
        ("White",),
    ),
    (
        {"method": "logistic", "outcome": "dead", "terms": ["sex"], "cluster": "person"},
        "Oddsratioer for »dead« blev estimeret med logistisk regression (maximum likelihood); modellen indeholdt Køn "
        "(reference: Mand). 95 %-konfidensintervaller og p-værdier er efter Wald, med robuste standardfejl med personen som "
        "klynge [1].",
        ("Liang",),
    ),
    (POISSON | {"errors": "robust"}, "robuste standardfejl (sandwich, HC0) [1, 2]", ("White", "Zou")),
    (POISSON | {"cluster": "region"}, "robuste standardfejl med Region som klynge [1, 2]", ("Liang", "Zou")),
    (
        {"method": "poisson", "time": FOLLOWED, "event": "dead", "terms": ["age"]},
        f"{FOLLOWED_TEXT} Incidensrateratioer for »dead« blev estimeret med Poisson-regression med logaritmisk link (maximum "
        "likelihood) og logaritmen af personår som offset",
        (),
    ),
    ({"method": "poisson", "outcome": "n", "offset": "weight", "terms": ["age"]}, "og logaritmen af Vægt som offset", ()),
    (
        COX | {"ties": "breslow", "cluster": "person", "time": FOLLOWED | {"origin": "2000-01-01"}, "test": []},
        "Tiden blev regnet fra 1. januar 2000, og personerne indgik med forsinket indtræden fra indeksdatoen.",
        ("Cox", "Durrleman", "Breslow", "Lin", "Harrell"),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("analysis", "told", "names"), SENTENCES)
def test_every_choice_is_told_with_its_source(plan, dictionary, analysis, told, names):
    paragraph, references = statistics(plan, dictionary, analysis)
    assert told in paragraph
    software = ("Raasveldt", "Harris", "Virtanen", "von Elm", "Benchimol")
    assert [reference.startswith(name) for reference, name in zip(references, (*names, *software), strict=True)] == [
        True
    ] * len(references)


@pytest.mark.parametrize("analysis", [analysis for analysis, _, _ in SENTENCES])
def test_every_choice_is_told_in_english_too(plan, dictionary, analysis):
    paragraph, _ = statistics(plan, dictionary, analysis, "en")
    assert paragraph.endswith(".") and "  " not in paragraph


def test_the_sentences_above_cover_every_method():
    assert {analysis["method"] for analysis, _, _ in SENTENCES} == set(METHOD_NAMES)


def test_every_choice_has_words_and_every_source_is_used_somewhere():
    assert set(TIES) == set(g.Ties) and set(STANDARD_SOURCES) == set(g.Standard)
    assert set(FITTED) == {"linear", "logistic", "poisson", "cox"}
    assert set(PACKAGES) <= set(SOURCES) and set(STANDARD_SOURCES.values()) <= set(SOURCES)


def test_references_are_numbered_by_their_first_mention():
    texts, references = numbered(["a [@cox]", "b [@efron, @cox] [@zou]"])
    assert texts == ("a [1]", "b [2, 1] [3]")
    assert [reference.split()[0] for reference in references] == ["Cox", "Efron", "Zou"]
