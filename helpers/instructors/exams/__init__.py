"""Exams: written questions with model answers and marking schemes, and papers drawn from them and from the quizzes."""
