"""Old plans read backwards: a source's lines, the plans in them, and what became of every character."""
