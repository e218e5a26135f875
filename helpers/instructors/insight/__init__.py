"""What the marks of a class say: what each exercise measures, what goes wrong over the lessons, who needs a person."""
