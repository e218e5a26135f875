"""What the experiments of the lessons stand on: data sets, trained networks, the progress of a training, known
misprints.
"""
