"""The whole journey in Danish, told as a numbered story with four people, with script and without."""

import csv
import io
import re

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TITLE = "Statiner hos kvinder i regionerne"
PROJECT = {
    "Projektlederens stilling og opgaver": "Lektor i epidemiologi",
    "Hvad arbejder I med?": "Forskning i registre.",
    "CVR-nummer": "12345678",
}
PURPOSE = {
    "Videnskabelig forskning i sundhed (litra e)": True,
    "Hvad skal undersøges?": "Hvor mange kvinder der får statiner i hver region.",
    "Samfundsgavn": "Regionerne kan se, om behandlingen er den samme overalt.",
    "Vi skriver et resumé": True,
    "Skriv, så alle forstår det": "Vi tæller, hvor mange kvinder der får kolesterolsænkende medicin.",
    "Hvor og hvornår offentliggør I resultaterne?": "I en åben artikel.",
}
DATA = {
    "Efter kriterierne i planen": True,
    "Hvorfor denne gruppe og periode?": "Spørgsmålet handler om kvinder.",
}
NECESSITY = {"Hvorfor kan spørgsmålet ikke besvares uden disse data?": "Kun registrene dækker alle regioner."}
PROTECTION = {
    "Hvordan hindrer I misbrug af resultaterne?": "Vi får kun tabeller uden personer.",
    "Opgave i samfundets interesse (GDPR art. 6, stk. 1, litra e)": True,
    "Hvorfor gælder det grundlag her?": "Forskning af væsentlig samfundsmæssig betydning.",
    "Ikke anmeldelsespligtig": True,
}
PAYMENT = {
    "Højeste betaling, I godkender nu (kr.)": "10000",
    "Faktura sendes til (EAN eller e-mail)": "5790000000000",
}
CONFIRMATIONS = {
    "Det må resultaterne ikke bruges til": "all",
    "Ansøgningen": "all",
}


@pytest.mark.parametrize("script", [True, False], ids=["with_script", "without_script"])
def test_from_catalogue_to_downloaded_table(visitor, until, script):
    # 1. Mette søger i kataloget, før hun logger på.
    mette = visitor(script=script)
    mette.go("/datasets/")
    mette.page.get_by_role("searchbox").fill("recepter")
    mette.press("Søg")
    assert mette.sees("Indløste recepter (syntetisk)")

    # 2. Hun logger på og lægger et datasæt og to variabler i sin plan.
    mette.sign_in("applicant")
    empty_basket(mette)
    mette.go("/datasets/?q=recepter")
    mette.follow("Indløste recepter (syntetisk)")
    assert mette.page.get_by_role("heading", level=1).inner_text() == "Indløste recepter (syntetisk)"
    mette.go("/datasets/?q=befolkningen+syntetisk")
    mette.follow("Befolkningen (syntetisk)")
    mette.press("Tilføj Køn")
    mette.press("Tilføj Region")
    mette.follow("Se, hvad der er i din plan")
    assert mette.sees("bef.sex") and mette.sees("bef.region")

    # 3. Hun begynder en plan med det, hun har lagt til side.
    mette.go("/plans/")
    mette.page.get_by_label("Planens titel").first.fill(TITLE)
    mette.press("Begynd en plan")
    plan = mette.page.url.partition("#")[0]

    # 4. Hvem: kvinder.
    mette.go(f"{plan}step/where/")
    row = mette.page.get_by_role("group", name="Betingelse 1")
    row.get_by_label("Variabel").select_option("bef.sex")
    row.get_by_label("Sammenligning").select_option("eq")
    row.get_by_label("Værdi").fill("2")
    mette.press("Gem")

    # 5. Hvad: om hver kvinde har fået en statin.
    mette.go(f"{plan}variable/")
    mette.follow("Ja for en person med sådan en post")
    mette.page.get_by_label("Variablens navn").fill("statin")
    mette.page.get_by_label("Poster i").select_option("lmdb")
    row = mette.page.get_by_role("group", name="Betingelse 1")
    row.get_by_label("Variabel").select_option("lmdb.atc")
    row.get_by_label("Sammenligning").select_option("starts_with")
    row.get_by_label("Værdi").fill("C10AA")
    mette.press("Gem")

    # 6. Hvilken tabel: regioner ned, statin hen.
    mette.go(f"{plan}table/")
    mette.follow("En tabel med antal")
    mette.page.get_by_role("group", name=re.compile("^Rækker")).get_by_label("region").check()
    mette.page.get_by_role("group", name=re.compile("^Kolonner")).get_by_label("statin").check()
    mette.press("Gem")
    assert mette.page.get_by_text("Planen har").count() == 0
    assert mette.page.get_by_role("table", name=re.compile("region")).is_visible()

    # 7. Er gruppen stor nok? Stedet svarer med et groft tal.
    mette.press("Tæl")
    until(lambda: reload(mette) and mette.sees("personer i populationen"), seconds=120, what="the count")
    assert mette.page.locator(".count-box").inner_text().startswith("ca. ")

    # 8. Hun bruger planen i en ansøgning og udfylder den del for del.
    mette.press("Brug planen i en ansøgning")
    for answers in (PROJECT, PURPOSE, DATA, NECESSITY, {}, PROTECTION, PAYMENT, {}, CONFIRMATIONS):
        fill(mette.page, answers)
        mette.press("Gem og fortsæt")
    assert not mette.sees("Ansøgningen kan ikke sendes endnu")

    # 9. Hun sender den, og sagen får et nummer.
    mette.press("Send ansøgningen")
    case = mette.page.url
    number = re.search(r"\d{4}-\d{6}", mette.page.locator("main").inner_text())[0]

    # 10. Anne, koordinator, finder sagen i indbakken og kontrollerer, at den er fuldstændig.
    anne = visitor("coordinator", script=script)
    anne.go("/inbox/")
    anne.follow("Ikke fordelt", exact=False)
    anne.follow(TITLE)
    assert number in anne.page.locator("main").inner_text()
    anne.follow("Kontrollér ansøgningen", exact=False)
    anne.press("Begynd kontrollen")
    anne.press("Ansøgningen er fyldestgørende")

    # 11. Søren og Ida, hver for sin dataansvarlige, vurderer og godkender.
    for key in ("steward1", "steward2"):
        steward = visitor(key, script=script)
        steward.go("/tasks/")
        steward.follow(TITLE)
        approve(steward)
        assert steward.errors == []

    # 12. Analysen kører af sig selv, og resultatet er der.
    until(lambda: mette.go(case) and mette.sees("Se resultat"), seconds=180, what="the result")
    permit = re.search(r"Godkendelse (\S+):", mette.page.locator("main").inner_text())[1]
    mette.follow("Se resultat", exact=False)

    # 13. Filen, hun henter, har de samme tal som siden.
    link = mette.page.locator("main a[href$='.csv']").first.get_attribute("href")
    answer = mette.page.request.get(mette.portal.address + link)
    assert answer.ok and answer.headers["content-type"].startswith("text/csv")
    assert cells_of_file(answer.text()) == cells_of_page(mette.page)

    # 14. Enhver kan se sagen i registret og efterprøve tilladelsen.
    stranger = visitor(script=script)
    assert stranger.go(f"/register/{number}") == 200 and stranger.sees(TITLE)
    assert stranger.go(f"/permits/{permit}/verify") == 200
    assert stranger.page.get_by_role("heading", name="Gyldig", exact=True).is_visible()

    # 15. Anne tilbagekalder tilladelsen; enhver ser det straks.
    anne.go(f"/permits/{permit}/")
    anne.page.locator("textarea[name=reason]").fill("Projektet er standset.")
    anne.press("Tilbagekald tilladelsen")
    stranger.go(f"/permits/{permit}/verify")
    assert stranger.page.get_by_role("heading", name="Gyldig", exact=True).count() == 0
    assert stranger.sees("Underskriften er gyldig, men tilladelsen gælder ikke")
    assert mette.errors == anne.errors == stranger.errors == []  # no browser complained


