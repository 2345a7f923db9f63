"""Tests of the systems that call."""
