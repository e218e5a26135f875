"""Made classes for the search for hand-ins that are too alike: students who worked alone, each with ways of their own,
and copies of their work in disguise.

`LONG` are answers of lesson 05, `SHORT` those of lesson 01, where all must look alike. In an answer, ⟨a|b⟩ is a choice.
"""

import ast
import json
import random
import re

from lessons import ROOT

SLUGS = {"05": "05-backpropagation", "01": "01-perceptron-gates"}
LONG = {
    "total_error": [
        "def total_error(target, out):\n    return ⟨0.5 * np.sum((target - out) ** 2)|np.sum((out - target) ** 2) / 2|np.sum(np.square(target - out)) * 0.5⟩",
        "def total_error(target, out):\n    e = 0\n    for k in range(len(⟨target|out⟩)):\n        e ⟨= e +|+=⟩ ⟨0.5 * (target[k] - out[k]) ** 2|(out[k] - target[k]) ** 2 / 2⟩\n    return e",
        "def total_error(target, out):\n    return sum(⟨0.5 * (t - o) ** 2|((t - o) ** 2) / 2⟩ for t, o in zip(target, out))",
        "def total_error(target, out):\n    diff = ⟨np.array(target) - np.array(out)|np.subtract(target, out)⟩\n    return ⟨np.dot(diff, diff) / 2|0.5 * diff @ diff|float((diff ** 2).sum() / 2)⟩",
    ],
    "chain_step": [
        "def chain_step(x, w1, b1, w2, b2, target, lr):\n    z1 = ⟨w1 * x + b1|x * w1 + b1⟩\n    h = sigmoid(z1)\n    z2 = ⟨w2 * h + b2|h * w2 + b2⟩\n    y = sigmoid(z2)\n    dy = ⟨y - target|-(target - y)⟩\n    dz2 = dy * ⟨y * (1 - y)|(1 - y) * y|sigmoid(z2) * (1 - sigmoid(z2))⟩\n    dw2 = dz2 * h\n    db2 = dz2\n    dh = ⟨dz2 * w2|w2 * dz2⟩\n    dz1 = dh * ⟨h * (1 - h)|(h - h ** 2)⟩\n    ⟨dw1 = dz1 * x\n    w1 = w1 - lr * dw1|w1 = w1 - lr * (dz1 * x)⟩\n    b1 = b1 - lr * dz1\n    w2 = w2 - lr * dw2\n    b2 = b2 - lr * db2\n    return w1, b1, w2, b2",
        "def chain_step(x, w1, b1, w2, b2, target, lr):\n    a1 = sigmoid(w1 * x + b1)\n    a2 = sigmoid(w2 * a1 + b2)\n    d = ⟨(a2 - target)|-1 * (target - a2)⟩ * ⟨a2 * (1 - a2)|(a2 - a2**2)⟩\n    g = ⟨[d * w2 * a1 * (1 - a1) * x, d * w2 * a1 * (1 - a1), d * a1, d]|np.array([d * w2 * a1 * (1 - a1) * x, d * w2 * a1 * (1 - a1), d * a1, d])⟩\n    return ⟨tuple(p - lr * q for p, q in zip((w1, b1, w2, b2), g))|(w1 - lr * g[0], b1 - lr * g[1], w2 - lr * g[2], b2 - lr * g[3])⟩",
        "def chain_step(x, w1, b1, w2, b2, target, lr):\n    def s(z):\n        return ⟨1 / (1 + np.exp(-z))|1.0 / (1.0 + np.exp(-z))⟩\n    def ds(a):\n        return ⟨a * (1 - a)|(1 - a) * a⟩\n    hidden = s(w1 * x + b1)\n    out = s(hidden * w2 + b2)\n    err = ⟨out - target|-(target - out)⟩\n    out_delta = err * ds(out)\n    hidden_delta = ⟨out_delta * w2 * ds(hidden)|ds(hidden) * w2 * out_delta⟩\n    new_w2 = w2 - lr * out_delta * hidden\n    new_b2 = b2 - lr * out_delta\n    new_w1 = w1 - lr * hidden_delta * x\n    new_b1 = b1 - lr * hidden_delta\n    return new_w1, new_b1, new_w2, new_b2",
    ],
    "numerical_gradient": [
        "def numerical_gradient(f, w, eps=1e-6):\n    grad = np.zeros(⟨w.shape|np.shape(w)⟩)\n    for i in np.ndindex(w.shape):\n        up = w.copy()\n        down = w.copy()\n        up[i] += eps\n        down[i] -= eps\n        grad[i] = ⟨(f(up) - f(down)) / (2 * eps)|(f(up) - f(down)) / 2 / eps⟩\n    return grad",
        "def numerical_gradient(f, w, eps=1e-6):\n    w = np.array(w, dtype=float)\n    result = []\n    for i in range(w.size):\n        old = w.flat[i]\n        w.flat[i] = old + eps\n        plus = f(w)\n        w.flat[i] = old - eps\n        minus = f(w)\n        w.flat[i] = old\n        result.append(⟨(plus - minus) / (2 * eps)|0.5 * (plus - minus) / eps⟩)\n    return np.array(result).reshape(w.shape)",
        "def numerical_gradient(f, w, eps=1e-6):\n    flat = w.⟨ravel()|flatten()⟩\n    n = len(flat)\n    steps = np.eye(n) * eps\n    return np.array([⟨f((flat + s).reshape(w.shape)) - f((flat - s).reshape(w.shape))|-f((flat - s).reshape(w.shape)) + f((flat + s).reshape(w.shape))⟩ for s in steps]).reshape(w.shape) / (2 * eps)",
        "def numerical_gradient(f, w, eps=1e-6):\n    it = np.nditer(w, flags=['multi_index'])\n    g = np.empty_like(w)\n    while not it.finished:\n        ⟨ix|idx⟩ = it.multi_index\n        e = np.zeros_like(w)\n        e[it.multi_index] = eps\n        g[it.multi_index] = (f(w + e) - f(w - e)) / (2 * eps)\n        it.iternext()\n    return g",
    ],
    "forward_222": [
        "def forward_222(x, w, b):\n    net_h = ⟨w[:4].reshape(2, 2) @ x + b[0]|np.dot(w[:4].reshape(2, 2), x) + b[0]|np.matmul(w[0:4].reshape((2, 2)), x) + b[0]⟩\n    out_h = sigmoid(net_h)\n    net_o = ⟨w[4:].reshape(2, 2) @ out_h + b[1]|np.dot(w[4:].reshape(2, 2), out_h) + b[1]|np.matmul(w[4:8].reshape((2, 2)), out_h) + b[1]⟩\n    out_o = sigmoid(net_o)\n    return ⟨{'net_h': net_h, 'out_h': out_h, 'net_o': net_o, 'out_o': out_o}|dict(net_h=net_h, out_h=out_h, net_o=net_o, out_o=out_o)⟩",
        "def forward_222(x, w, b):\n    i1, i2 = x\n    w1, w2, w3, w4, w5, w6, w7, w8 = w\n    net_h1 = ⟨w1 * i1 + w2 * i2 + b[0]|i1 * w1 + i2 * w2 + b[0]⟩\n    net_h2 = ⟨w3 * i1 + w4 * i2 + b[0]|i1 * w3 + i2 * w4 + b[0]⟩\n    h1 = sigmoid(net_h1)\n    h2 = sigmoid(net_h2)\n    net_o1 = ⟨w5 * h1 + w6 * h2 + b[1]|h1 * w5 + h2 * w6 + b[1]⟩\n    net_o2 = ⟨w7 * h1 + w8 * h2 + b[1]|h1 * w7 + h2 * w8 + b[1]⟩\n    return {'net_h': ⟨np.array([net_h1, net_h2])|[net_h1, net_h2]⟩, 'out_h': ⟨np.array([h1, h2])|[h1, h2]⟩, 'net_o': ⟨np.array([net_o1, net_o2])|[net_o1, net_o2]⟩, 'out_o': [sigmoid(net_o1), sigmoid(net_o2)]}",
        "def forward_222(x, w, b):\n    res = {}\n    res['net_h'] = np.array([⟨sum(w[2 * k + j] * x[j] for j in range(2))|w[2 * k] * x[0] + w[2 * k + 1] * x[1]⟩ + b[0] for k in range(2)])\n    res['out_h'] = sigmoid(res['net_h'])\n    res['net_o'] = np.array([⟨sum(w[4 + 2 * k + j] * res['out_h'][j] for j in range(2))|w[4 + 2 * k] * res['out_h'][0] + w[5 + 2 * k] * res['out_h'][1]⟩ + b[1] for k in range(2)])\n    res['out_o'] = sigmoid(res['net_o'])\n    return res",
    ],
    "output_gradients": [
        "def output_gradients(x, w, b, target):\n    f = forward_222(x, w, b)\n    o, h = f['out_o'], f['out_h']\n    d = ⟨(o - target) * o * (1 - o)|-(target - o) * o * (1 - o)⟩\n    return np.array([d[0] * h[0], d[0] * h[1], d[1] * h[0], d[1] * h[1]])",
        "def output_gradients(x, w, b, target):\n    out = forward_222(x, w, b)\n    grads = []\n    for k in range(2):\n        delta = (out['out_o'][k] - target[k]) * out['out_o'][k] * (1 - out['out_o'][k])\n        for j in range(2):\n            grads.append(⟨delta * out['out_h'][j]|out['out_h'][j] * delta⟩)\n    return np.array(grads)",
        "def output_gradients(x, w, b, target):\n    state = forward_222(x, w, b)\n    y = np.array(state['out_o'])\n    hidden = np.array(state['out_h'])\n    delta = (y - np.array(target)) * ⟨y * (1 - y)|(1 - y) * y⟩\n    return ⟨(delta[:, None] * hidden[None, :]).reshape(-1)|np.concatenate([delta[0] * hidden, delta[1] * hidden])|np.kron(delta, hidden)⟩",
        "def output_gradients(x, w, b, target):\n    def error(v):\n        full = np.concatenate([w[:4], v])\n        return total_error(target, forward_222(x, full, b)['out_o'])\n    return numerical_gradient(error, ⟨w[4:]|w[4:8]|np.array(w[4:])⟩)",
    ],
    "hidden_gradients": [
        "def hidden_gradients(x, w, b, target):\n    f = forward_222(x, w, b)\n    o, h = f['out_o'], f['out_h']\n    d = (o - target) * o * (1 - o)\n    back = ⟨w[4:].reshape(2, 2).T @ d|d @ w[4:].reshape(2, 2)|np.dot(d, w[4:].reshape(2, 2))⟩\n    dh = back * h * (1 - h)\n    return ⟨np.array([dh[0] * x[0], dh[0] * x[1], dh[1] * x[0], dh[1] * x[1]])|np.concatenate([dh[0] * x, dh[1] * x])⟩",
        "def hidden_gradients(x, w, b, target):\n    s = forward_222(x, w, b)\n    result = []\n    for j in range(2):\n        total = 0\n        for k in range(2):\n            delta = (s['out_o'][k] - target[k]) * s['out_o'][k] * (1 - s['out_o'][k])\n            total ⟨+= delta * w[4 + 2 * k + j]|= total + w[4 + 2 * k + j] * delta⟩\n        total *= s['out_h'][j] * (1 - s['out_h'][j])\n        for i in range(2):\n            result.append(⟨total * x[i]|x[i] * total⟩)\n    return np.array(result)",
        "def hidden_gradients(x, w, b, target):\n    state = forward_222(x, w, b)\n    o1, o2 = state['out_o']\n    h1, h2 = state['out_h']\n    d1 = (o1 - target[0]) * o1 * (1 - o1)\n    d2 = (o2 - target[1]) * o2 * (1 - o2)\n    e1 = ⟨(d1 * w[4] + d2 * w[6]) * h1 * (1 - h1)|h1 * (1 - h1) * (d1 * w[4] + d2 * w[6])⟩\n    e2 = ⟨(d1 * w[5] + d2 * w[7]) * h2 * (1 - h2)|h2 * (1 - h2) * (d1 * w[5] + d2 * w[7])⟩\n    return np.array([e1 * x[0], e1 * x[1], e2 * x[0], e2 * x[1]])",
    ],
    "train_222": [
        "def train_222(x, w, b, target, lr, steps, train_biases=False):\n    w, b = np.array(w, dtype=float), np.array(b, dtype=float)\n    errors = []\n    for s in range(steps):\n        g = np.concatenate([hidden_gradients(x, w, b, target), output_gradients(x, w, b, target)])\n        gb = np.zeros(2)\n        if train_biases:\n            f = forward_222(x, w, b)\n            d = (f['out_o'] - target) * f['out_o'] * (1 - f['out_o'])\n            e = ⟨(w[4:].reshape(2, 2).T @ d)|(d @ w[4:].reshape(2, 2))⟩ * f['out_h'] * (1 - f['out_h'])\n            gb = np.array([np.sum(e), np.sum(d)])\n        w = w - lr * g\n        b = b - lr * gb\n        errors.append(total_error(target, forward_222(x, w, b)['out_o']))\n    return w, ⟨b|tuple(b)|(b[0], b[1])⟩, ⟨errors|np.array(errors)⟩",
        "def train_222(x, w, b, target, lr, steps, train_biases=False):\n    history = []\n    for _ in range(steps):\n        dw = np.append(hidden_gradients(x, w, b, target), output_gradients(x, w, b, target))\n        if train_biases:\n            db1 = numerical_gradient(lambda v: total_error(target, forward_222(x, w, (v[0], b[1]))['out_o']), np.array([b[0]]))[0]\n            db2 = numerical_gradient(lambda v: total_error(target, forward_222(x, w, (b[0], v[0]))['out_o']), np.array([b[1]]))[0]\n            b = (b[0] - lr * db1, b[1] - lr * db2)\n        w = w - ⟨lr * dw|dw * lr⟩\n        history.append(total_error(target, forward_222(x, w, b)['out_o']))\n    return w, b, history",
        "def train_222(x, w, b, target, lr, steps, train_biases=False):\n    weights = w.copy()\n    bias1, bias2 = b\n    E = []\n    while len(E) < steps:\n        bias = (bias1, bias2)\n        gh = hidden_gradients(x, weights, bias, target)\n        go = output_gradients(x, weights, bias, target)\n        if train_biases:\n            st = forward_222(x, weights, bias)\n            o1, o2 = st['out_o']\n            h1, h2 = st['out_h']\n            do1 = (o1 - target[0]) * o1 * (1 - o1)\n            do2 = (o2 - target[1]) * o2 * (1 - o2)\n            dh1 = (do1 * weights[4] + do2 * weights[6]) * h1 * (1 - h1)\n            dh2 = (do1 * weights[5] + do2 * weights[7]) * h2 * (1 - h2)\n            bias1 = bias1 - lr * ⟨(dh1 + dh2)|(dh2 + dh1)⟩\n            bias2 = bias2 - lr * ⟨(do1 + do2)|(do2 + do1)⟩\n        weights[:4] = weights[:4] - lr * gh\n        weights[4:] = weights[4:] - lr * go\n        E.append(total_error(target, forward_222(x, weights, (bias1, bias2))['out_o']))\n    return weights, (bias1, bias2), E",
    ],
}
SHORT = {
    "step": [
        "def step(z):\n    return ⟨np.where(np.asarray(z) >= 0, 1, 0)|(np.array(z) >= 0).astype(int)|np.heaviside(z, 1).astype(int)|1 * (np.asarray(z) >= 0)⟩"
    ],
    "neuron": [
        "def neuron(x, w, b):\n    return step(⟨np.dot(w, x) + b|np.dot(x, w) + b|x @ w + b|np.sum(w * x) + b⟩)",
        "def neuron(x, w, b):\n    z = ⟨np.dot(x, w) + b|x @ w + b⟩\n    return step(z)",
    ],
}
EXERCISES = {"05": LONG, "01": SHORT}
WORDS = {
    "who": ["I", "We", "One"],
    "what": ["the error", "the loss", "the mistake", "the difference", "what is wrong"],
    "how": ["flows back", "is sent back", "goes back", "travels back", "is passed on", "returns"],
    "where": ["through each weight", "over every edge", "along the path", "to the neuron before", "layer by layer"],
    "why": [
        "because of the chain rule",
        "since derivatives multiply",
        "as each step scales it",
        "so slopes are multiplied",
    ],
    "then": ["then every weight moves", "after that the weights change", "and so each weight learns", "and we update"],
}


