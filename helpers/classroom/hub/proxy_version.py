"""Print the tested proxy as npm names it, such as configurable-http-proxy@5.3.0."""
import json
from pathlib import Path


def main():
    wanted = json.loads((Path(__file__).parent / "proxy/package.json").read_text("utf-8"))["dependencies"]
    print(*(f"{name}@{version}" for name, version in wanted.items()))


if __name__ == "__main__":
    main()
