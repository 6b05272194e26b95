"""Tests of the service. Every folder in here has such a file, or it would shadow a real package."""
