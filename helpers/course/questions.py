"""What a question of the course may be: one vocabulary for quizzes, written questions, the question bank and exams."""

BLOOM = ("remember", "understand", "apply", "analyse", "evaluate", "create")
"""Levels of the revised taxonomy of Bloom (Anderson and Krathwohl, 2001), from the lowest up."""
MARKS = (2, 5, 10)


def fault_of(bloom: str, marks: object) -> str:
    """What is wrong with the level or the marks of a question, as a part of a sentence about it; "" if nothing."""
    if bloom not in BLOOM:
        return f"has the Bloom level {bloom!r}; it must be one of {', '.join(BLOOM)}"
    if marks not in MARKS:
        return f"has {marks!r} marks; it must be {', '.join(map(str, MARKS[:-1]))} or {MARKS[-1]}"
    return ""
