"""Grading: submissions run in a sandboxed kernel that holds inputs only, and are judged outside of it.

sandbox, isolation   what a submission may see and use
zygote, runner       the warm process that forks kernels, and what runs in such a kernel (the untrusted side)
kernel               this side's handle on zygote and runner
notebooks, needed    a submitted notebook made sound, and the cells of it that the exercises need
contract             what travels between all of these: plan, mark, result
plan, engine         one lesson's exercises with secret cases; grade one notebook: (plan, notebook) -> result
judging              the judge, in a process with limits of its own
judging_code         what the code that decides a mark says, as one word
submissions, batch   find what was handed in, grade it in parallel, one writer
results, history     the record of a run, what became of each mark, penalties
marks, gradebook     nbgrader's gradebook, read quickly and written
report, class_report, feedback, pages    CSV and terminal, the class, each student
appeal               one hand-in once more, beside what is recorded
hostile              a student's words made fit for other people's screens
nbgrader_steps       the same engine behind stock `nbgrader autograde`
"""
