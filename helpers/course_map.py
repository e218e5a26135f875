"""The map of the course: its lessons with title, minutes, points and content. One source for notebook, README, handouts."""
import html
from dataclasses import dataclass

from .figures import table


@dataclass(frozen=True)
class Lesson:
    """One lesson: its folder name, title, minutes of work, graded points, and its content in one line."""

    slug: str
    title: str
    minutes: int
    points: int
    content: str

    @property
    def number(self):
        """The two digits that the folder's name begins with."""
        return self.slug[:2]


LESSONS = (
    Lesson("00-start-here", "Start here", 20, 2, "JupyterLab, cells and kernels; how exercises, checks and handing in work"),
    Lesson("01-perceptron-gates", "Perceptron and logic gates", 75, 22,
           "one neuron, its line, AND, OR and NOT; why XOR needs two layers; Rosenblatt's learning rule"),
    Lesson("02-activation-functions", "Activation functions", 75, 22,
           "why a network needs a bend; sigmoid, tanh, ReLU, softmax, their derivatives; which one for which task"),
    Lesson("03-feedforward-networks", "Feedforward networks", 75, 20,
           "layers as matrices, shapes, counting parameters, how deep and how wide"),
    Lesson("04-loss-functions", "Loss functions", 60, 18,
           "how wrong is a prediction: squared, absolute and Huber error, cross-entropy"),
    Lesson("05-backpropagation", "Backpropagation", 90, 30,
           "the chain rule on a small network by hand, number by number, then for whole layers"),
    Lesson("06-optimizers", "Optimizers", 90, 28,
           "gradient descent and its learning rate; momentum, RMSprop, Adam; schedules and mini-batches"),
    Lesson("07-keras-models", "Models with Keras", 90, 20,
           "Sequential and Functional models; compile, fit, evaluate; learning curves and callbacks"),
    Lesson("08-training-deep-networks", "Training deep networks", 75, 20,
           "vanishing and exploding gradients, initialization, clipping, batch normalization"),
    Lesson("09-convolution", "Convolution", 90, 26,
           "images as arrays; kernel, stride and padding by hand; output sizes; pooling"),
    Lesson("10-cnn", "Convolutional networks", 90, 22,
           "convolution, activation, pooling, dense: a small network trained, looked into and evaluated"),
    Lesson("11-regularization", "Regularization", 90, 22,
           "overfitting and four remedies: penalties, dropout, early stopping, augmented data"),
    Lesson("12-transfer-learning", "Transfer learning", 75, 16,
           "features learned once serve again: freeze, replace the head, fine-tune; residual connections"),
    Lesson("13-beyond", "Beyond", 60, 12,
           "where deep learning stands; RNN, LSTM, autoencoder and GAN run once each; questions on the whole course"),
)


class course_map:
    """The map as a table: `course_map()` in a notebook; the text of it on a terminal; `rows` as data.

    Args:
        links: True links each title to the lesson's notebook, as seen from another lesson's folder.
    """

    COLUMNS = ("lesson", "title", "minutes", "points", "content")

    def __init__(self, links=True):
        self.rows = [(item.number, item.title, item.minutes, item.points, item.content) for item in LESSONS]
        self.minutes = sum(item.minutes for item in LESSONS)
        self.points = sum(item.points for item in LESSONS)
        self.caption = f"The course: {len(LESSONS)} lessons, {self.minutes / 60:.0f} hours, {self.points} points"
        self._links = links

    def __repr__(self):
        width = max(len(item.title) for item in LESSONS)
        lines = [f"{n}  {title:<{width}}  {minutes:>3} min  {points:>3} points  {content}" for n, title, minutes, points, content in self.rows]
        return "\n".join([self.caption, *lines])

    def _repr_html_(self):
        page = table(self.rows, self.COLUMNS, self.caption)._repr_html_()
        if self._links:
            for item in LESSONS:
                title = html.escape(item.title)
                page = page.replace(f">{title}</td>", f'><a href="../{item.slug}/{item.slug}.ipynb">{title}</a></td>', 1)
        return page.replace("<td>", '<td style="text-align:left">').replace('<th scope="col">', '<th scope="col" style="text-align:left">')

    def markdown(self, folder="course"):
        """The map as a Markdown table, with links to the notebooks under `folder`."""
        lines = ["| lesson | minutes | points | content |", "|---|---|---|---|"]
        for item in LESSONS:
            link = f"[{item.number} · {item.title}]({folder}/{item.slug}/{item.slug}.ipynb)"
            lines.append(f"| {link} | {item.minutes} | {item.points} | {item.content} |")
        return "\n".join(lines) + "\n"
