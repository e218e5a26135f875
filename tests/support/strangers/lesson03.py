"""Wrong first tries of lesson 03, written by someone who had seen the released notebook alone."""

import numpy as np

W = np.array([[1.0, 0.0, -1.0], [2.0, 1.0, 0.5]])
b = np.array([0.0, -3.0, 1.0])


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def dense(x, W, b, activation):
    return activation(x @ W + b)


def dense__no_activation(x, W, b, activation):  # the net input itself
    return x @ W + b


def dense__relu(x, W, b, activation):  # always ReLU
    return np.maximum(0, x @ W + b)


def dense__transposed(x, W, b, activation):  # W.T as in the notes
    return activation(x @ W.T + b)


def dense__w_first(x, W, b, activation):  # W @ x
    return activation(W @ x + b)


def dense__elementwise(x, W, b, activation):  # * for @
    return activation(x * W + b)


def dense__bias_after(x, W, b, activation):  # the bias outside of the activation
    return activation(x @ W) + b


def dense__bias_column(x, W, b, activation):  # b[:, None]: one bias for each sample
    return activation(x @ W + b[:, None])


def dense__no_bias(x, W, b, activation):  # b forgotten
    return activation(x @ W)


def dense__global(x, weights, bias, activation):  # W and b of the notebook
    return activation(x @ W + b)


def dense__first_sample(x, W, b, activation):  # one sample only
    return activation(x[0] @ W + b)


def forward__last(x, layers):  # only the last output
    for W, b, activation in layers:
        x = dense(x, W, b, activation)
    return x


def forward__with_input(x, layers):  # the input is in the list
    outputs = [x]
    for W, b, activation in layers:
        outputs.append(dense(outputs[-1], W, b, activation))
    return outputs


def forward__not_chained(x, layers):  # each layer is given the input
    outputs = []
    for W, b, activation in layers:
        outputs.append(dense(x, W, b, activation))
    return outputs


def forward__return_in_loop(x, layers):  # return in the loop: one layer
    outputs = []
    for W, b, activation in layers:
        x = dense(x, W, b, activation)
        outputs.append(x)
        return outputs


def forward__reset(x, layers):  # the list is made anew in each round
    for W, b, activation in layers:
        outputs = []
        x = dense(x, W, b, activation)
        outputs.append(x)
    return outputs


def forward__net_inputs(x, layers):  # collects the net inputs
    outputs = []
    for W, b, activation in layers:
        z = x @ W + b
        outputs.append(z)
        x = activation(z)
    return outputs


def forward__two_layers(x, layers):  # two layers, as in the example
    h1 = dense(x, *layers[0])
    h2 = dense(h1, *layers[1])
    return [h1, h2]


def forward__first_activation(x, layers):  # the first layer's activation everywhere
    activation = layers[0][2]
    outputs = []
    for W, b, _ in layers:
        x = dense(x, W, b, activation)
        outputs.append(x)
    return outputs


def forward__reversed(x, layers):  # insert(0, …): the last one first
    outputs = []
    for W, b, activation in layers:
        x = dense(x, W, b, activation)
        outputs.insert(0, x)
    return outputs


def forward__skips_last(x, layers):  # range(len − 1)
    outputs = []
    for i in range(len(layers) - 1):
        W, b, activation = layers[i]
        x = dense(x, W, b, activation)
        outputs.append(x)
    return outputs


def count_parameters__no_bias(sizes):  # weights only
    return sum(sizes[i] * sizes[i + 1] for i in range(len(sizes) - 1))


def count_parameters__input_bias(sizes):  # biases for the input as well
    return sum(sizes[i] * sizes[i + 1] for i in range(len(sizes) - 1)) + sum(sizes)


def count_parameters__three(sizes):  # three layers only
    return sizes[0] * sizes[1] + sizes[1] + sizes[1] * sizes[2] + sizes[2]


def count_parameters__wrong_bias(sizes):  # the bias of the layer before
    return sum(sizes[i] * (sizes[i + 1] + 1) for i in range(len(sizes) - 1))


def count_parameters__product(sizes):  # all sizes multiplied
    return int(np.prod(sizes)) + sum(sizes[1:])


def count_parameters__one_short(sizes):  # range(len − 2): the last layer is missing
    return sum((sizes[i] + 1) * sizes[i + 1] for i in range(len(sizes) - 2))


