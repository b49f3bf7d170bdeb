"""A made-up town to show the program with, and to train people on: everything in it is made through the services."""
