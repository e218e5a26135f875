"""Widgets as students meet them: moved by keyboard in a real JupyterLab and in a page opened from disk."""

import json

import nbformat
import pytest
from browser import UNTHROTTLED, chromium, jupyter_lab, offline_page, press_through
from system import needs
from widget_samples import CLASSES, MINIMAL, made

from helpers.widgets import BackpropStepper, GateTuner, Quiz, base

pytestmark = needs("chromium")

CELLS = [
    "from helpers.widgets import GateTuner, BackpropStepper, Quiz",
    'tuner = GateTuner(gate="AND", w1=1, w2=1, b=-2.3)\ntuner',
    "stepper = BackpropStepper()\nstepper",
    f"quiz = Quiz(**{MINIMAL['Quiz']!r})\nquiz",
    "print(tuner.b, tuner.solved, stepper.stage, stepper.updates, round(stepper.error, 10), quiz.answers, quiz.score)",
]

# Counts how often each picture was drawn anew with other words, and how long each key took: until the
# picture had changed, and until the frame that shows it was painted.


@pytest.fixture(scope="module")
def browser():
    with chromium(*UNTHROTTLED) as running:  # the times of keys are the widgets', not those of a screen's clock
        yield running


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    folder = tmp_path_factory.mktemp("course")
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in CELLS])
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, folder / "widgets.ipynb")
    with jupyter_lab(folder) as running:
        yield running


def alt_text(page, name):
    return page.locator(f'svg[data-name="{name}"]').get_attribute("aria-label")


def test_widgets_in_jupyterlab_follow_the_keyboard_and_python_reads_it(browser, lab):
    with lab.open(browser, "widgets.ipynb") as notebook:
        notebook.run_all()
        page = notebook.page
        page.locator(".nnw").nth(2).wait_for()

        # GateTuner: three presses of ArrowRight bring the bias from -2.3 to -2, where AND is met.
        bias = page.locator('input[data-name="b"]').first
        assert "wrong" in alt_text(page, "plane")
        bias.focus()
        painted = press_through(page, "ArrowRight", 3)
        assert bias.evaluate("e => document.activeElement === e"), "JupyterLab took the key"
        assert len(painted) == 3 and "− 2 = 0" in painted[-1]
        assert "wrong" not in alt_text(page, "plane") and "wants 1, gets 1, right" in alt_text(page, "plane")
        assert bias.get_attribute("aria-valuetext") == "−2"

        # BackpropStepper: one step and one update, with Enter and Space.
        page.get_by_role("button", name="Run 1 update", exact=True).focus()
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Next step").focus()
        page.keyboard.press("Space")
        assert "δ_" not in alt_text(page, "network") and "Now: dE" not in alt_text(page, "network")
        assert "0.2910277737 at update 1" in alt_text(page, "curve")

        # Quiz: choose with the arrow keys, check with Enter.
        page.locator("input[type=radio]").first.focus()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        quiz = page.locator("fieldset.nnw-question")
        assert "Not quite. Turning is done by the weights." in quiz.inner_text()

        notebook.run_cell(4)
        assert notebook.text(4).strip() == "-2.0 True 12 1 0.2910277737 {'bias': 1} (0, 2)"

        # And back: what Python sets is drawn.
        notebook.set_source(4, 'tuner.gate = "OR"; tuner.b = -0.5; quiz.reset(); stepper.update(9)')
        notebook.run_cell(4)
        page.wait_for_function("() => document.querySelector('svg[data-name=plane]').ariaLabel.includes('for OR')")
        page.wait_for_function(
            "() => document.querySelector('svg[data-name=curve]').ariaLabel.includes('at update 10')"
        )
        page.wait_for_function("() => !document.querySelector('input[type=radio]:checked')")
        assert notebook.errors() == [] and notebook.problems == []


def test_every_step_of_a_held_key_is_painted_in_jupyterlab(browser, lab, record_property):
    with lab.open(browser, "widgets.ipynb") as notebook:
        notebook.run_all()
        notebook.page.locator('input[data-name="w1"]').first.focus()
        painted = press_through(notebook.page, "ArrowLeft", 40, record_property)
        assert len(painted) == len(set(painted)) == 40, "a late echo of the kernel set an older value"
        notebook.page.wait_for_timeout(500)  # the kernel hears of a moving slider a little later
        notebook.set_source(4, "print(round(tuner.w1, 1), tuner.tries)")
        notebook.run_cell(4)
        assert notebook.text(4).strip() == "-3.0 40"
        assert notebook.problems == []


