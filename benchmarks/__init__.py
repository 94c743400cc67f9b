"""What the product costs in seconds and memory, measured on the machine at hand: `python -m benchmarks`.

One module a benchmark, all of them listed in `benchmarks.catalogue`. Times of one run are compared with each
other only: ratios say more than seconds.
"""
