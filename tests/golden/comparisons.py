"""Where each number of a worked case stands in our results.

A comparison gives, for a case, `path in the case's expected numbers -> the number of ours`. Nothing is judged here.
"""

from collections.abc import Callable
from math import lgamma, log
from typing import Any

from tests.golden.answers import Answers, Figure

Path = tuple[str, ...]
Found = dict[Path, Any]
Comparison = Callable[[Answers, dict[str, Any]], Found]

COMPARISONS: dict[str, Comparison] = {}
NOT_COMPARED: dict[str, dict[Path, str]] = {
    "D21": {("rows", name): "rows of a file, no analysis of persons" for name in ("condition", "drug", "measurement", "visit")},
}  # fmt: skip


def case(name: str) -> Callable[[Comparison], Comparison]:
    """Enters a comparison under the name of its case."""

    def enter(comparison: Comparison) -> Comparison:
        COMPARISONS[name] = comparison
        return comparison

    return enter


def counts(figure: Figure, expected: dict[str, Any], rows: str, columns: str) -> Found:
    """The cells of a table of two dimensions."""
    return {
        ("counts", row, column): figure.persons(**{rows: row, columns: column})
        for row, cells in expected["counts"].items()
        for column in cells
    }


def first_test(figure: Figure, names: dict[str, str], *above: str) -> Found:
    """The first line of a test: `{its name in the case: its column of ours}`."""
    line = figure.rows("test")[0]
    return {(*above, theirs): line[ours] for theirs, ours in names.items()}


@case("D01")
def smokers_of_1971(answers: Answers, _expected: dict[str, Any]) -> Found:
    found = answers.of("D01", "nhefs")
    return {
        ("persons",): found["all"]["persons"],
        ("quitters",): found["quitters"].persons(quit="1"),
        ("deaths",): found["deaths"].persons(death="true"),
        ("wt82_missing",): found["no_weight"].persons(no_weight="true"),
        ("women_40_59_quit",): found["women"].persons(woman_40_59_quit="true"),
    }


@case("D02")
def baseline_by_quitting(answers: Answers, expected: dict[str, Any]) -> Found:
    rows = answers.of("D02", "nhefs")["baseline"].rows("baseline")
    lines = {(row["variable"], row["level"], row["quit"]): row for row in rows}
    means = {"age": "age_mean", "wt71": "weight_mean", "smokeintensity": "cigs_mean", "smokeyrs": "smokeyrs_mean"}
    shares = {("sex", "0"): "men_pct", ("race", "0"): "white_pct", ("education", "5"): "college_pct"}
    shares |= {("exercise", "2"): "little_exercise_pct", ("active", "2"): "inactive_pct"}
    found: Found = {}
    for group in expected:
        quits = group.removeprefix("qsmk")
        found[group, "n"] = lines["age", None, quits]["persons"]
        found[group, "age_sd"] = lines["age", None, quits]["sd"]
        found |= {(group, name): lines[variable, None, quits]["mean"] for variable, name in means.items()}
        found |= {(group, name): lines[*level, quits]["percent"] for level, name in shares.items()}
    return found


@case("D03")
def weight_change_by_quitting(answers: Answers, _expected: dict[str, Any]) -> Found:
    figure = answers.of("D03", "nhefs")["t"]
    found: Found = {(f"mean{quits}",): figure.row("groups", quit=quits)["mean"] for quits in "01"}
    names = {"t": "statistic", "df": "df", "p": "p_value", "lcl": "lower", "ucl": "upper"}
    for ours, theirs in (("welch", "welch"), ("student", "pooled")):
        line = figure.row("test", test=ours)
        found |= {(theirs, name): line[column] for name, column in names.items()}
    return found


@case("D06")
def survival_by_quitting(answers: Answers, expected: dict[str, Any]) -> Found:
    figure = answers.of("D06", "nhefs")["km"]
    found = first_test(figure, {"chisq": "statistic", "df": "df", "p": "p_value"}, "logrank")
    for group in expected["groups"]:
        quits = group.removeprefix("qsmk")
        line = figure.row("groups", quit=quits)
        found["groups", group, "n"], found["groups", group, "deaths"] = line["persons"], line["events"]
        for month in (60, 120):
            found["groups", group, f"surv_{month}"] = figure.row("curve", quit=quits, time=month)["survival"]
    return found


