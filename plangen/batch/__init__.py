"""Batches: one plan, a roster, a document for every row; see `CONTRIBUTING.md` for the steps."""
