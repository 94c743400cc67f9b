"""Estimation on arrays: regressions, hazards, splines. No frame, no engine, no plan.

A design is read block by block (`designs`), turned into uncorrelated columns (`basis`), and its likelihood climbed
(`newton`). What the data cannot tell (separation, collinear columns, no events) ends in a DataFailure, never in a
number. R's `stats`, `survival`, `splines` and `sandwich` are the measure.
"""
