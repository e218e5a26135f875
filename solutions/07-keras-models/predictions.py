"""Lesson 07: what is asked before each result, what comes out, and what a difference means."""

from helpers.instructors.banks.predictions import Amount, Choice

PREDICTIONS = {
    "weights_before_use": Amount(
        "How many weights has layers.Dense(64) before it meets an input?",
        0,
        near=(0, 0),
        says="None. The shape of W depends on the inputs, and nobody has told it how many there are.",
    ),
    "wrong_door": Choice(
        "`second` is connected to the door instead of to `first`. Does Keras complain?",
        ["yes, with an error", "yes, with a warning", "no"],
        right="no",
        says="`first` leads nowhere and is left out, and its parameters with it. Only the picture and the count tell.",
    ),
    "raw_targets": Choice(
        "What will plain SGD with rate 0.01 do with targets around 150?",
        ["learn well", "learn slowly", "diverge"],
        right="diverge",
        says="Errors of 150 make long first steps, and the output is a product of two layers' weights, so that each "
        "long step makes the next one longer. Scale the target, too.",
    ),
    "one_linear_neuron": Choice(
        "One linear neuron, the same raw targets and the same rate: does it diverge?",
        ["yes, as fast", "yes, but later", "no"],
        right="no",
        says="For one linear layer the safe rate depends on the inputs alone. A product of two layers grows steeper "
        "with its weights.",
    ),
    "loss_for_integers": Choice(
        "The labels are integers, 0 to 9. Which loss?",
        ["binary_crossentropy", "categorical_crossentropy", "sparse_categorical_crossentropy"],
        right="sparse_categorical_crossentropy",
        says="Sparse means: the number of the class. The categorical one wants a row of ten with a single 1.",
    ),
    "pixels_to_255": Choice(
        "Pixels from 0 to 255, same rate. Where does the loss start, and where does it end?",
        [
            "near 2.3, and it falls as before",
            "near 2.3, and it falls faster",
            "far above 2.3, and no better than guessing at the end",
            "far above 2.3, and it falls to the same end",
        ],
        right="far above 2.3, and no better than guessing at the end",
        says="Inputs 255 times as large make net inputs 255 times as large, and the gradients of the weights grow with "
        "them: the rate that was right throws the weights away.",
    ),
    "sixty_images": Choice(
        "60 images, 30 epochs: what do the two losses do?",
        [
            "both fall to the end",
            "training falls to the end, validation falls and turns",
            "both fall and turn",
            "training turns, validation falls",
        ],
        right="training falls to the end, validation falls and turns",
        says="With so few images the network can learn each one by heart. From then on it learns nothing about others.",
    ),
    "random_labels": Choice(
        "Labels drawn at random: what accuracy on these samples, and on new ones?",
        ["10 % and 10 %", "far above 10 %, and 10 %", "far above 10 % on both"],
        right="far above 10 %, and 10 %",
        says="Nothing can be understood here, but a network with enough weights can learn a list by heart. On new "
        "samples "
        "it guesses.",
    ),
    "baseline_of_the_arms": Amount(
        "What share of new points will the baseline put into the right arm, in per cent?",
        75,
        near=(65, 85),
        unit="%",
        says="About three in four. Ten units and 20 epochs make wedges with nearly straight sides; the inner part of "
        "an arm lies in its wedge, the rest winds out of it.",
    ),
    "old_lines": Choice(
        "Which of work, warn and stop is the most dangerous?",
        ["work", "warn", "stop"],
        right="warn",
        says="What stops shows itself. A warning goes on, and `decay=` is thrown away: the learning rate never falls.",
    ),
}
