"""The verbs that write the catalogue. No model of it is written anywhere else."""
