"""Lesson 05: what is asked before each result, what comes out, and what a difference means."""

from helpers.instructors.banks.predictions import Amount, Choice, Curve

PREDICTIONS = {
    "which_moves_most": Choice(
        "Which of the four moves E most?",
        ["w1", "b1", "w2", "b2"],
        right="b2",
        bars=[0.001021, 0.010214, 0.057070, 0.094756],
        says="The bars are the growth of E for each unit of a nudge. Here the parameters close to the error count more "
        "than those far away, and each bias more than the weight beside it, whose signal is below 1.",
    ),
    "three_slopes": Choice(
        "How do the three slopes together give dy/dx?",
        ["add them", "multiply them"],
        right="multiply them",
        says="Each gear passes on a multiple of what it gets. Multiples of multiples multiply.",
    ),
    "two_paths": Amount(
        "What is dy/dx at x = 2?",
        16,
        near=(15.9, 16.1),
        says="Along each path multiply: 4 · 3 and 1 · 4. The nudge takes both, so add: 12 + 4. Who said 48 multiplied "
        "the "
        "paths; who said 12 forgot one.",
    ),
    "updates_needed": Choice(
        "How many updates until E is at most 0.001?",
        ["about 20", "about 80", "about 1000"],
        right="about 80",
        says="81. Each update takes away 5 to 7 % of what is left, so the steps shrink along with the error.",
    ),
    "ways_to_nudge": Curve(
        "Sketch how far the central difference is from the true slope, for ε = 0.1 (1) down to 10⁻¹² (12).",
        at=list(range(1, 13)),
        x="zeros in ε",
        y=(-12, 0),
        label="power of ten of the distance",
        truth=[-0.7, -2.9, -4.9, -6.9, -8.9, -10.3, -9.1, -7.7, -6.6, -6.2, -5.8, -3.4],
        says="A smaller ε makes the formula better, until rounding takes over: two nearly equal numbers are "
        "subtracted. A "
        "curve that only falls forgets that numbers have sixteen digits.",
    ),
    "signs_at_the_outputs": Choice(
        "Which signs have the gradients?",
        [
            "both positive",
            "w5 positive, those of o2 negative",
            "w5 negative, those of o2 positive",
            "both negative",
        ],
        right="w5 positive, those of o2 negative",
        says="o1 is too high: a larger weight into it makes E larger. o2 is too low: a larger weight makes E smaller. "
        "A "
        "step goes against the sign.",
    ),
    "louder_h1": Choice(
        "out_h1 grows a little. What happens to the two errors?",
        ["both grow", "both fall", "E_o1 grows, E_o2 falls", "E_o1 falls, E_o2 grows"],
        right="E_o1 grows, E_o2 falls",
        says="Both outputs rise. That is bad for o1, which is too high, and good for o2, which is too low. The two "
        "pull h1 "
        "in opposite directions.",
    ),
    "after_10000": Choice(
        "E after 10 000 updates, weights only; and with the biases trained as well?",
        [
            "about 0.03, and the biases change nothing",
            "about 0.00004, and the biases change nothing",
            "about 0.00004, and trained biases make it several times smaller",
            "exactly 0 in both",
        ],
        right="about 0.00004, and trained biases make it several times smaller",
        says="3.5e-05, and 4.4e-06 with the biases. It is not 0: near the targets every step is small.",
    ),
    "fingerprint": Choice(
        "Which mistake is it?",
        [
            "w2 and w3 are swapped",
            "σ′ is forgotten",
            "w5 … w8 are moved before the hidden gradients are taken",
            "only one path leads to each hidden neuron",
        ],
        right="w5 … w8 are moved before the hidden gradients are taken",
        says="This one changes the hidden gradients by some 15 per cent, and those are the small ones: E moves in its "
        "seventh digit.",
    ),
    "hidden_gates": Choice(
        "Are the four hidden neurons OR and NAND, twice each?",
        ["yes", "no, it found other gates"],
        right="no, it found other gates",
        says="Training looks for a low error, not for our gates. There are several ways to build XOR, and the start "
        "decides "
        "which one is found.",
    ),
    "digits_read": Amount(
        "How many per cent of the test images will it read right after 30 epochs?",
        97,
        near=(93, 99),
        unit="%",
        says="About 97 in a hundred, with 2 410 parameters and nothing but the two functions of this section.",
    ),
    "chain_of_20": Choice(
        "The derivative through 20 sigmoids at best, and through 20 linear neurons of weight 2?",
        ["about 0.05 and 40", "about 10⁻⁶ and 10³", "about 10⁻¹² and 10⁶"],
        right="about 10⁻¹² and 10⁶",
        says="0.25 or 2, twenty times over. Factors multiply, they do not add: 20 · 2 = 40 is the tempting mistake.",
    ),
}
