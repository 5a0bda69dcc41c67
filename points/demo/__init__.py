"""A community of the usual size to try the program with. Everything goes through the services."""
