"""Handouts: lessons as self-contained pages for students and instructors, as PDF, and as a static site with search."""
