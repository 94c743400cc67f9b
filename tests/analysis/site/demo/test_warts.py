"""The untidiness of real registers, each kind planted and countable."""

import pytest


@pytest.fixture
def one(registers):
    """The single number a question has for an answer."""
    return lambda sql: registers.ask(sql)[0][0]


def test_sugar_comes_in_percent_before_and_in_millimoles_after(one):
    old, new = "analysiscode = 'NPU03835'", "analysiscode = 'NPU27300'"
    assert one(f"select count(*) from lab where {new} and samplingdate < '2011-01-01'") == 0
    assert one(f"select count(*) from lab where {old} and samplingdate < '2011-01-01'") > 1000
    assert one(f"select avg(value) from lab where {old}") < 10 < 30 < one(f"select avg(value) from lab where {new}")


def test_for_two_years_both_units_stand_on_one_day(one):
    both = """select count(*) from lab a join lab b using (pnr, samplingdate)
        where a.analysiscode = 'NPU03835' and b.analysiscode = 'NPU27300'"""
    assert one(f"{both} and year(samplingdate) in (2011, 2012)") > 1000


def test_some_results_are_no_numbers(one):
    assert one("select count(*) from lab where value is null and resulttext is not null") > 100
    assert one("select count(*) from lab where (value is null) <> (resulttext is not null)") == 0


def test_some_diagnoses_are_retracted_also_of_breast_cancer(one):
    assert 0 < one("select avg((senere_afkraeftet is not distinct from 'Ja')::int) from lpr_diagnoser") < 0.02
    wrong = "diag_kode like 'DC50%' and senere_afkraeftet = 'Ja'"
    assert one(f"select count(*) from lpr_diagnoser where {wrong} and pnr not in (select pnr from cancer)") > 0


def test_not_retracted_is_only_said_since_lpr3(one):
    assert one("select min(dato_start)::varchar from lpr_diagnoser where senere_afkraeftet = 'Nej'") == "2019-03-01"


def test_some_have_several_contacts_on_one_day(one):
    assert one("select count(*) from (select 1 from lpr_kontakter group by pnr, dato_start having count(*) > 1)") > 1000


def test_a_diagnosis_is_copied_as_secondary(one):
    copies = """select count(*) from lpr_diagnoser b where diag_kode_type = 'B' and exists (
        select 1 from lpr_diagnoser a where a.pnr = b.pnr and a.diag_kode = b.diag_kode and a.diag_kode_type = 'A'
        and a.dato_start between b.dato_start - 90 and b.dato_start)"""
    assert one(copies) > 1000


def test_every_contact_has_one_primary_diagnosis(one):
    assert one("select count(*) from lpr_diagnoser where diag_kode_type = 'A'") == one(
        "select count(*) from lpr_kontakter"
    )
    assert one("select count(*) from lpr_diagnoser anti join lpr_kontakter using (pnr, dw_ek_kontakt, dato_start)") == 0


GAPS = """with gone as (select pnr, min(haend_dato) as left_ from vnds where indud_kode = 'U' group by 1),
    back as (select gone.pnr, left_, min(haend_dato) as came from gone join vnds using (pnr)
             where indud_kode = 'I' and haend_dato > left_ group by all)"""


def test_some_come_back_and_leave_a_gap_without_records(one):
    assert one(f"{GAPS} select count(*) from back") > 300
    for register, day in (("lmdb", "eksd"), ("lpr_kontakter", "dato_start"), ("lab", "samplingdate")):
        found = f"select count(*) from {register} join back using (pnr)"
        assert one(f"{GAPS} {found} where {day} > left_ and {day} < came") == 0, register
        assert one(f"{GAPS} {found} where {day} > came") > 0, register


def test_there_are_twins(registers):
    alike = registers.ask(
        """select count(*) from persons a join persons b on b.place = a.place + 1
        where a.foed_dag = b.foed_dag and a.kom = b.kom"""
    )[0][0]
    assert 300 < alike < 1000


def test_the_last_package_of_the_dead_reaches_past_death(one):
    reaching = "select count(*) from lmdb join dodsaars using (pnr) where eksd + floor(volume)::int > d_dodsdto"
    assert one(reaching) > 500
    assert one("select count(*) from lmdb join dodsaars using (pnr) where eksd > d_dodsdto") == 0


def test_young_women_get_metformin_without_diabetes(one):
    assert (
        one(
            """select count(distinct pnr) from lmdb join bef using (pnr) where atc = 'A10BA02' and koen = 2
        and eksd < foed_dag + interval 35 year
        and pnr not in (select pnr from lab where analysiscode = 'NPU27300' and value >= 48)"""
        )
        > 50
    )


def test_ozempic_and_wegovy_share_a_code(registers):
    brands = registers.ask(
        "select vnr, min(eksd) >= '2022-12-01' from lmdb where atc = 'A10BJ06' group by 1 order by 1"
    )
    assert brands == [("100109", False), ("100110", True)]


def test_the_indication_is_often_missing(one):
    assert 0.12 <= one("select avg((indo is null)::int) from lmdb") <= 0.18


def test_the_dead_stand_in_the_population_of_the_year_they_die(one):
    assert one("select count(*) from bef join dodsaars using (pnr) where aar = year(d_dodsdto)") > 5000
    assert one("select count(*) from bef join dodsaars using (pnr) where aar > year(d_dodsdto)") == 0
