"""The text of rule files, changed so that all that isn't meant stays as it is, byte for byte."""