@case("D08")
def mortality_standardised_by_age(answers: Answers, expected: dict[str, Any]) -> Found:
    figure = answers.of("D08", "nhefs")["rates"]
    everybody = figure.row("standardised", age_group=None)
    names = {"crude_per_1000": "crude", "asr_per_1000": "rate", "se_per_1000": "standard_error"}
    found: Found = {(theirs,): everybody[ours] for theirs, ours in names.items()}
    for low in expected["bands"]:
        line = figure.row("rates", age_group=f"{low}-<{int(low) + 10}")
        found["bands", low, "deaths"], found["bands", low, "py"] = line["events"], line["person_years"]
    return found


@case("D10")
def pancreatitis_by_arm(answers: Answers, expected: dict[str, Any]) -> Found:
    figure = answers.of("D10", "indo_rct")["t"]
    tests = {row["test"]: row for row in figure.rows("test")}
    return {
        **counts(figure, expected, "rx", "outcome"),
        ("chi2",): tests["chi2"]["statistic"],
        ("p",): tests["chi2"]["p_value"],
        ("chi2_yates",): tests["chi2_yates"]["statistic"],
        ("p_yates",): tests["chi2_yates"]["p_value"],
        ("fisher_p",): tests["fisher"]["p_value"],
        ("risk_ratio",): figure.row("ratios", measure="risk_ratio")["estimate"],
    }


@case("D11")
def streptomycin_by_outcome(answers: Answers, expected: dict[str, Any]) -> Found:
    figure = answers.of("D11", "strep_tb")["t"]
    names = {"chi2": "statistic", "df": "df", "p": "p_value"}
    return counts(figure, expected, "arm", "outcome") | first_test(figure, names)


@case("D12")
def survival_of_the_seriously_ill(answers: Answers, expected: dict[str, Any]) -> Found:
    figure = answers.of("D12", "support2")["km"]
    found = first_test(figure, {"chisq": "statistic", "df": "df", "p": "p_value"}, "logrank")
    found[("persons",)], found[("deaths",)] = figure["persons"], figure["events"]
    for group in expected["groups"]:
        line = figure.row("groups", disease=group)
        found["groups", group, "n"], found["groups", group, "deaths"] = line["persons"], line["events"]
        found["groups", group, "median_days"] = line["median"]
        found["groups", group, "surv_180"] = figure.row("curve", disease=group)["survival"]
    return found


@case("D14")
def blood_pressure_by_disease_class(answers: Answers, expected: dict[str, Any]) -> Found:
    figures = answers.of("D14", "support2")
    found = first_test(figures["bp"], {"F": "statistic", "p": "p_value"})
    for group in expected["means"]:
        line = figures["bp"].row("groups", dzclass=group)
        found["means", group], found["n", group] = line["mean"], line["persons"]
    for name in ("crea", "alb"):
        line = figures["labs"].row("groups", variable=name)
        found[name, "n"] = line["persons"]
        found |= {(name, statistic): line[statistic] for statistic in ("missing", "mean", "sd", "min", "max")}
        quantiles = [row for row in figures["labs"].rows("quantiles") if row["variable"] == name]
        found |= {(name, "quantiles_type7", str(row["quantile"])): row["value"] for row in quantiles}
    return found


@case("D16")
def encounters_are_not_persons(answers: Answers, _expected: dict[str, Any]) -> Found:
    records, persons = answers.of("D16_records", "diabetes130"), answers.of("D16_persons", "diabetes130")
    first = answers.of("D16_first", "diabetes130")
    kept = first["all"]["persons"]
    return {
        ("encounters",): records["all"]["records"],
        ("persons",): persons["all"]["persons"],
        ("persons_2plus",): persons["several"].persons(several="true"),
        ("readmit30_all",): records["readmitted"].row("counts", readmitted="<30")["records"],
        ("first_encounters_kept",): kept,
        ("readmit30_first",): first["readmitted"].persons(readmitted="<30"),
        ("race_missing_first",): first["no_race"].persons(no_race="true"),
        ("a1c_measured_first_pct",): 100 * (kept - first["a1c"].persons(a1c="None")) / kept,
    }


@case("D19")
def tests_and_positives_by_week(answers: Answers, expected: dict[str, Any]) -> Found:
    """The case models weeks; a model of the tests themselves has the same coefficients and another constant."""
    figures = answers.of("D19", "covid_testing")
    found: Found = {("rows",): figures["all"]["records"], ("subjects",): figures["all"]["persons"]}
    for result in expected["results"]:
        found["results", result] = figures["results"].row("counts", result=result)["records"]
    for week in expected["weekly"]:
        line = figures["weeks"].row("periods", period=week)
        found["weekly", week, "tests"], found["weekly", week, "pos"] = line["records"], line["events"]
    model = answers.of("D19_model", "covid_testing")
    weeks = model["weeks"].rows("periods")
    likelihood = model["m"].rows("fit")[0]["log_likelihood"]
    grouping = sum(row["events"] * log(row["records"]) - lgamma(row["events"] + 1) for row in weeks)
    found |= {("n",): len(weeks), ("loglik",): likelihood + grouping}
    return found | coefficients(model["m"], expected)


