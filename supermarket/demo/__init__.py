"""The love supermarket of the demo community. Everything goes through the services."""
