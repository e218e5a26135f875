"""No platform: a folder for each person, `NAME/anything.ipynb`, and tables that somebody typed."""

from .. import Owner, Platform, typed_keys


class Folders(Platform):
    name, title = "folders", "a folder for each person"
    strict = False
    signature = (
        (
            (
                "name",
                "full name",
                "last name",
                "lastname",
                "surname",
                "nachname",
                "login",
                "username",
                "email",
                "e-mail",
                "id",
                "student",
            )
        ),
    )

    def owner(self, path):
        folder, slash, rest = path.partition("/")
        if not slash or not rest or folder in ("", ".", ".."):
            return None
        return Owner(folder, typed_keys(folder), rest, folder, folder)
