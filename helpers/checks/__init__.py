"""Exercises: what a student's answer is asked, how the answers are judged, and what the student is told.

The probe (`probes`) runs where the student's code runs and turns what comes back into plain data (`plain`).
The judge (`judges`) reads plain data only, so that it can live in another process.
An exercise is declared once, in `solutions/NN-slug/exercises.py`, with the words of `bank`.
"""
