"""One file for each learning platform; `helpers.instructors.platforms.platforms()` finds them."""