@case("D20")
def histogram_of_weight(answers: Answers, _expected: dict[str, Any]) -> Found:
    bins = answers.of("D20", "nhefs")["weight"].rows("bins")
    return {("counts", str(number)): row["persons"] for number, row in enumerate(bins) if isinstance(row["bin"], str)}


@case("D21")
def linkage_never_multiplies_persons(answers: Answers, expected: dict[str, Any]) -> Found:
    figures = answers.of("D21", "omop")

    def having(variable: str) -> int:
        return figures[variable].persons(**{variable: "true"})

    records = {"condition": "condition", "drug": "drug", "measured": "measurement", "visit": "visit"}
    return {
        ("persons",): figures["all"]["persons"],
        **{(f"with_{name}",): having(variable) for variable, name in records.items()},
        ("all_four",): having("all_four"),
        **{("top5_conditions", concept): having(f"c{concept}") for concept in expected["top5_conditions"]},
        ("deaths",): having("dead"),
    }


@case("D22")
def preterm_birth_and_birth_weight_by_arm(answers: Answers, expected: dict[str, Any]) -> Found:
    preterm, weight = answers.of("D22_preterm", "opt")["t"], answers.of("D22_weight", "opt")["t"]
    found = counts(preterm, expected, "arm", "preterm") | first_test(preterm, {"chi2": "statistic", "p": "p_value"})
    found |= first_test(weight, {"t": "statistic", "p": "p_value"}, "birthweight")
    for arm in expected["birthweight"]["n"]:
        line = weight.row("groups", arm=arm)
        found["birthweight", "n", arm], found["birthweight", "mean", arm] = line["persons"], line["mean"]
    return found


def coefficients(figure: Figure, expected: dict[str, Any]) -> Found:
    """The terms of a model."""
    names = {
        "coef": "estimate",
        "se": "standard_error",
        "p": "p_value",
        "z": "statistic",
        "hr": "ratio",
        "ratio": "ratio",
    }
    limits = {"ratio_lcl": "ratio_lower", "ratio_ucl": "ratio_upper"}
    found: Found = {}
    for row in figure.rows("coefficients"):
        (term,) = [name for name in names_of(row["term"], row["level"]) if name in expected["terms"]]
        kind = "ratio_" if "hr" in expected["terms"][term] else ""  # the limits of a hazard are those of the ratio
        columns = names | limits | {"lcl": f"{kind}lower", "ucl": f"{kind}upper"}
        found |= {("terms", term, name): row[columns[name]] for name in expected["terms"][term] if name in columns}
    return found


def names_of(term: str, level: str | None) -> list[str]:
    """How statsmodels or R may call a term of ours."""
    if level is None:
        base, _, power = term.partition("^")
        return [f"I({base} ** {power})", "Intercept" if term == "(intercept)" else term]
    own = [term] if level in ("1", "true") else []
    return [*own, f"C({term})[T.{level}.0]", f"C({term})[T.{level}]", f"factor({term}){level}", f"{term}{level}"]


def model(name: str, site: str, figure: str = "m") -> Comparison:
    """The comparison of a case that is one model."""

    def compare(answers: Answers, expected: dict[str, Any]) -> Found:
        found = answers.of(name, site)[figure]
        (fit,) = found.rows("fit")
        names = {
            "n": "persons", "events": "events", "dropped": "dropped", "ties": "ties", "loglik": "log_likelihood",
            "r2": "r_squared", "concordance": "concordance",
        }  # fmt: skip
        return {(key,): fit[names[key]] for key in expected if key in names} | coefficients(found, expected)

    return compare


COMPARISONS |= {
    "D04": model("D04", "nhefs"),
    "D05": model("D05", "nhefs_hbp"),
    "D07": model("D07", "nhefs"),
    "D09": model("D09", "nhefs"),
    "D13": model("D13", "support2"),
    "D15": model("D15", "heart_failure"),
    "D17": model("D17", "diabetes130"),
    "D18": model("D18", "randhie"),
}
