"""Where the first case that is wrong gives a value and another one stops: what is known of that stop."""

from dataclasses import replace

from .calling import stopped


def facts(tried):
    if not tried.outcomes[tried.first].answered:
        return
    for i in tried.wrong:
        error = tried.outcomes[i].error
        if error and tried.complaints[i].kind == "error" and error.line:
            there = replace(tried)
            there.first = i
            message = stopped(there, tried.complaints[i], error)
            message.text = f"For another input: {message.text[0].lower()}{message.text[1:]}"
            yield message
            return