def choose(text, dice):
    """A text with one of each choice taken."""
    return re.sub(r"⟨([^⟩]*)⟩", lambda found: dice.choice(found[1].split("|")), text)


def alone(number, dice):
    """Answers of a student who worked alone: {exercise: code}, with names and a few lines of their own."""
    made = {}
    for name, ways in EXERCISES[number].items():
        made[name] = renamed(own_way(choose(dice.choice(ways), dice), dice), dice)
    return made


def own_way(code, dice):
    """The code as another person would have written it down."""
    return ast.unparse(ast.fix_missing_locations(_Habits(dice).visit(ast.parse(code))))


class _Habits(ast.NodeTransformer):
    """Small ways of writing the same: factors and summands in another order, a step with a name of its own."""

    def __init__(self, dice):
        self.dice = dice

    def visit_BinOp(self, node):
        self.generic_visit(node)
        if isinstance(node.op, (ast.Mult, ast.Add)) and self.dice.random() < 0.3:
            node.left, node.right = node.right, node.left
        return node

    def visit_AugAssign(self, node):
        if isinstance(node.target, ast.Name) and self.dice.random() < 0.5:
            source = ast.BinOp(ast.Name(node.target.id, ast.Load()), node.op, node.value)
            return ast.copy_location(ast.Assign([node.target], source), node)
        return node

    def visit_Assign(self, node):
        return self._in_steps(node)

    def visit_Return(self, node):
        return self._in_steps(node)

    def _in_steps(self, node):
        self.generic_visit(node)
        value = node.value
        if isinstance(value, ast.BinOp) and self.dice.random() < 0.25:
            side = self.dice.choice(["left", "right"])
            name = f"part{self.dice.randrange(1000)}"
            step = ast.Assign([ast.Name(name, ast.Store())], getattr(value, side))
            setattr(value, side, ast.Name(name, ast.Load()))
            return [ast.copy_location(ast.fix_missing_locations(step), node), node]
        return node


