"""Who is let in by a public form when many come from one network: a proof of work, or a code by mail instead."""
