"""One person over all apps: shown, taken along, erased; and what is forgotten by itself."""
