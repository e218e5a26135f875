"""JupyterHub for a class: one trial on your own computer (`make hub`), one machine for a class, Kubernetes beyond that.

settings.py      what the trial and the real machine share: groups, the Formgrader service, culling, limits
trial.py         the configuration behind `make hub`
machine.py       the configuration of a class's own Linux machine: system accounts, systemd
start.py         starts the trial
image.py         lays out the folder that the container image is built in
measure.py       measures what one student needs
everyone/        Jupyter's and nbgrader's settings on every personal server
one_account/     nbgrader's settings where all submissions belong to one system account
students/        what students' servers leave out
proxy/           the tested version of configurable-http-proxy, with hashes
kubernetes/      the container image, and values for Zero to JupyterHub
"""