def count_parameters__assign(sizes):  # = for +=
    total = 0
    for i in range(len(sizes) - 1):
        total = (sizes[i] + 1) * sizes[i + 1]
    return total


def count_parameters__index(sizes):  # i + 1 beyond the end
    total = 0
    for i in range(len(sizes)):
        total += (sizes[i] + 1) * sizes[i + 1]
    return total


def count_parameters__one_bias(sizes):  # one bias for each layer
    return sum(sizes[i] * sizes[i + 1] + 1 for i in range(len(sizes) - 1))


def count_parameters__list(sizes):  # a list of the layers, not their sum
    return [(sizes[i] + 1) * sizes[i + 1] for i in range(len(sizes) - 1)]


p = {"w1": 0.1, "w2": 0.2, "b1": 0.3, "w12": 0.4, "b2": 0.5, "w13": 0.6, "b3": 0.7, "w24": 0.8, "w34": 0.9, "b4": 0.1}


def four_neuron_network__linear_first(x1, x2, params):  # no sigmoid at neuron 1
    f1 = params["w1"] * x1 + params["w2"] * x2 + params["b1"]
    f2 = sigmoid(params["w12"] * f1 + params["b2"])
    f3 = sigmoid(params["w13"] * f1 + params["b3"])
    return sigmoid(params["w24"] * f2 + params["w34"] * f3 + params["b4"])


def four_neuron_network__linear_last(x1, x2, params):  # the last sigmoid is missing
    f1 = sigmoid(params["w1"] * x1 + params["w2"] * x2 + params["b1"])
    f2 = sigmoid(params["w12"] * f1 + params["b2"])
    f3 = sigmoid(params["w13"] * f1 + params["b3"])
    return params["w24"] * f2 + params["w34"] * f3 + params["b4"]


def four_neuron_network__same_bias(x1, x2, params):  # b2 for both hidden neurons
    f1 = sigmoid(params["w1"] * x1 + params["w2"] * x2 + params["b1"])
    f2 = sigmoid(params["w12"] * f1 + params["b2"])
    f3 = sigmoid(params["w13"] * f1 + params["b2"])
    return sigmoid(params["w24"] * f2 + params["w34"] * f3 + params["b4"])


def four_neuron_network__chain(x1, x2, params):  # neuron 3 fed by neuron 2
    f1 = sigmoid(params["w1"] * x1 + params["w2"] * x2 + params["b1"])
    f2 = sigmoid(params["w12"] * f1 + params["b2"])
    f3 = sigmoid(params["w13"] * f2 + params["b3"])
    return sigmoid(params["w24"] * f2 + params["w34"] * f3 + params["b4"])


def four_neuron_network__crossed(x1, x2, params):  # w24 and w34 exchanged
    f1 = sigmoid(params["w1"] * x1 + params["w2"] * x2 + params["b1"])
    f2 = sigmoid(params["w12"] * f1 + params["b2"])
    f3 = sigmoid(params["w13"] * f1 + params["b3"])
    return sigmoid(params["w34"] * f2 + params["w24"] * f3 + params["b4"])


def four_neuron_network__all_values(x1, x2, params):  # returns all four
    f1 = sigmoid(params["w1"] * x1 + params["w2"] * x2 + params["b1"])
    f2 = sigmoid(params["w12"] * f1 + params["b2"])
    f3 = sigmoid(params["w13"] * f1 + params["b3"])
    return f1, f2, f3, sigmoid(params["w24"] * f2 + params["w34"] * f3 + params["b4"])


def four_neuron_network__globals(x1, x2, params):  # the lesson's p
    f1 = sigmoid(p["w1"] * x1 + p["w2"] * x2 + p["b1"])
    f2 = sigmoid(p["w12"] * f1 + p["b2"])
    f3 = sigmoid(p["w13"] * f1 + p["b3"])
    return sigmoid(p["w24"] * f2 + p["w34"] * f3 + p["b4"])


def four_neuron_network__no_b4(x1, x2, params):  # last bias missing
    f1 = sigmoid(params["w1"] * x1 + params["w2"] * x2 + params["b1"])
    f2 = sigmoid(params["w12"] * f1 + params["b2"])
    f3 = sigmoid(params["w13"] * f1 + params["b3"])
    return sigmoid(params["w24"] * f2 + params["w34"] * f3)


