"""The closed list of fault codes and their texts: what is wrong, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from .dictionary import Text

_TEXTS = {
    # The document
    "not_json": Text(
        "Planen er ikke gyldig JSON. Ret dokumentet, og send det igen.",
        "The plan is not valid JSON. Correct the document and send it again.",
    ),
    "encoding": Text(
        "Planen er ikke tekst i UTF-8. Gem filen som UTF-8.", "The plan is not UTF-8 text. Save the file as UTF-8."
    ),
    "duplicate_key": Text(
        "»{key}« står to gange i samme objekt. Slet den ene.", '"{key}" stands twice in one object. Delete one of them.'
    ),
    "document_too_large": Text(
        "Dokumentet er for stort. Grænsen er {limit} {what}. Del planen i flere.",
        "The document is too large. The limit is {limit} {what_en}. Split the plan.",
    ),
    "number": Text(
        "Tallet kan ikke bruges. Skriv et endeligt tal med højst 15 cifre.",
        "The number cannot be used. Write a finite number of at most 15 digits.",
    ),
    "unknown_key": Text(
        "»{key}« findes ikke her. Slet den, eller ret stavemåden.",
        '"{key}" does not exist here. Delete it or correct the spelling.',
    ),
    "missing_key": Text("»{key}« mangler. Tilføj den.", '"{key}" is missing. Add it.'),
    "wrong_type": Text("Her skal stå {wanted}.", "Here must stand {wanted_en}."),
    "not_one_of": Text("Vælg en af: {choices}.", "Choose one of: {choices}."),
    "length": Text("Listen skal have {wanted}.", "The list must have {wanted_en}."),
    "text_length": Text(
        "Teksten er for lang. Grænsen er {limit} tegn.", "The text is too long. The limit is {limit} characters."
    ),
    "bad_name": Text(
        "»{name}« kan ikke være et navn. Brug små bogstaver a-z, tal og _, og begynd med et bogstav.",
        '"{name}" cannot be a name. Use lower-case letters a-z, digits and _, and begin with a letter.',
    ),
    "bad_date": Text(
        "»{value}« er ikke en dato. Skriv den som 2021-12-31.", '"{value}" is not a date. Write it as 2021-12-31.'
    ),
    "one_key": Text(
        "Her skal stå et objekt med én af nøglerne: {choices}.",
        "Here must stand an object with one of the keys: {choices}.",
    ),
    "condition": Text(
        "En betingelse er én variabel med én operator, eller all, any eller not. Del den op.",
        "A condition is one variable with one operator, or all, any or not. Split it up.",
    ),
    "reserved_name": Text(
        "En variabel kan ikke hedde »{name}«. Vælg et andet navn.",
        'No variable can be called "{name}". Choose another name.',
    ),
    "duplicate_id": Text(
        "To analyser hedder »{name}«. Giv den ene et andet id.",
        'Two analyses are called "{name}". Give one of them another id.',
    ),
    "label": Text(
        "»{value}« kan ikke være en etiket. Brug et helt tal, højst 20 af a-z, 0-9 og _, eller en kode, der omkodes.",
        '"{value}" cannot be a label. Use a whole number, at most 20 of a-z, 0-9 and _, or a code of what is mapped.',
    ),
    "else_last": Text("»else« skal stå én gang og til sidst.", '"else" must stand once, at the end.'),
    "edges": Text(
        "Grænserne skal stige, og kun den første og den sidste må være null.",
        "The edges must rise, and only the first and the last may be null.",
    ),
    "range": Text("Den første grænse skal ikke ligge efter den sidste.", "The first end must not lie after the last."),
    "no_years": Text(
        "Der er ingen tid mellem de to aldre: den sidste er ikke med. Skriv en højere, f.eks. [50, 51] for 50-årige.",
        "There is no time between the two ages: the second is not inside. Write a higher one, such as [50, 51] for age 50.",
    ),
    "between_zero_and_one": Text("Tallet skal ligge mellem 0 og 1.", "The number must lie between 0 and 1."),
    "positive": Text("Tallet skal være større end 0.", "The number must be greater than 0."),
    # Names
    "unknown_dataset": Text(
        "Datasættet »{name}« findes ikke. Slå navnet op i kataloget.",
        'There is no dataset "{name}". Look the name up in the catalogue.',
    ),
    "dataset_retired": Text(
        "Datasættet »{name}« er nedlagt og kan ikke søges om eller tælles. Vælg et andet i kataloget.",
        'The dataset "{name}" is retired and can be neither applied for nor counted. Choose another in the catalogue.',
    ),
    "unknown_variable": Text(
        "Variablen »{name}« findes ikke i kataloget. Slå navnet op.",
        'There is no variable "{name}" in the catalogue. Look the name up.',
    ),
    "unknown_plan_variable": Text(
        "Planen har ingen variabel »{name}«. Tilføj den under variables, eller skriv datasæt og punktum foran.",
        'The plan has no variable "{name}". Add it under variables, or write dataset and dot before it.',
    ),
    "unknown_list": Text(
        "Kodelisten »{name}« findes ikke i kataloget. Vælg en anden, eller skriv koderne.",
        'There is no code list "{name}" in the catalogue. Choose another or write the codes.',
    ),
    "closed_window": Text(
        "Et vindue af dage med begge ender mangler, fx fra 0 til 364. Dagene tælles inden for det.",
        "A window of days with both ends is missing, such as from 0 to 364. The days are counted within it.",
    ),
    "list_system": Text(
        "Kodelisten »{name}« er skrevet i {system}, men »{variable}« i {found}. Vælg en liste i samme kodesystem.",
        'The code list "{name}" is written in {system}, but "{variable}" in {found}. Choose a list of the same system.',
    ),
    "name_not_here": Text("»{name}« kan ikke bruges her. {wanted}", '"{name}" cannot be used here. {wanted_en}'),
    "cycle": Text(
        "Variablen »{name}« bruger sig selv. Bryd kæden: {chain}.",
        'The variable "{name}" uses itself. Break the chain: {chain}.',
    ),
    "several_rows": Text(
        "»{name}« har flere rækker pr. person. Brug value, count, sum eller exists.",
        '"{name}" has several rows a person. Use value, count, sum or exists.',
    ),
    "record_dataset": Text(
        "»{name}« har én række pr. person. Brug from eller variablens navn her.",
        '"{name}" has one row a person. Use from or the variable\'s name here.',
    ),
    "rates_dataset": Text(
        "»{name}« er en rate-tabel uden personer. Den kan kun bruges som reference.",
        '"{name}" is a table of rates without persons. It can only be used as a reference.',
    ),
    "where_on_records": Text(
        "Med personer fra et datasæt med flere rækker pr. person bruges keep_if i stedet for where.",
        "With persons from a dataset of several rows a person, use keep_if instead of where.",
    ),
    "record_base": Text(
        "unit »record« kræver et datasæt med flere rækker pr. person.",
        'unit "record" needs a dataset with several rows a person.',
    ),
    "domains": Text(
        "Planen blander personer fra flere domæner: {datasets}. Lav en plan for hvert.",
        "The plan mixes persons of several domains: {datasets}. Make one plan for each.",
    ),
    # Index, exit, windows
    "no_index": Text(
        "Planen har ingen indeksdato. Tilføj population.index.", "The plan has no index date. Add population.index."
    ),
    "no_exit": Text("Planen har ingen slutdato. Tilføj population.exit.", "The plan has no exit. Add population.exit."),
    "index_uses_exit": Text(
        "Indeks og slutdato kan ikke afhænge af hinanden i ring. Fjern »{name}« her.",
        'Index and exit cannot depend on each other in a ring. Remove "{name}" here.',
    ),
    "no_date": Text(
        "Datasættet »{name}« har ingen dato. Skriv date med en datovariabel fra det.",
        'The dataset "{name}" has no date. Write date with a date variable of it.',
    ),
    "no_birth": Text(
        "Fødselsdatoen er ikke kendt i planens datasæt. Brug et datasæt, hvor den står.",
        "The date of birth is not known in the datasets of the plan. Use a dataset that has it.",
    ),
    "calendar_on_days": Text(
        "Data er talt i dage fra hver persons start. Kalenderdatoer og alder kan ikke bruges på dem.",
        "The data count days from each person's own start. Calendar dates and ages cannot be used on them.",
    ),
    # Types
    "type": Text("»{name}« er {found}. Her skal stå {wanted}.", '"{name}" is {found_en}. Here must stand {wanted_en}.'),
    "value_type": Text(
        "»{value}« passer ikke til »{name}«, som er {found}.", '"{value}" does not fit "{name}", which is {found_en}.'
    ),
    "unknown_code": Text(
        "»{value}« er ikke en kode for »{name}«. Vælg blandt: {codes}.",
        '"{value}" is not a code of "{name}". Choose among: {codes}.',
    ),
    "unknown_beginning": Text(
        "Ingen kode for »{name}« begynder med »{value}«. Koderne er: {codes}.",
        'No code of "{name}" begins with "{value}". The codes are: {codes}.',
    ),
    "list_without_codes": Text(
        "Kodelisten »{value}« har ingen af koderne for »{name}«. Koderne er: {codes}.",
        'The code list "{value}" has none of the codes of "{name}". The codes are: {codes}.',
    ),
    "operator_type": Text(
        "»{operator}« kan ikke bruges på »{name}«, som er {found}.",
        '"{operator}" cannot be used on "{name}", which is {found_en}.',
    ),
    "mixed_branches": Text(
        "Grenene skal alle være tal eller alle være etiketter.", "The branches must all be numbers or all be labels."
    ),
    "time_unit": Text(
        "Enheden »{unit}« er ikke en tidsenhed. Brug en variabel målt i dage, uger, måneder eller år.",
        'The unit "{unit}" is no unit of time. Use a variable measured in days, weeks, months or years.',
    ),
    "mixed_time_units": Text("Start og stop skal være i samme enhed.", "Start and stop must be in the same unit."),
    # Analyses
    "by_name_taken": Text(
        "»{name}« er også en kolonne i tabellen. Giv variablen et andet navn.",
        '"{name}" is also a column of the table. Give the variable another name.',
    ),
    "repeated": Text("»{name}« står her to gange. Slet den ene.", '"{name}" stands here twice. Delete one of them.'),
    "dimensions": Text("En krydstabel har 1 til 4 dimensioner.", "A crosstab has 1 to 4 dimensions."),
    "option_misplaced": Text("»{option}« passer ikke her. {why}", '"{option}" does not fit here. {why_en}'),
    "outcome_or_time": Text("Skriv enten outcome, eller time og event.", "Write either outcome, or time and event."),
    "on_from_misplaced": Text(
        "»{name}« skifter undervejs. Den kan kun bruges i rates, poisson og cox med time fra og til.",
        '"{name}" changes during follow-up. It can only be used in rates, poisson and cox with time from and to.',
    ),
    "too_large": Text(
        "Analysen er for stor: {found} {what}, grænsen er {limit}. Brug færre eller grovere grupper.",
        "The analysis is too large: {found} {what_en}, the limit is {limit}. Use fewer or coarser groups.",
    ),
    "too_many_groupings": Text(
        "»{name}« er grupperet på {found} måder, grænsen er {limit}. Brug færre grupperinger.",
        '"{name}" is grouped in {found} ways, the limit is {limit}. Use fewer groupings.',
    ),
    "identifying_filter": Text(
        "»{name}« er en fødselsdato. Vælg på alder eller fødselsår i stedet.",
        '"{name}" is a date of birth. Select on age or year of birth instead.',
    ),
    # Purposes
    "feasibility_method": Text(
        "En optælling har kun metoden count uden flow.", "A feasibility count has only the method count without flow."
    ),
    "feasibility_dataset": Text(
        "Den dataansvarlige har ikke åbnet »{name}« for optælling. Søg om adgang i stedet.",
        'The data controller has not opened "{name}" for counting. Apply for access instead.',
    ),
    # Binding
    "not_bound": Text(
        "Planen er ikke bundet til dataversioner. Bind den først.",
        "The plan is not bound to data versions. Bind it first.",
    ),
    "not_canonical": Text(
        "Planen er ikke skrevet på bunden form. Bind den igen.",
        "The plan is not written in its bound form. Bind it again.",
    ),
    "dictionary_changed": Text(
        "Beskrivelsen af »{name}« er ændret, siden planen blev bundet. Gennemse planen, og bind den igen.",
        'The description of "{name}" has changed since the plan was bound. Review the plan and bind it again.',
    ),
}

FAULT_TEXTS: Mapping[str, Text] = MappingProxyType(_TEXTS)
"""Every code a fault can have; the reference page prints this table."""
