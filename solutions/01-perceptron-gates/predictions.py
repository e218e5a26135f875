"""Lesson 01: what is asked before each result, what comes out, and what a difference means."""

from helpers.instructors.banks.predictions import Amount, Choice

PREDICTIONS = {
    "role_of_the_synapse": Choice(
        "Which part of the artificial neuron plays the role of the synapse?",
        ["an input", "a weight", "the sum", "the step"],
        right="a weight",
        says="A synapse decides how strongly one signal counts. That is what a weight does to one input.",
    ),
    "where_steps_disagree": Choice(
        "For which z do the three step functions not all agree?",
        ["only at z = 0", "at z = 0, and one of them for all z below 0", "for every z"],
        right="at z = 0, and one of them for all z below 0",
        says="Two of them differ at the single point 0. The third says −1 where the others say 0.",
    ),
    "net_input_of_11": Amount(
        "What is the net input for (1, 1)?",
        0.5,
        near=(0.49, 0.51),
        says="1 + 1 − 1.5. The other three are −1.5, −0.5 and −0.5: only (1, 1) gets above 0, which is AND.",
    ),
    "how_many_gates": Amount(
        "How many of the 16 gates turn up?",
        14,
        near=(14, 14),
        says="XOR and its opposite never do, not in 100 000 tries. The rest of this section shows why.",
    ),
    "two_segments": Choice(
        "Where do the two segments meet?",
        ["nowhere: they are parallel", "in the middle of the square", "in a corner"],
        right="in the middle of the square",
        says="So the point in the middle would have to lie on both sides of the line at once. No line does that.",
    ),
    "where_inputs_land": Choice(
        "Where do the four inputs land, and could a line separate them?",
        [
            "on four points, and no line separates them",
            "on three points, and a line separates them",
            "on two points, and a line separates them",
        ],
        right="on three points, and a line separates them",
        says="Two inputs fall onto one point. The first layer has thrown away a difference that does not matter, and "
        "the "
        "problem has become easy.",
    ),
    "one_neuron_or_a_table": Choice(
        "Which one has the lowest error on the test rows?",
        ["the neuron that was told the rule", "the neuron that learned", "the two layers"],
        right="the neuron that was told the rule",
        says="Told 0.10, learned 0.20, by heart 0.37. The two layers have stored the training rows, slips and all. "
        "Rows that they have never seen are not in their table.",
    ),
    "later_epochs": Choice(
        "How many errors will the later epochs of XOR have?",
        ["1", "2", "3", "4"],
        right="4",
        says="Each update spoils another corner: from the third epoch on every sample is answered wrongly when it is "
        "shown.",
    ),
    "wrong_at_the_end": Amount(
        "How many of the four corners are wrong at the end of an epoch of XOR?",
        2,
        near=(2, 2),
        says="Two. Four errors in an epoch were made by four different neurons, each wrong about the corner it was "
        "shown.",
    ),
    "smaller_rate": Choice(
        "AND with η = 1, 0.5 and 0.25: does a smaller learning rate need more epochs?",
        ["yes, in proportion", "yes, but only a few more", "no, exactly as many"],
        right="no, exactly as many",
        says="From zeros, with inputs 0 and 1, every weight is the rate times a whole number. The rate scales w and b "
        "alike, and the line stays where it is.",
    ),
    "overlapping_clouds": Choice(
        "The two clouds overlap. What will the errors per epoch do?",
        ["fall to 0", "fall, then keep jumping above 0", "stay as high as they begin"],
        right="fall, then keep jumping above 0",
        says="The rule goes on as long as one flower is on the wrong side, and here one always is.",
    ),
    "slope_of_a_step": Choice(
        "What does TensorFlow say about the slope of a step?",
        ["0", "1", "infinity", "None: there is no slope to follow"],
        right="None: there is no slope to follow",
        says="A comparison records no path back to the weights. And where there is a path, a flat stair has the slope "
        "0: "
        "either way nothing moves.",
    ),
}
