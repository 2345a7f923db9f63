"""Policies as data, a folder a version, and the reader of policy folders."""