def approve(steward):
    """Answer each letter with a reason, and sign."""
    if not steward.page.url.endswith("/assessment/"):
        with steward.page.expect_navigation():
            steward.page.locator("main a[href$='/assessment/']").first.click()
    for chosen in steward.page.locator("main input[type=radio][value=yes]").all():
        chosen.check(force=True)  # the label is drawn over the round button
    for reason in steward.page.locator("textarea[name^='letter-']").all():
        reason.fill("Kravet er opfyldt.")
    steward.page.get_by_label("Godkend", exact=True).check()
    steward.press("Underskriv afgørelsen")


def cells_of_file(text):
    """The persons of the file, row by row, with margins last as on the page."""
    rows = list(csv.reader(io.StringIO(text)))
    at = rows[0].index("persons")
    levels = [list(dict.fromkeys(sorted((row[n] for row in rows[1:]), key="(all)".__eq__))) for n in (0, 1)]
    found = {(row[0], row[1]): row[at] for row in rows[1:]}
    return [[found[down, across] for across in levels[1]] for down in levels[0]]


def cells_of_page(page):
    """The cells of the first table, as they are read: without the dot of thousands."""
    shown = "td => (td.querySelector('[aria-hidden]') || td).textContent.trim().replace('.', '')"
    rows = page.locator("table.result-table").first.locator("tbody tr").all()
    return [[cell.evaluate(shown) for cell in row.locator("td").all()] for row in rows]


def empty_basket(visitor):
    """What an earlier story laid aside."""
    visitor.go("/basket/")
    while (buttons := visitor.page.locator("main").get_by_role("button", name="Fjern")).count():
        with visitor.page.expect_navigation():
            buttons.last.click()


def fill(page, answers):
    """Answer a part of the application as a person does: by the labels on the page."""
    for label, answer in answers.items():
        if answer == "all":
            for box in page.get_by_role("group", name=label).get_by_role("checkbox").all():
                box.check()
        elif answer is True:
            page.get_by_label(label, exact=True).check()
        else:
            page.get_by_label(label, exact=True).fill(answer)
    reasons = page.get_by_role("group", name="Begrundelse for hver variabel").get_by_role("textbox")
    for reason in reasons.all():
        reason.fill("Indgår i tabellen.")
    if (opt_out := page.get_by_role("group", name="Skal borgere, der har sagt fra")).count():
        opt_out.get_by_label("Nej", exact=True).check()
    if (funded := page.get_by_role("group", name="Har projektet finansiering?")).count():
        funded.get_by_label("Nej", exact=True).check()


def reload(visitor):
    """Load the page again, as one does without script."""
    visitor.page.reload()
    return True