@pytest.fixture
def handout(tmp_path):
    """Writes a page with the given widgets, as handouts have them, and returns its path."""

    def write(*widgets):
        parts = [widget._repr_mimebundle_()[0][base.MIME] for widget in widgets]
        body = "".join(base.handout_mount(part) for part in parts) + base.handout_parts(
            part["widget"] for part in parts
        )
        path = tmp_path / "page.html"
        head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Widgets</title>'
        path.write_text(
            f'<!doctype html><html lang="en"><head>{head}</head><body><main>{body}</main></body></html>',
            encoding="utf-8",
        )
        return path

    return write


def test_the_same_widgets_work_in_a_page_from_disk_without_network(browser, handout, record_property):
    path = handout(GateTuner(gate="AND", w1=1, w2=1, b=-2.3), BackpropStepper(), made(Quiz))
    with offline_page(browser, path) as page:
        page.locator('input[data-name="b"]').focus()
        painted = press_through(page, "ArrowRight", 40, record_property)
        assert len(painted) == 40 and "− 2 = 0" in painted[2]
        page.get_by_role("button", name="Run 10 000 updates").focus()
        page.keyboard.press("Enter")
        assert "to 0.0000351019 at update 10000" in alt_text(page, "curve")
        page.locator("input[type=radio]").first.focus()
        page.keyboard.press("Space")
        page.keyboard.press("Enter")
        assert "Right. The weights alone turn it." in page.locator("fieldset.nnw-question").first.inner_text()
        assert page.problems == [] and page.requests == [path.as_uri()]


def test_a_quiz_asks_one_question_at_a_time_and_on_paper_all(browser, handout):
    [first] = MINIMAL["Quiz"]["questions"]
    quiz = Quiz(
        questions=[first, {**first, "id": "weights", "question": "What do the weights do?"}, {**first, "id": "z"}]
    )
    quiz.answers = {"bias": 0}
    with offline_page(browser, handout(quiz)) as page:

        def seen():
            return [box.get_attribute("data-question") for box in page.locator("fieldset:visible").all()]

        previous, following = (page.get_by_role("button", name=f"{way} question") for way in ("Previous", "Next"))
        assert seen() == ["weights"], "it opens with the first that has no answer"
        previous.press("Enter")
        assert seen() == ["bias"] and previous.get_attribute("aria-disabled") == "true"
        assert page.evaluate("() => document.activeElement.closest('[data-question]').dataset.question") == "bias"
        following.press("Enter")
        following.press("Enter")
        assert seen() == ["z"] and following.get_attribute("aria-disabled") == "true"
        assert page.get_by_text("Question 3 of 3").is_visible()
        page.emulate_media(media="print")
        assert seen() == ["bias", "weights", "z"]
        assert page.problems == []


def test_reset_buttons_and_tabs_work_by_keyboard(browser, handout):
    with offline_page(browser, handout(GateTuner(gate="OR", w1=2, w2=1, b=-0.5))) as page:
        before = alt_text(page, "plane")
        slider = page.locator('input[data-name="w1"]')
        slider.focus()
        page.keyboard.press("End")
        assert slider.get_attribute("aria-valuetext") == "4"
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert slider.get_attribute("aria-valuetext") == "2" and alt_text(page, "plane") == before
        page.get_by_role("tab", name="Tune by hand").focus()
        page.keyboard.press("ArrowRight")
        assert (
            page.locator('svg[data-name="learning"]').is_visible()
            and not page.locator('svg[data-name="plane"]').is_visible()
        )
        step = page.get_by_role("button", name="One sample")
        for _ in range(20):
            step.press("Enter")
        assert "Learned: epoch" in page.locator(".nnw-good:visible").first.inner_text()
        assert step.get_attribute("aria-disabled") == "true"
        page.get_by_role("button", name="Reset all").press("Enter")
        assert "no epoch finished yet" in alt_text(page, "errors")


