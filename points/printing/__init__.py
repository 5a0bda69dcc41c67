"""From a page of HTML to a sheet of paper: fonts and PDF. Knows no models."""
