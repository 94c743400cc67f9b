"""Case work: plans, applications, decisions, permits, clocks and the public register."""
