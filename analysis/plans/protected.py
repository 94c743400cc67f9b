"""Which figures a site lets out of protected data. The site has one protector for each, and withholds every other."""

PROTECTED_METHODS = frozenset(
    {
        "count",
        "crosstab",
        "summary",
        "rates",
        "survival",
        "table1",
        "histogram",
        "trend",
        "linear",
        "logistic",
        "poisson",
        "cox",
        "correlation",
    }
)
