"""Exercises: probes (how an answer is asked), judges (how it is compared), diagnosis (what is said of a wrong answer),
the public cases, and the recorded results on which an unsolved lesson goes on.

The probe (`probes`) runs where the student's code runs and turns what comes back into plain data (`plain`).
The judge (`judges`) reads plain data only, so that it can live in another process; `contract` holds what travels.
An exercise is declared once, in `solutions/NN-slug/exercises.py`, with the words of `helpers.instructors.banks`.
"""