def in_words(dice):
    """A paragraph of a student's own."""
    order = ["who", "what", "how", "where", "why", "then"] * 3
    dice.shuffle(order)
    return " ".join(dice.choice(WORDS[kind]) for kind in order)


class _Renaming(ast.NodeTransformer):
    def __init__(self, names):
        self.names = names

    def visit_Name(self, node):
        node.id = self.names.get(node.id, node.id)
        return node

    def visit_arg(self, node):
        node.arg = self.names.get(node.arg, node.arg)
        return node

    def visit_FunctionDef(self, node):
        node.name = self.names.get(node.name, node.name)
        return self.generic_visit(node)


def renamed(code, dice):
    """The code with other names for its variables and inner functions, in another layout."""
    tree = ast.parse(code)
    outer = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    keep = {arg.arg for node in tree.body if isinstance(node, ast.FunctionDef) for arg in node.args.args}
    bound = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    bound |= {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    bound |= {arg.arg for node in ast.walk(tree) for arg in getattr(getattr(node, "args", None), "args", [])}
    names = {}
    for name in sorted(bound - outer - keep):
        names[name] = f"{dice.choice(['my', 'a', 'tmp', 'val', 'q', 'the'])}_{name}{dice.randrange(10)}"
    return ast.unparse(ast.fix_missing_locations(_Renaming(names).visit(tree)))


def moved(code, dice):
    """The code with neighbouring lines that do not need each other in the other order, and with lines that do nothing."""
    tree = ast.parse(code)
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(node, (ast.FunctionDef, ast.For, ast.While, ast.If)):
            for i in range(len(body) - 1):
                if _apart(body[i], body[i + 1]):
                    body[i], body[i + 1] = body[i + 1], body[i]
        if isinstance(node, ast.FunctionDef):
            body.insert(dice.randrange(len(body)), ast.parse(f"n_{dice.randrange(99)} = {dice.randrange(99)}").body[0])
    return ast.unparse(tree)


def _apart(one, other):
    simple = isinstance(one, ast.Assign) and isinstance(other, ast.Assign)
    return simple and not (_stored(one) & _names(other)) and not (_stored(other) & _names(one))


def _names(node):
    return {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}


def _stored(node):
    targets = {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store)}
    held = {t.value.id for t in node.targets if isinstance(t, ast.Subscript) and isinstance(t.value, ast.Name)}
    return targets | held