def test_hidden_controls_are_absent_and_the_rest_works(browser, handout):
    for cls in CLASSES:
        with offline_page(browser, handout(made(cls, hide=list(cls.CONTROLS)))) as page:
            assert page.locator(".nnw").count() == 1 and page.problems == []
            assert page.locator(".nnw input[type=range]").count() == 0
            assert page.get_by_role("button", name="Reset all").count() == 0


@pytest.mark.parametrize("cls", CLASSES)
def test_every_control_has_a_name_a_keyboard_and_room_for_a_finger(browser, handout, cls):
    with offline_page(browser, handout(made(cls)), width=360) as page:
        # Even folded groups are looked into.
        page.evaluate("() => document.querySelectorAll('details').forEach((d) => { d.open = true; })")
        page.wait_for_timeout(100)
        controls = page.evaluate(
            """() => [...document.querySelectorAll('.nnw input, .nnw select, .nnw button, .nnw summary')]
                .filter((e) => e.checkVisibility())
                .map((e) => {
                    const box = (e.matches('[type=checkbox], [type=radio]') ? e.closest('label') : e).getBoundingClientRect();
                    return { text: (e.getAttribute('aria-label') || e.labels?.[0]?.textContent || e.textContent).trim(),
                             suppressed: e.dataset.lmSuppressShortcuts === 'true', width: box.width, height: box.height };
                })"""
        )
        assert controls
        for control in controls:
            assert control["text"] and control["suppressed"], control
            assert control["width"] >= 44 and control["height"] >= 44, control
        assert page.evaluate("() => document.documentElement.scrollWidth") <= 360
        pictures = page.evaluate(
            "() => [...document.querySelectorAll('svg[role=img]')].map(e => e.getAttribute('aria-label'))"
        )
        assert all(len(text) > 20 for text in pictures)
        small = page.evaluate(
            "() => [...document.querySelectorAll('.nnw *')].filter(e => e.checkVisibility() && e.textContent.trim()"
            " && parseFloat(getComputedStyle(e).fontSize) < 12).map(e => e.outerHTML)"
        )
        assert small == []


@pytest.mark.parametrize("dark", [False, True])
def test_colours_of_the_stylesheet_pass_contrast(browser, handout, dark):
    """Text at least 4.5:1 on every ground it is used on, marks at least 3:1 (WCAG 2.2 AA)."""
    with offline_page(browser, handout(GateTuner()), dark=dark) as page:
        names = ["ground", "panel", "good-ground", "bad-ground", "accent", "on-accent", "ink", "soft", "line"]
        names += ["good", "bad", "blue", "orange", "green", "purple", "red", "teal"]
        found = page.evaluate(
            """(names) => {
                const probe = document.querySelector('.nnw').appendChild(document.createElement('span'));
                return Object.fromEntries(names.map((name) => {
                    probe.style.color = `var(--nnw-${name})`;
                    return [name, getComputedStyle(probe).color.match(/\\d+/g).map(Number)];
                }));
            }""",
            names,
        )
    assert (sum(found["ground"]) < 200) == dark
    texts = ["ink", "soft", "accent", "good", "bad", "blue", "orange", "green", "purple", "red", "teal"]
    pairs = [(text, ground) for text in texts for ground in ("ground", "panel")]
    pairs += [
        ("good", "good-ground"),
        ("ink", "good-ground"),
        ("bad", "bad-ground"),
        ("ink", "bad-ground"),
        ("on-accent", "accent"),
    ]
    low = {pair: ratio for pair in pairs if (ratio := contrast(*(found[name] for name in pair))) < 4.5}
    assert low == {}
    assert contrast(found["line"], found["ground"]) >= 3


def contrast(first, second):
    """Contrast ratio of two sRGB colours, as WCAG defines it."""

    def luminance(rgb):
        parts = [v / 255 / 12.92 if v / 255 <= 0.04045 else ((v / 255 + 0.055) / 1.055) ** 2.4 for v in rgb[:3]]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_state_on_a_page_is_read_in_words_without_javascript(handout):
    text = handout(GateTuner(gate="NOR", w1=-1, w2=-1, b=0.5)).read_text()
    assert "<p>GateTuner: gate NOR, w1 = -1, w2 = -1, b = 0.5: 4 of 4 corners right.</p>" in text
    assert json.loads(text.split('application/json">')[1].split("</script>")[0])["gate"] == "NOR"
