"""The demo read back from its files, as a register researcher would: spells of residence, first events, rates."""

from dataclasses import dataclass
from datetime import date

import duckdb
import numpy as np
import pytest

from analysis.site.demo import write_demo

REGISTERS = ("bef", "dodsaars", "vnds", "cancer", "lpr_kontakter", "lpr_diagnoser", "lmdb", "lab")
FAR = 10**6
EPOCH = date(1970, 1, 1)

FIRST_DAYS = {
    "death": "select pnr, d_dodsdto as day from dodsaars",
    "infarction": "select pnr, dato_start as day from lpr_diagnoser where diag_kode like 'DI21%'",
    "breast_cancer": "select pnr, d_diagnosedato as day from cancer where c_icd10 like 'DC50%'",
    "statin": "select pnr, eksd as day from lmdb where atc like 'C10AA%'",
    "emigration": "select pnr, haend_dato as day from vnds where indud_kode = 'U'",
    # Medicine, hospital or sugar; not metformin of young women, nor what Ozempic shares with Wegovy.
    "diabetes": """
        select pnr, eksd as day from lmdb join bef using (pnr) where atc like 'A10%' and atc <> 'A10BJ06'
            and not (koen = 2 and atc = 'A10BA02' and eksd < foed_dag + interval 40 year)
        union all select pnr, dato_start from lpr_diagnoser
            where (diag_kode like 'DE10%' or diag_kode like 'DE11%') and senere_afkraeftet is distinct from 'Ja'
        union all select pnr, samplingdate from lab
            where (analysiscode = 'NPU27300' and value >= 48) or (analysiscode = 'NPU03835' and value >= 6.5)""",
}


def day_of(year, month=1, day=1):
    return (date(year, month, day) - EPOCH).days


@dataclass(frozen=True)
class Registers:
    """Arrays over the persons of `bef`; days since 1970, FAR where there is none."""

    engine: duckdb.DuckDBPyConnection
    directory: object
    birth: np.ndarray
    woman: np.ndarray
    entry: np.ndarray
    exit: np.ndarray
    first: dict

    def ask(self, sql):
        return self.engine.execute(sql).fetchall()

    def age(self, day):
        return (day - self.birth) / 365.25

    def present(self, day):
        """Living in Denmark (those who came back after emigrating are left out)."""
        return (self.entry <= day) & (self.exit > day)

    def strata(self, event, *, years, ages, begins=0, stops=FAR):
        """Events and person-years [year, whole age, sex] while in Denmark from `begins` to `stops`."""
        events, time = np.zeros((2, len(years), len(ages), 2))
        for row, year in enumerate(years):
            first, last = day_of(year), day_of(year + 1)
            age = np.floor(self.age((first + last) / 2)).astype(int) - ages[0]
            low = np.maximum(np.maximum(self.entry, first), begins)
            high = np.minimum(np.minimum(np.minimum(self.exit, last), stops), np.maximum(event, low))
            chosen = (age >= 0) & (age < len(ages)) & (high >= low) & (low < last)
            happens = chosen & (event < last) & (event >= low) & (event <= self.exit) & (event < stops)
            place = age[chosen] * 2 + self.woman[chosen]
            shape = (len(ages), 2)
            time[row] = np.bincount(place, (high - low)[chosen] / 365.25, len(ages) * 2).reshape(shape)
            place = age[happens] * 2 + self.woman[happens]
            events[row] = np.bincount(place, minlength=len(ages) * 2).reshape(shape)
        return events, time

    def rate(self, event, *, years, ages, sex=None, begins=0, stops=FAR):
        """One rate per 1,000 person-years."""
        events, time = self.strata(event, years=years, ages=ages, begins=begins, stops=stops)
        wanted = slice(None) if sex is None else sex
        return 1000 * events[:, :, wanted].sum() / time[:, :, wanted].sum()


def read_registers(directory):
    engine = duckdb.connect()
    for register in REGISTERS:
        engine.execute(f"create view {register} as select * from '{directory}/{register}/*.parquet'")
    engine.execute("create table persons as select row_number() over (order by pnr) - 1 as place, * from bef")
    persons = engine.execute("select foed_dag - date '1970-01-01' as b, koen from persons order by place").fetchnumpy()
    birth, woman = persons["b"].astype(np.int64), persons["koen"].astype(np.int64) - 1

    def first_days(sql, pick="min"):
        found = engine.execute(
            f"select place, {pick}(day) - date '1970-01-01' as day from persons join ({sql}) using (pnr) group by 1"
        ).fetchnumpy()
        days = np.full(len(birth), FAR, dtype=np.int64)
        days[found["place"].astype(np.int64)] = found["day"].astype(np.int64)
        return days

    first = {name: first_days(sql) for name, sql in FIRST_DAYS.items()}
    arrival = first_days("select pnr, haend_dato as day from vnds where indud_kode = 'I'")
    came = arrival < first["emigration"]
    entry = np.where(came & (arrival < FAR), arrival, np.maximum(birth, day_of(2005)))
    leaves = np.minimum(np.minimum(first["death"], first["emigration"]), day_of(2023))
    return Registers(engine, directory, birth, woman, entry, leaves, first)


@pytest.fixture(scope="session")
def demo_directory(tmp_path_factory):
    return write_demo(tmp_path_factory.mktemp("demo"), persons=50_000).directory


@pytest.fixture(scope="session")
def registers(demo_directory):
    read = read_registers(demo_directory)
    yield read
    read.engine.close()


@pytest.fixture(scope="session")
def many(tmp_path_factory):
    read = read_registers(write_demo(tmp_path_factory.mktemp("many"), persons=500_000).directory)
    yield read
    read.engine.close()


@pytest.fixture
def day():
    """The day number of a date."""
    return day_of