def four_neuron_network__x1_twice(x1, x2, params):  # x1 in place of x2
    f1 = sigmoid(params["w1"] * x1 + params["w2"] * x1 + params["b1"])
    f2 = sigmoid(params["w12"] * f1 + params["b2"])
    f3 = sigmoid(params["w13"] * f1 + params["b3"])
    return sigmoid(params["w24"] * f2 + params["w34"] * f3 + params["b4"])


def four_neuron_network__attribute(x1, x2, params):  # a dict is no object with attributes
    f1 = sigmoid(params.w1 * x1 + params.w2 * x2 + params.b1)
    f2 = sigmoid(params.w12 * f1 + params.b2)
    return sigmoid(params.w24 * f2 + params.b4)


def layer_shapes__no_input(sizes, batch):  # the input is left out
    return [(batch, n) for n in sizes[1:]]


def layer_shapes__weights(sizes, batch):  # shapes of the weights
    return [(a, b) for a, b in zip(sizes[:-1], sizes[1:], strict=True)]


def layer_shapes__swapped(sizes, batch):  # (n, batch)
    return [(n, batch) for n in sizes]


def layer_shapes__sets(sizes, batch):  # braces
    return [{batch, n} for n in sizes]


def layer_shapes__batch_first_only(sizes, batch):  # the batch at the input only
    return [(batch, sizes[0])] + [(1, n) for n in sizes[1:]]


def layer_shapes__none(sizes, batch):  # Keras's None
    return [(None, n) for n in sizes]


def layer_shapes__last_missing(sizes, batch):  # range too short
    out = []
    for i in range(len(sizes) - 1):
        out.append((batch, sizes[i]))
    return out


def layer_shapes__flat(sizes, batch):  # extend in place of append
    out = []
    for n in sizes:
        out.extend((batch, n))
    return out


def layer_shapes__three(sizes, batch):  # three layers, as in the example
    return [(batch, sizes[0]), (batch, sizes[1]), (batch, sizes[2])]


def layer_shapes__strings(sizes, batch):  # text
    return [f"({batch}, {n})" for n in sizes]


def forward__with_input_again(x, layers):  # the input is in the list
    outs = [x]
    for W, b, f in layers:
        outs.append(f(outs[-1] @ W + b))
    return outs


def forward__always_x(x, layers):  # each layer sees the input
    outs = []
    for W, b, f in layers:
        outs.append(f(x @ W + b))
    return outs


def forward__nets(x, layers):  # net inputs are kept
    outs = []
    for W, b, f in layers:
        z = x @ W + b
        x = f(z)
        outs.append(z)
    return outs


def forward__first_activation_again(x, layers):  # the first layer's activation for all
    f = layers[0][2]
    outs = []
    for W, b, _ in layers:
        x = f(x @ W + b)
        outs.append(x)
    return outs


def forward__not_called(x, layers):  # dense without its activation on the last layer
    outs = []
    for W, b, f in layers[:-1]:
        x = dense(x, W, b, f)
        outs.append(x)
    W, b, f = layers[-1]
    outs.append(x @ W + b)
    return outs


def forward__two_only(x, layers):  # exactly two layers
    W1, b1, f1 = layers[0]
    W2, b2, f2 = layers[1]
    h = dense(x, W1, b1, f1)
    return [h, dense(h, W2, b2, f2)]


def layer_shapes__swapped_again(sizes, batch):  # (n, batch)
    return [(n, batch) for n in sizes]


def layer_shapes__no_input_again(sizes, batch):  # the input is left out
    return [(batch, n) for n in sizes[1:]]


def layer_shapes__weights_again(sizes, batch):  # shapes of the weights
    return [(a, b) for a, b in zip(sizes[:-1], sizes[1:])]


def layer_shapes__thirty_two(sizes, batch):  # 32 as in the example
    return [(32, n) for n in sizes]


def layer_shapes__strings_again(sizes, batch):  # text
    return [f"({batch}, {n})" for n in sizes]


def layer_shapes__one_tuple(sizes, batch):  # (batch, n1, n2, …)
    return (batch, *sizes)


def dense__order(x, W, b, activation):  # W @ x
    return activation(W @ x + b)


def dense__outside(x, W, b, activation):  # the bias after the activation
    return activation(x @ W) + b