def commented(code, dice):
    """The code with comments and empty lines of other words."""
    lines = code.splitlines()
    return "\n\n".join([lines[0], f"    # {in_words(dice)}", *lines[1:]])


DISGUISES = {
    "as it is": lambda code, dice: code,
    "other names, comments and layout": lambda code, dice: commented(renamed(code, dice), dice),
    "the same, lines moved and added": lambda code, dice: commented(moved(renamed(code, dice), dice), dice),
}


def copied(answers, disguise, dice, share=1.0):
    """Answers taken from another student's in a disguise; of the others, some stay one's own.

    Args:
        answers: (those of the other student, one's own).
        share: of the exercises, the longest first, that are taken.
    """
    theirs, own = answers
    longest = sorted(theirs, key=lambda name: -len(theirs[name]))[: round(share * len(theirs))]
    return own | {name: DISGUISES[disguise](theirs[name], dice) for name in longest}


def notebook(number, answers, words=None):
    """The released notebook of a lesson with these answers, as bytes."""
    return filled(ROOT / f"course/{SLUGS[number]}/{SLUGS[number]}.ipynb", answers, words)


def filled(path, answers, words=None):
    """A notebook with these answers, as bytes."""
    made = json.loads(path.read_text("utf-8"))
    for cell in made["cells"]:
        data = cell["metadata"].get("nbgrader", {})
        name = data.get("grade_id")
        if name in answers:
            cell["source"] = answers[name]
        elif words and data.get("grade") and data.get("solution"):
            cell["source"] = words
    return json.dumps(made).encode()


