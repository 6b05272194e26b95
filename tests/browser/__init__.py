"""Pages as people meet them: a real Chromium before a real service. Run by `make test-browser`."""
