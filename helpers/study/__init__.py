"""What students use around the lessons: the map, progress, predictions, question bank, doctor and updates."""