def dense__relu_again(x, W, b, activation):  # always ReLU
    return np.maximum(0, x @ W + b)


def dense__twice(x, W, b, activation):  # the activation twice
    z = activation(x @ W + b)
    return activation(z)


def four_neuron_network__f3_from_f2(x1, x2, params):  # f3 sees f2, not f1
    p = params
    f1 = sigmoid(p["w1"] * x1 + p["w2"] * x2 + p["b1"])
    f2 = sigmoid(p["w12"] * f1 + p["b2"])
    f3 = sigmoid(p["w13"] * f2 + p["b3"])
    return sigmoid(p["w24"] * f2 + p["w34"] * f3 + p["b4"])


def four_neuron_network__no_last_sigmoid(x1, x2, params):  # linear output
    p = params
    f1 = sigmoid(p["w1"] * x1 + p["w2"] * x2 + p["b1"])
    f2 = sigmoid(p["w12"] * f1 + p["b2"])
    f3 = sigmoid(p["w13"] * f1 + p["b3"])
    return p["w24"] * f2 + p["w34"] * f3 + p["b4"]


def four_neuron_network__b1_everywhere(x1, x2, params):  # b1 for every neuron
    p = params
    f1 = sigmoid(p["w1"] * x1 + p["w2"] * x2 + p["b1"])
    f2 = sigmoid(p["w12"] * f1 + p["b1"])
    f3 = sigmoid(p["w13"] * f1 + p["b1"])
    return sigmoid(p["w24"] * f2 + p["w34"] * f3 + p["b1"])


def four_neuron_network__weights_of_f4_swapped(x1, x2, params):  # w34 on f2
    p = params
    f1 = sigmoid(p["w1"] * x1 + p["w2"] * x2 + p["b1"])
    f2 = sigmoid(p["w12"] * f1 + p["b2"])
    f3 = sigmoid(p["w13"] * f1 + p["b3"])
    return sigmoid(p["w34"] * f2 + p["w24"] * f3 + p["b4"])


def count_parameters__no_bias_again(sizes):  # weights only
    return sum(a * b for a, b in zip(sizes, sizes[1:]))


def count_parameters__bias_of_inputs(sizes):  # a bias for each input, too
    return sum(a * b for a, b in zip(sizes, sizes[1:])) + sum(sizes)


def count_parameters__first_layer(sizes):  # first layer only
    for a, b in zip(sizes, sizes[1:]):
        return a * b + b


def count_parameters__one_bias_a_layer(sizes):  # one bias for each layer
    total = 0
    for i in range(len(sizes) - 1):
        total += sizes[i] * sizes[i + 1] + 1
    return total


def four_neuron_network__output_is_net_input(x1, x2, params):
    # The output neuron has lost its sigmoid: its net input is returned.
    f1 = sigmoid(params["w1"] * x1 + params["w2"] * x2 + params["b1"])
    f2 = sigmoid(params["w12"] * f1 + params["b2"])
    f3 = sigmoid(params["w13"] * f1 + params["b3"])
    return params["w24"] * f2 + params["w34"] * f3 + params["b4"]


def four_neuron_network__f3_after_f2(x1, x2, params):
    # Reads the network as a chain 1-2-3-4: f3 gets f2 as its input, but the arrow w13 comes from f1.
    f1 = sigmoid(params["w1"] * x1 + params["w2"] * x2 + params["b1"])
    f2 = sigmoid(params["w12"] * f1 + params["b2"])
    f3 = sigmoid(params["w13"] * f2 + params["b3"])
    return sigmoid(params["w24"] * f2 + params["w34"] * f3 + params["b4"])


def four_neuron_network__bias_per_link(x1, x2, params):
    # Adds the bias once for every incoming arrow: f1 and f4 have two inputs and get theirs twice.
    p = params
    f1 = sigmoid((p["w1"] * x1 + p["b1"]) + (p["w2"] * x2 + p["b1"]))
    f2 = sigmoid(p["w12"] * f1 + p["b2"])
    f3 = sigmoid(p["w13"] * f1 + p["b3"])
    return sigmoid((p["w24"] * f2 + p["b4"]) + (p["w34"] * f3 + p["b4"]))


