"""One user, page after page, as a browser without scripts: a process of its own, for Locust changes Python's sockets.

python -m benchmarks.site.walk ADDRESS PROCESS STOCK ROUNDS OUTPUT
"""

import json
import random
import re
import sys
import traceback
from collections.abc import Sequence
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote

from locust import FastHttpUser, constant, task
from locust.env import Environment

from benchmarks.site.processor import processor_time

_CONTROL = re.compile(r'<input [^>]*name="shown" value="([^"]*)"')
_TOKEN = re.compile(r'name="csrf_token" value="([^"]*)"')
_BOUNDARY = "--------------------------1234567890"
_PART = f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{{}}"\r\n\r\n{{}}\r\n'


class WrongAnswer(Exception):
    """The site answered with something else than what is to be measured."""


class Visitor(FastHttpUser):
    """Walks through the site round by round; each page that is asked for becomes a row in `rows`."""

    wait_time = constant(0)
    network_timeout = connection_timeout = 60
    process: int
    stock: dict[str, Any]
    rounds: int
    rows: list[tuple[str, float, float, int]]
    took: list[float]
    arrived = False

    def on_start(self) -> None:
        self.chance = random.Random("walk")  # noqa: S311
        self.csrf, self.caller = "", ""

    @task
    def walk(self) -> None:
        try:
            self.walk_on()
            Visitor.arrived = True
        except Exception:  # it ends here: Locust would begin again
            traceback.print_exc()
        self.environment.runner.quit()

    def walk_on(self) -> None:
        for number in range(self.rounds):
            self.caller = f"10.{number // 250}.{number % 250}.1"  # another address each round: the site limits each
            self.plain_pages()
            self.begin()
            self.send_all(self.stock["drafts"][number % len(self.stock["drafts"])])
            self.read_results()
            self.look_into_visits()

    # ── What somebody does ──

    def plain_pages(self) -> None:
        self.csrf = unescape(_TOKEN.search(self.get("home", "/"))[1])  # type: ignore[index]
        self.get("finder", "/find")
        self.get("search", f"/find?q={quote(self.one_of('laws')[:4])}")
        self.get("code to go on", "/resume")
        self.get("laws", "/laws")
        self.get("one law", f"/laws/{quote(self.one_of('laws'))}")
        self.get("verify a paper", f"/verify/{quote(self.one_of('papers'), safe='')}")

    def begin(self) -> None:
        packs = self.chance.sample(self.stock["packs"], self.chance.choice((1, 1, 2, 3)))
        to = self.post("start", "/", [("pack", each) for each in packs])
        to = self.redirect("go on", to)
        for _ in range(3):
            html = self.get("page of questions", to)
            names = [unescape(name) for name in _CONTROL.findall(html)]
            sent = [("shown", name) for name in names] + [(name, "unknown") for name in names[1:]]
            self.post("autosave", to.replace("/questions/", "/autosave/"), sent, 200)
            to = self.post("page of questions, sent", to, sent)

    def send_all(self, token: str) -> None:
        self.get("all answers (12 packs)", f"/checks/{token}/answers")
        to = self.post("300 answers, sent and decided", f"/checks/{token}/answers", [])
        self.get("result (12 packs), just decided", to)

    def read_results(self) -> None:
        for _ in range(3):
            self.get("result", f"/checks/{self.one_of('results')}/results")
        self.get("earlier result", f"/checks/{self.one_of('several')}/results/1")
        self.get("result (12 packs)", f"/checks/{(wide := self.one_of('wide'))}/results")
        for status in ("violation", "compliant"):
            self.get(f"why, {status} (12 packs)", f"/checks/{wide}/results/1/{status}")
        token, item = self.one_of("mending")
        self.get("what was mended", f"/checks/{token}/mended/{item}")
        self.get("result under older rules", f"/checks/{(older := self.one_of('older'))}/results")
        self.get("new rules beside older", f"/checks/{older}/rules")

    def look_into_visits(self) -> None:
        token, number, code = self.one_of("visits")
        self.get("visit, by address", f"/checks/{token}/visit")
        self.get("find a visit", "/visits")
        self.post("visit, by number", "/visits", [("number", number), ("code", code)], 200)
        self.get("ask for a visit", f"/checks/{self.one_of('mending')[0]}/visit")

    def one_of(self, what: str) -> Any:
        return self.chance.choice(self.stock[what])

    # ── How ──

    def get(self, name: str, path: str) -> str:
        return str(self._ask("GET", name, path, 200).text)

    def redirect(self, name: str, path: str) -> str:
        return str(self._ask("GET", name, path, 303).headers["Location"])

    def post(self, name: str, path: str, fields: Sequence[tuple[str, str]], status: int = 303) -> str:
        """Sends the form as a browser does; where the answer leads to."""
        sent = [("csrf_token", self.csrf), *fields]
        parts = [
            f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n' for key, value in sent
        ]
        body = "".join([*parts, f"--{_BOUNDARY}--\r\n"]).encode()
        headers = {"Content-Type": f"multipart/form-data; boundary={_BOUNDARY}"}
        return str(self._ask("POST", name, path, status, data=body, headers=headers).headers.get("Location", ""))

    def _ask(self, method: str, name: str, path: str, status: int, headers: Any = (), **more: Any) -> Any:
        before = processor_time(self.process)
        sent = {**dict(headers), "X-Forwarded-For": self.caller}
        response = self.client.request(method, path, name=name, headers=sent, allow_redirects=False, **more)
        processor = processor_time(self.process) - before
        if response.status_code != status:
            raise WrongAnswer(f"{method} {path}: {response.status_code} {(response.text or '')[:2000]}")
        self.rows.append((name, self.took[-1], processor, len(response.content)))
        return response


def main(address: str, process: str, stock: str, rounds: str, output: str, user: type[Visitor] = Visitor) -> int:
    Visitor.host, Visitor.process, Visitor.rounds = address, int(process), int(rounds)
    Visitor.stock, Visitor.rows = json.loads(Path(stock).read_text("utf-8")), []
    Visitor.took = []
    environment = Environment(user_classes=[user], catch_exceptions=False)
    environment.events.request.add_listener(lambda response_time, **_: Visitor.took.append(response_time))
    runner = environment.create_local_runner()
    runner.start(1, spawn_rate=1)
    runner.greenlet.join()
    Path(output).write_text(json.dumps(Visitor.rows), "utf-8")
    return 0 if Visitor.arrived else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
