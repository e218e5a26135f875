"""The widgets of the course, one Python class and one JavaScript module each.

`from helpers.widgets import GateTuner` loads that one only.
"""

import importlib

_MODULES = {
    "ActivationExplorer": "activation_explorer",
    "ArchitecturePlayground": "architecture_playground",
    "AugmentationBench": "augmentation_bench",
    "BackpropStepper": "backprop_stepper",
    "ChannelWalk": "channel_walk",
    "ConvStepper": "conv_stepper",
    "FeatureMaps": "feature_maps",
    "GateTuner": "gate_tuner",
    "GradientFlow": "gradient_flow",
    "LearningLines": "learning_lines",
    "LossExplorer": "loss_explorer",
    "NetworkBuilder": "network_builder",
    "OptimizerRace": "optimizer_race",
    "OutputSize": "output_size",
    "Prediction": "prediction",
    "Quiz": "quiz",
    "RegularizationLab": "regularization_lab",
    "TransferLab": "transfer_lab",
}

__all__ = list(_MODULES)


def __getattr__(name):
    if name in _MODULES:
        value = getattr(importlib.import_module(f"{__name__}.{_MODULES[name]}"), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__():
    return sorted([*globals(), *__all__])
