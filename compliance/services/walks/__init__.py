"""Walks: what officers saw on site."""
