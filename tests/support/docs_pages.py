"""The pages of the documentation, and what they tell a reader to type."""

import re

from lessons import ROOT

PAGES = [ROOT / name for name in ("README.md", "data/README.md", "helpers/widgets/README.md")] + sorted(
    page for folder in ("docs", ".github") for page in (ROOT / folder).glob("*.md")
)
PROGRAMS = [
    "make",
    "nncourse",
    "nbgrader",
    "jupyter",
    "dask",
    "python",
    "python3",
    "py",
    "pip",
    "conda",
    "mamba",
    "podman",
    "docker",
    "helm",
    "kubectl",
    "npm",
    "git",
    "sudo",
    "apt",
    "systemctl",
]
FENCE = re.compile(r"^ *```([a-z]*)\n(.*?)^ *```$", re.S | re.M)  # whole blocks, so that no closing fence opens another


def commands(page):
    """Every command of a page: all lines of its shell blocks, and what else in code starts with a program's name."""
    text = page.read_text("utf-8")
    shell = [
        line for language, block in FENCE.findall(text) if language in ("sh", "bash") for line in block.splitlines()
    ]
    other = [line for language, block in FENCE.findall(text) if not language for line in block.splitlines()]
    other += re.findall(r"`([^`\n]+)`", FENCE.sub("", text))
    program = re.compile(rf"(?:[\w./]*bin/)?({'|'.join(map(re.escape, PROGRAMS))}) |useradd |cp |chmod |install ")
    for line, surely in [(line, True) for line in shell] + [(line, False) for line in other]:
        line = re.sub(r"(^|\s+)#.*$|\s{3,}.*$", "", line.strip())
        for part in re.split(r" && |; ", line) if surely or program.match(line) else []:
            if part and not part.startswith("cd "):
                yield part


def section(page, heading):
    """The text of one section of a page, up to the next heading of that rank."""
    text = page.read_text("utf-8")
    return re.split(r"^## ", text.split(f"\n## {heading}\n")[1], flags=re.M)[0]


def blocks(text, language):
    """The blocks of some language in a text."""
    return [block for name, block in FENCE.findall(text) if name == language]


# -- one machine for a class, and the image for a hub: typed by the tests that make them --------------------------

GUIDE = ROOT / "docs/hub.md"
RECIPE, START = blocks(section(GUIDE, "One Linux machine for a class"), "sh")
(UNIT,) = blocks(section(GUIDE, "One Linux machine for a class"), "ini")
# Run one by one below; the two blocks above are run as they are.
ON_THE_MACHINE = [
    "sudo -u grader make -C /home/grader/nncourse grade",
    "/opt/hub/bin/pip install oauthenticator",
    "/opt/nncourse/.venv/bin/pip install nbgitpuller",
    "install -d -m 0777 /mnt/exchange",
    "NBGRADER_EXCHANGE=/mnt/exchange nbgrader release_assignment 05-backpropagation",
    r"nncourse collect /mnt/exchange/nncourse/inbound --pattern "
    r"'(?P<student>[^/]+)/[^/]+\+(?P<lesson>[^+/]+)\+[^/]+/[^/]+'",
    "make grade LESSONS=05",
    "cp -r grading/feedback/. /mnt/exchange/nncourse/feedback/",
]
FOR_THE_IMAGE = [
    "nncourse hub --image build-image",
    "podman build -f Containerfile --build-arg JUPYTERHUB=VERSION -t REGISTRY/nncourse:TAG .",
]