def four_neuron_network__last_weights_swapped(x1, x2, params):
    # w24 and w34 have changed places: f2 is multiplied by the weight of f3 and the other way round.
    f1 = sigmoid(params["w1"] * x1 + params["w2"] * x2 + params["b1"])
    f2 = sigmoid(params["w12"] * f1 + params["b2"])
    f3 = sigmoid(params["w13"] * f1 + params["b3"])
    return sigmoid(params["w34"] * f2 + params["w24"] * f3 + params["b4"])


def four_neuron_network__sigmoid_of_each_term(x1, x2, params):
    # In f4 each arrow goes through a sigmoid of its own and the results are added; the sum must be taken first.
    f1 = sigmoid(params["w1"] * x1 + params["w2"] * x2 + params["b1"])
    f2 = sigmoid(params["w12"] * f1 + params["b2"])
    f3 = sigmoid(params["w13"] * f1 + params["b3"])
    return sigmoid(params["w24"] * f2) + sigmoid(params["w34"] * f3 + params["b4"])


def forward__always_the_input(x, layers):
    # Every layer is fed with x: the output of the layer before is never handed on (a shape error where sizes differ).
    outputs = []
    for W, b, activation in layers:
        outputs.append(activation(x @ W + b))
    return outputs


def forward__input_in_the_list(x, layers):
    # The list begins with the input itself and is one entry too long.
    outputs = [x]
    for W, b, activation in layers:
        outputs.append(activation(outputs[-1] @ W + b))
    return outputs


def forward__net_inputs_kept(x, layers):
    # Collects the net inputs; the activation is applied only on the way to the next layer.
    outputs = []
    h = x
    for W, b, activation in layers:
        z = h @ W + b
        outputs.append(z)
        h = activation(z)
    return outputs


def forward__layers_used_up(x, layers):
    # Takes the layers out of the caller's list with pop: the list is empty afterwards and the next call returns [].
    outputs = []
    h = x
    while layers:
        W, b, activation = layers.pop(0)
        h = activation(h @ W + b)
        outputs.append(h)
    return outputs


def forward__return_inside_the_loop(x, layers):
    # The return is indented one level too far: the function ends after the first layer.
    outputs = []
    h = x
    for W, b, activation in layers:
        h = activation(h @ W + b)
        outputs.append(h)
        return outputs


def count_parameters__biases_of_the_input(sizes):
    # Counts a bias for the input neurons as well; they compute nothing and have none.
    weights = sum(a * b for a, b in zip(sizes[:-1], sizes[1:]))
    return weights + sum(sizes)


def count_parameters__printed(sizes):
    # Prints the number instead of returning it: the caller gets None.
    total = 0
    for n_in, n_out in zip(sizes[:-1], sizes[1:]):
        total += n_in * n_out + n_out
    print(total)


def count_parameters__one_bias_per_layer(sizes):
    # Counts a single bias for each layer; every neuron has its own.
    total = 0
    for n_in, n_out in zip(sizes[:-1], sizes[1:]):
        total += n_in * n_out + 1
    return total


def count_parameters__product_of_all(sizes):
    # Multiplies all sizes into one product, as if one counted paths; links exist between neighbouring layers only.
    return int(np.prod(sizes)) + sum(sizes[1:])


def count_parameters__biases_of_the_sender(sizes):
    # Gives a layer as many biases as it has inputs, (n_out + 1) * n_in, and not as many as it has neurons.
    total = 0
    for i in range(len(sizes) - 1):
        total += sizes[i] * (sizes[i + 1] + 1)
    return total


def count_parameters__wraps_around(sizes):  # sizes[-1] goes into the first layer
    total = 0
    for i in range(len(sizes)):
        total += sizes[i - 1] * sizes[i] + sizes[i]
    return total


# counts a bias for every link in place of one for every neuron
def count_parameters__bias_per_link(sizes):
    return sum(2 * a * b for a, b in zip(sizes, sizes[1:]))


# hands the net input on to the next layer instead of the activated output
def forward__hands_on_net_input(x, layers):
    outputs = []
    z = x
    for W, b, activation in layers:
        z = z @ W + b
        outputs.append(activation(z))
    return outputs


# adds the bias after the activation instead of before it
def forward__bias_after_activation(x, layers):
    outputs = []
    h = x
    for W, b, activation in layers:
        h = activation(h @ W) + b
        outputs.append(h)
    return outputs
