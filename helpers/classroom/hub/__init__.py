"""JupyterHub for a class: one trial on your own computer (`make hub`), one machine for a class, Kubernetes beyond that.

    settings.py      what the trial and the real machine share: groups, the Formgrader service, culling, limits
    trial.py         the configuration behind `make hub`
    machine.py       the configuration of a class's own Linux machine: system accounts, systemd
    start.py         starts the trial
    everyone/        Jupyter's and nbgrader's settings on every personal server
    students/        what students' servers leave out
    proxy/           the tested version of configurable-http-proxy, with hashes
    kubernetes/      the container image, and values for Zero to JupyterHub
"""
