"""A real JupyterHub with our sign-in behind its real proxy, and phones that speak to it."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import requests
from bs4 import BeautifulSoup
from requests.adapters import HTTPAdapter

from grading.records.database import Database
from grading.roster import cards, classes, importing, people, secrets
from grading.roster.secrets import Hasher
from hub_config.lab.folder import Folder
from hub_config.lab.proxy import binary

HOSTILE = "<b>Amal</b>\"'&"
ROSTER = f"""name,locale,class
Amal,ar,Kite
Noor,fr,Kite
Samir,en,Kite
Olena,uk,Kite
"{HOSTILE.replace('"', '""')}",en,Kite
Karim,en,River
Guesser,en,River
Guessed,en,River
Waiting,en,River
Moved,en,River
Gone,en,River
Reset,en,River
Erased,en,River
""" + "".join(f"Child {n},en,Crowd\n" for n in range(30))
PASSWORD = "three plain words"
CONFIG = """
from pathlib import Path
from hub_config.signin import configure
c = get_config()
data = Path({data!r})
c.JupyterHub.bind_url = "http://127.0.0.1:{port}/"
c.JupyterHub.hub_bind_url = "http://127.0.0.1:{hub_port}"
c.JupyterHub.db_url = f"sqlite:///{{data}}/jupyterhub.sqlite"
c.JupyterHub.cookie_secret_file = f"{{data}}/secrets/hub-cookies-file"
c.JupyterHub.proxy_class = "traefik_file"
c.JupyterHub.default_url = "/hub/home"
c.JupyterHub.log_level = "INFO"
c.TraefikFileProviderProxy.traefik_api_url = "http://127.0.0.1:{api_port}"
c.TraefikFileProviderProxy.static_config_file = f"{{data}}/run/traefik.toml"
c.TraefikFileProviderProxy.dynamic_config_file = f"{{data}}/run/rules.toml"
configure(c, data)
"""


class Hub:
    """JupyterHub with our sign-in and a roster; its processes, its log, its secrets."""

    def __init__(self, data: Path, roster: str = ROSTER) -> None:
        self.folder = Folder(data)
        self.folder.create()
        self.database = Database(self.folder.database)
        self.database.upgrade()
        self.hasher = Hasher(secrets.pepper(data))
        with self.database.write() as connection:
            rows = importing.read(roster.encode())
            importing.apply(connection, importing.plan(connection, rows))
            self.cards = {card.name: card for card in cards.issue(connection, self.hasher)}
            people.add_teacher(connection, self.hasher, "Samira", PASSWORD)
            self.codes = {entry.name: entry.code for entry in classes.list_(connection)}
        self.ports = [_free_port() for _ in range(3)]
        self.log = data / "logs" / "hub.log"
        names = dict(zip(("port", "hub_port", "api_port"), self.ports, strict=True))
        (data / "config.py").write_text(CONFIG.format(data=str(data), **names))
        self.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.ports[0]}"

    def start(self) -> None:
        path = f"{Path(binary()).parent}:{os.environ['PATH']}"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "jupyterhub", "--config", str(self.folder.root / "config.py")],
            cwd=self.folder.root,
            env={**os.environ, "PATH": path, "PYTHONPATH": str(Path(__file__).parents[2])},
            stdout=self.log.open("ab"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        until = time.monotonic() + 120
        while True:
            try:
                if requests.get(self.address + "/hub/login", timeout=5).status_code == 200:
                    return
            except OSError:
                pass
            if self.process.poll() is not None or time.monotonic() > until:
                raise AssertionError(self.log.read_text())
            time.sleep(0.1)

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)

    def change(self, what, *args):
        with self.database.write() as connection:
            return what(connection, *args)


class Source(HTTPAdapter):
    """Requests from one address of this machine, as if from one phone."""

    def __init__(self, address: str) -> None:
        self.address = address
        super().__init__()

    def init_poolmanager(self, *args, **kwargs):
        super().init_poolmanager(*args, source_address=(self.address, 0), **kwargs)


class Phone:
    """A browser without JavaScript: it keeps cookies and sends the forms that it was given."""

    def __init__(self, hub: Hub, address: str = "127.0.0.1", language: str = "en") -> None:
        self.hub = hub
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.headers["Accept-Language"] = language
        self.session.mount("http://", Source(address))
        self.show(self.session.get(hub.address + "/hub/login"))

    def show(self, answer: requests.Response) -> None:
        self.answer = answer
        self.page = BeautifulSoup(answer.content, "html.parser")

    def get(self, path: str) -> None:
        self.show(self.session.get(self.hub.address + path))

    def press(self, name: str, value: str, **more: str) -> None:
        """Press the button ``name=value`` in its form, with ``more`` fields filled in."""
        button = self.page.select_one(f'button[name="{name}"][value="{value}"]')
        assert button is not None, f"no button {name}={value} in {self.text}"
        self.send(button.find_parent("form"), {name: value, **more})

    def send(self, form, fields: dict[str, str]) -> None:
        hidden = {each["name"]: each["value"] for each in form.select("input[type=hidden]")}
        url = requests.compat.urljoin(self.answer.url, form["action"])
        self.show(self.session.post(url, data={**hidden, **fields}))

    def key_in(self, keys) -> None:
        """Touch one key after the other; each answer is a page of its own."""
        for key in keys:
            self.press("key", key)

    def open_class(self, name: str) -> None:
        self.get("/hub/login")
        self.key_in(self.hub.codes[name])

    def choose(self, name: str) -> None:
        """Open the class of ``name`` and touch the name."""
        card = self.hub.cards[name]
        self.open_class(card.class_name)
        self.press("account", card.account)

    def try_pin(self, pin: str) -> None:
        """Send all digits at once, as the page's script does."""
        form = self.page.select_one("form[data-pad]")
        self.send(form, {"got": pin})

    def sign_in(self, name: str) -> None:
        self.choose(name)
        self.try_pin(self.hub.cards[name].pin)

    @property
    def text(self) -> str:
        return self.page.get_text(" ", strip=True)

    @property
    def told(self) -> str:
        found = self.page.select_one("[role=alert]")
        return found.get_text(strip=True) if found else ""

    def account(self) -> str | None:
        """Return who the hub says is signed in here."""
        token = self.session.cookies.get("_xsrf", path="/hub/")
        answer = self.session.get(
            self.hub.address + "/hub/api/user", headers={"X-XSRFToken": token or ""}
        )
        return answer.json()["name"] if answer.status_code == 200 else None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
