"""What the pure rooms share: bilingual text, durations, errors, and YAML that knows its lines."""
