"""Orders as the Open Contracting Data Standard (OCDS 1.1.5) publishes them."""
