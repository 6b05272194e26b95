"""The register of certified products and the published law: one gate in, one shelf to read from."""
