"""Books for the archive: what a month or a year left behind, as sections for paper and Excel."""
