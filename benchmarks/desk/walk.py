"""Those who sit at the desk, page after page, as a browser without scripts: a process of its own, as the site's walk.

python -m benchmarks.desk.walk ADDRESS PROCESS STOCK ROUNDS OUTPUT
"""

import sys
from html import unescape
from typing import Any

from benchmarks.site.walk import _TOKEN, Visitor, main


class Desk(Visitor):
    """Signs in as each in turn, and asks for each page in each round, at another address each time."""

    def walk_on(self) -> None:
        for person in self.stock["people"]:
            self.sign_in(person)
            for number in range(self.rounds):
                for page in self.stock["pages"]:
                    if page["who"] == person["name"]:
                        self.get(page["name"], page["addresses"][number % len(page["addresses"])])

    def sign_in(self, person: Any) -> None:
        self.csrf = unescape(_TOKEN.search(self.get("sign in", "/desk/login"))[1])  # type: ignore[index]
        said = [("name", person["name"]), ("password", person["password"])]
        self.post("sign in, sent", "/desk/login", said)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:], user=Desk))
