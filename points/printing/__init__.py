"""From a page of HTML to a sheet of paper: fonts, PDF, QR codes. Knows no models."""
