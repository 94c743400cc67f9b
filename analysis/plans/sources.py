"""The publications that a methods text refers to. A text marks one by its key: `[@cox]`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

MARK = re.compile(r"\[((?:@\w+)(?:,\s*@\w+)*)\]")

SOURCES: Mapping[str, str] = {
    "strobe": "von Elm E, Altman DG, Egger M, et al. The Strengthening the Reporting of Observational Studies in "
    "Epidemiology (STROBE) statement: guidelines for reporting observational studies. Lancet. 2007;370(9596):1453-1457.",
    "record": "Benchimol EI, Smeeth L, Guttmann A, et al. The REporting of studies Conducted using Observational "
    "Routinely-collected health Data (RECORD) statement. PLoS Med. 2015;12(10):e1001885.",
    "cox": "Cox DR. Regression models and life-tables. J R Stat Soc Series B. 1972;34(2):187-220.",
    "efron": "Efron B. The efficiency of Cox's likelihood function for censored data. J Am Stat Assoc. "
    "1977;72(359):557-565.",
    "breslow": "Breslow N. Covariance analysis of censored survival data. Biometrics. 1974;30(1):89-99.",
    "grambsch": "Grambsch PM, Therneau TM. Proportional hazards tests and diagnostics based on weighted residuals. "
    "Biometrika. 1994;81(3):515-526.",
    "linwei": "Lin DY, Wei LJ. The robust inference for the Cox proportional hazards model. J Am Stat Assoc. "
    "1989;84(408):1074-1078.",
    "harrell": "Harrell FE Jr, Lee KL, Mark DB. Multivariable prognostic models: issues in developing models, "
    "evaluating assumptions and adequacy, and measuring and reducing errors. Stat Med. 1996;15(4):361-387.",
    "kaplan": "Kaplan EL, Meier P. Nonparametric estimation from incomplete observations. J Am Stat Assoc. "
    "1958;53(282):457-481.",
    "mantel": "Mantel N. Evaluation of survival data and two new rank order statistics arising in its consideration. "
    "Cancer Chemother Rep. 1966;50(3):163-170.",
    "royston": "Royston P, Parmar MKB. Restricted mean survival time: an alternative to the hazard ratio for the design "
    "and analysis of randomized trials with a time-to-event outcome. BMC Med Res Methodol. 2013;13:152.",
    "aalen": "Aalen OO, Johansen S. An empirical transition matrix for non-homogeneous Markov chains based on censored "
    "observations. Scand J Stat. 1978;5(3):141-150.",
    "garwood": "Garwood F. Fiducial limits for the Poisson distribution. Biometrika. 1936;28(3-4):437-442.",
    "fay": "Fay MP, Feuer EJ. Confidence intervals for directly standardized rates: a method based on the gamma "
    "distribution. Stat Med. 1997;16(7):791-801.",
    "breslowday": "Breslow NE, Day NE. Statistical methods in cancer research. Volume II: the design and analysis of "
    "cohort studies. Lyon: International Agency for Research on Cancer; 1987.",
    "esp": "Eurostat. Revision of the European Standard Population: report of Eurostat's task force. Luxembourg: "
    "Publications Office of the European Union; 2013.",
    "who": "Ahmad OB, Boschi-Pinto C, Lopez AD, et al. Age standardization of rates: a new WHO standard. GPE Discussion "
    "Paper Series No. 31. Geneva: World Health Organization; 2001.",
    "nordcan": "Engholm G, Ferlay J, Christensen N, et al. NORDCAN: a Nordic tool for cancer information, planning, "
    "quality control and research. Acta Oncol. 2010;49(5):725-736.",
    "white": "White H. A heteroskedasticity-consistent covariance matrix estimator and a direct test for "
    "heteroskedasticity. Econometrica. 1980;48(4):817-838.",
    "zou": "Zou G. A modified Poisson regression approach to prospective studies with binary data. Am J Epidemiol. "
    "2004;159(7):702-706.",
    "liang": "Liang KY, Zeger SL. Longitudinal data analysis using generalized linear models. Biometrika. "
    "1986;73(1):13-22.",
    "durrleman": "Durrleman S, Simon R. Flexible regression models with cubic splines. Stat Med. 1989;8(5):551-561.",
    "hyndman": "Hyndman RJ, Fan Y. Sample quantiles in statistical packages. Am Stat. 1996;50(4):361-365.",
    "welch": "Welch BL. The generalization of 'Student's' problem when several different population variances are "
    "involved. Biometrika. 1947;34(1-2):28-35.",
    "yang": "Yang D, Dalton JE. A unified approach to measuring the effect size between two groups using SAS. SAS Global "
    "Forum. 2012;paper 335-2012.",
    "duckdb": "Raasveldt M, Mühleisen H. DuckDB: an embeddable analytical database. In: Proceedings of the 2019 "
    "International Conference on Management of Data. New York: ACM; 2019:1981-1984.",
    "numpy": "Harris CR, Millman KJ, van der Walt SJ, et al. Array programming with NumPy. Nature. "
    "2020;585(7825):357-362.",
    "scipy": "Virtanen P, Gommers R, Oliphant TE, et al. SciPy 1.0: fundamental algorithms for scientific computing in "
    "Python. Nat Methods. 2020;17(3):261-272.",
}
"""In the style of Vancouver, by key."""


def numbered(texts: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The texts with numbers in the place of their marks, and the publications in the order of their first mention."""
    places: dict[str, int] = {}

    def number(found: re.Match[str]) -> str:
        keys = re.findall(r"\w+", found[1])
        return f"[{', '.join(str(places.setdefault(key, len(places) + 1)) for key in keys)}]"

    written = tuple(MARK.sub(number, text) for text in texts)
    return written, tuple(SOURCES[key] for key in places)
