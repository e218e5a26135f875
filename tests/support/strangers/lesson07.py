"""Wrong first tries of lesson 07, written by someone who had seen the released notebook alone."""


def history_verdict__validation_order(history):  # overfit looked for first
    v = history["val_loss"]
    if v[-1] > 1.2 * min(v):
        return "overfit"
    if history["loss"][-1] > 0.5:
        return "underfit"
    return "good"


def history_verdict__first(history):  # the first loss
    v = history["val_loss"]
    if history["loss"][0] > 0.5:
        return "underfit"
    return "overfit" if v[-1] > 1.2 * min(v) else "good"


def history_verdict__val_last(history):  # the validation loss above 0.5
    v = history["val_loss"]
    if v[-1] > 0.5:
        return "underfit"
    return "overfit" if v[-1] > 1.2 * min(v) else "good"


def history_verdict__plus(history):  # 0.2 more
    v = history["val_loss"]
    if history["loss"][-1] > 0.5:
        return "underfit"
    return "overfit" if v[-1] > min(v) + 0.2 else "good"


def history_verdict__train_gap(history):  # against the training loss
    v = history["val_loss"]
    if history["loss"][-1] > 0.5:
        return "underfit"
    return "overfit" if v[-1] > 1.2 * history["loss"][-1] else "good"


def history_verdict__twenty(history):  # 20 times
    v = history["val_loss"]
    if history["loss"][-1] > 0.5:
        return "underfit"
    return "overfit" if v[-1] > 20 * min(v) else "good"


def history_verdict__prints(history):  # prints
    v = history["val_loss"]
    if history["loss"][-1] > 0.5:
        print("underfit")
    elif v[-1] > 1.2 * min(v):
        print("overfit")
    else:
        print("good")


def history_verdict__min(history):  # the lowest training loss
    v = history["val_loss"]
    if min(history["loss"]) > 0.5:
        return "underfit"
    return "overfit" if v[-1] > 1.2 * min(v) else "good"


def build_regressor__sigmoid_out(n_features):  # the output is a sigmoid
    import keras

    model = keras.Sequential(
        [keras.Input((n_features,)), keras.layers.Dense(30, "relu"), keras.layers.Dense(1, "sigmoid")]
    )
    model.compile(optimizer="sgd", loss="mse")
    return model


def build_regressor__adam(n_features):  # Adam
    import keras

    model = keras.Sequential([keras.Input((n_features,)), keras.layers.Dense(30, "relu"), keras.layers.Dense(1)])
    model.compile(optimizer="adam", loss="mse")
    return model


def build_regressor__compiled_returned(n_features):  # returns what compile gives
    import keras

    model = keras.Sequential([keras.Input((n_features,)), keras.layers.Dense(30, "relu"), keras.layers.Dense(1)])
    return model.compile(optimizer="sgd", loss="mse")


def build_regressor__thirteen(n_features):  # 13 inputs, whatever is asked
    import keras

    model = keras.Sequential([keras.Input((13,)), keras.layers.Dense(30, "relu"), keras.layers.Dense(1)])
    model.compile(optimizer="sgd", loss="mse")
    return model


def build_regressor__input_layer_dense(n_features):  # a Dense layer for the input
    import keras

    layers = [
        keras.Input((n_features,)),
        keras.layers.Dense(n_features, "relu"),
        keras.layers.Dense(30, "relu"),
        keras.layers.Dense(1),
    ]
    model = keras.Sequential(layers)
    model.compile(optimizer="sgd", loss="mse")
    return model


def build_regressor__mae(n_features):  # mean absolute error
    import keras

    model = keras.Sequential([keras.Input((n_features,)), keras.layers.Dense(30, "relu"), keras.layers.Dense(1)])
    model.compile(optimizer="sgd", loss="mae", metrics=["mse"])
    return model


def history_verdict__best_loss(history):  # the lowest training loss
    if min(history["loss"]) > 0.5:
        return "underfit"
    if history["val_loss"][-1] > 1.2 * min(history["val_loss"]):
        return "overfit"
    return "good"


def history_verdict__first_val(history):  # against the first validation loss
    if history["loss"][-1] > 0.5:
        return "underfit"
    if history["val_loss"][-1] > 1.2 * history["val_loss"][0]:
        return "overfit"
    return "good"


def history_verdict__elifless(history):  # the last if overwrites
    word = "good"
    if history["loss"][-1] > 0.5:
        word = "underfit"
    if history["val_loss"][-1] > 1.2 * min(history["val_loss"]):
        word = "overfit"
    return word


def history_verdict__capital(history):  # capitals
    if history["loss"][-1] > 0.5:
        return "Underfit"
    if history["val_loss"][-1] > 1.2 * min(history["val_loss"]):
        return "Overfit"
    return "Good"


def make_callbacks__train_loss(checkpoint_path):  # watches the training loss
    import keras

    return [
        keras.callbacks.EarlyStopping(monitor="loss", patience=5, restore_best_weights=True),
        keras.callbacks.ModelCheckpoint(checkpoint_path, monitor="loss", save_best_only=True),
    ]


def make_callbacks__not_best(checkpoint_path):  # saves every epoch
    import keras

    return [
        keras.callbacks.EarlyStopping(monitor="val_loss", patience=5, restore_best_weights=True),
        keras.callbacks.ModelCheckpoint(checkpoint_path, monitor="val_loss"),
    ]


def make_callbacks__fixed_path(checkpoint_path):  # a path of its own
    import keras

    return [
        keras.callbacks.EarlyStopping(monitor="val_loss", patience=5, restore_best_weights=True),
        keras.callbacks.ModelCheckpoint("best.keras", monitor="val_loss", save_best_only=True),
    ]


def make_callbacks__classes(checkpoint_path):  # the classes, not made
    import keras

    return [keras.callbacks.EarlyStopping, keras.callbacks.ModelCheckpoint]