def write_class(root, number, students):
    """Lay a class into a course folder: {student: (answers, words)}."""
    for student, (answers, words) in students.items():
        folder = root / "grading/submitted" / student / SLUGS[number]
        folder.mkdir(parents=True)
        (folder / f"{SLUGS[number]}.ipynb").write_bytes(notebook(number, answers, words))


def honest_class(number, count, seed, words=True):
    """{student: (answers, words)} of students who each worked alone."""
    dice = random.Random(seed)
    return {f"s{i:03d}": (alone(number, dice), in_words(dice) if words else None) for i in range(count)}


def class_with_copies(number, count, seed, shares=(1.0, 0.5)):
    """(students, truth): an honest class and one copy in each disguise and share; truth: pair of names -> (disguise,
    share).
    """
    dice = random.Random(seed + 1000)
    students, truth = honest_class(number, count, seed), {}
    for disguise in DISGUISES:
        for share in shares:
            source, name = f"s{(7 * len(truth)) % count:03d}", f"z{len(truth)}"
            answers = (students[source][0], alone(number, dice))
            students[name] = (copied(answers, disguise, dice, share), in_words(dice))
            truth[source, name] = (disguise, share)
    return students, truth


def course_with(folder, number, students):
    """A course folder with links to the lessons and these hand-ins."""
    for name in ("solutions", "course", "nbgrader_config.py"):
        (folder / name).symlink_to(ROOT / name)
    write_class(folder, number, students)
    return folder
