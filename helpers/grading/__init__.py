"""Grading: submissions run in a sandboxed kernel that holds inputs only, and are judged outside of it.

    sandbox, isolation   what a submission may see and use
    zygote, runner       the warm process that forks kernels, and what runs in such a kernel (the untrusted side)
    kernel               this side's handle on zygote and runner
    notebooks, needed    a submitted notebook made sound, and the cells of it that the exercises need
    plan, engine         one lesson's exercises with secret cases; grade one notebook: (plan, notebook) -> result
    submissions, batch   find what was handed in, grade it in parallel, one writer
    gradebook, report    nbgrader's gradebook, CSV, feedback pages
    nbgrader_steps       the same engine behind stock `nbgrader autograde`
"""
