"""Hand-ins that are too alike: what two share beyond the release, the known solutions and what everybody writes."""
