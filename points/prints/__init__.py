"""Long prints: which kinds there are, and the worker that sets them beside the request."""
