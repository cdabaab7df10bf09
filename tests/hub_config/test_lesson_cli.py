"""``learning-passport lesson``: new, check, build, preview and gallery, as an author types them."""

import json
import re
import signal
import subprocess
from contextlib import contextmanager
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

import pytest
from click.testing import CliRunner
from playwright.sync_api import expect, sync_playwright

from hub_config.cli import main
from tests.e2e.browser import ARGS, CHROMIUM, PHONE, check, question, ready, state
from tests.e2e.lab import PROGRAM


def run(*words):
    return CliRunner().invoke(main, ["lesson", *map(str, words)])


@pytest.fixture
def beans(tmp_path):
    place = tmp_path / "garden" / "beans"
    assert run("new", place, "--title", "How a bean grows").exit_code == 0
    return place


@contextmanager
def serving(*words):
    """Start a command that serves; give its address; end it as Ctrl-C does."""
    process = subprocess.Popen(
        [PROGRAM, "lesson", *map(str, words), "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        line = process.stdout.readline()
        address = re.search(r"http://127\.0\.0\.1:\d+/", line)
        assert address, line + process.stdout.read()
        yield address[0]
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0, process.stdout.read()


def test_a_new_lesson_passes_the_strict_check_and_is_not_written_over(beans):
    assert run("check", beans, "--strict").exit_code == 0
    assert run("check", beans.parent, "--strict").exit_code == 0
    done = run("new", beans)
    assert done.exit_code == 1 and "something already" in done.output


def test_check_names_file_cell_and_remedy_in_both_forms(beans):
    file = beans / "beans.ipynb"
    text = file.read_text("utf-8")
    file.write_text(text.replace("answer: 3\\n", "answer: 4\\n"), "utf-8")
    done = run("check", file)
    assert done.exit_code == 1
    assert "cell “ask”" in done.output and "Mend the key" in done.output
    told = json.loads(run("check", file, "--json").output)
    assert told["sound"] is False
    (found,) = told["findings"]
    assert set(found) == {"level", "rule", "file", "cell", "problem", "remedy"}
    assert found["file"] == str(file)


def test_advice_is_an_error_only_when_asked_for(beans):
    file = beans / "beans.ipynb"
    file.write_text(file.read_text("utf-8").replace("{1.5}, and", "1.5, and"), "utf-8")
    file.write_text(file.read_text("utf-8").replace("{1.5}: each", "1.5: each"), "utf-8")
    assert run("check", file).exit_code == 0
    assert run("check", file, "--strict").exit_code == 1


def test_a_lesson_that_cannot_be_built_is_said_in_a_sentence(beans, tmp_path):
    (beans / "beans.ipynb").write_text("{}")
    done = run("build", beans, "--to", tmp_path / "out")
    assert done.exit_code == 1 and "not a notebook" in done.output
    assert "Traceback" not in done.output


def test_a_build_has_pages_without_keys_and_keys_that_only_their_owner_reads(beans, tmp_path):
    done = run("build", beans.parent, "--to", tmp_path / "out", "--locale", "ar")
    assert done.exit_code == 0, done.output
    page = tmp_path / "out" / "pages" / "ar" / "garden" / "beans" / "index.html"
    keys = tmp_path / "out" / "keys" / "ar" / "garden" / "beans" / "keys.json"
    assert done.output.strip() == str(page)
    html = page.read_text("utf-8")
    assert 'dir="rtl"' in html and "__LP" not in html
    for path in re.findall(r'(?:src|href)="(\.\./[^"]+\.(?:js|css))"', html):
        assert (page.parent / path).is_file(), path
    secret = "Here {1.5} metres are needed twice"
    assert secret in keys.read_text("utf-8")
    assert keys.stat().st_mode & 0o077 == 0
    for path in (tmp_path / "out" / "pages").rglob("*.*"):
        assert secret.encode() not in path.read_bytes()


def test_a_preview_marks_reloads_and_says_what_is_to_be_mended(beans):
    file = beans / "beans.ipynb"
    with serving("preview", beans) as address, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        page = browser.new_context(**PHONE).new_page()
        called = set()
        page.on("request", lambda request: called.add(request.url))
        page.goto(address)
        ready(page)
        question(page, "string").get_by_role("textbox").fill("3.5")
        check(page, "string")
        state(page, "string", "wrong")
        expect(question(page, "string")).to_contain_text("are needed twice")
        sound = file.read_text("utf-8")
        file.write_text(sound.replace("How many metres are that", "How long are both"), "utf-8")
        expect(question(page, "string")).to_contain_text("How long are both")
        state(page, "string", "wrong")  # the answer is still there
        file.write_text(sound.replace("answer: 3\\n", "\\n"), "utf-8")
        expect(page.locator("main")).to_contain_text("answer")
        expect(page.locator("main")).to_contain_text("cell “ask”")
        file.write_text(sound, "utf-8")
        ready(page)
        page.goto(f"{address}ar/lesson/beans?theme=dark")
        ready(page)
        expect(page.locator("html")).to_have_attribute("dir", "rtl")
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")
        assert all(url.startswith((address, "data:")) for url in called), called
        browser.close()


def test_a_preview_takes_off_what_hints_cost(beans):
    file = beans / "beans.ipynb"
    source = file.read_text("utf-8").replace("hints:\\n", "hint_cost: 25%\\nhints:\\n")
    file.write_text(source, "utf-8")
    with serving("preview", beans) as address, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        page = browser.new_context(**PHONE).new_page()
        page.goto(address)
        ready(page)
        question(page, "string").get_by_text("costs 25 % of the points").tap()
        question(page, "string").get_by_role("textbox").fill("3.5")
        check(page, "string")
        state(page, "string", "wrong")
        question(page, "string").get_by_role("textbox").fill("3")
        check(page, "string")
        state(page, "string", "correct")
        expect(question(page, "string")).to_contain_text("this is worth 75 % of the points")
        browser.close()


def test_a_preview_shows_a_variant_and_another_when_asked(beans):
    file = beans / "beans.ipynb"
    told = json.loads(file.read_text("utf-8"))
    ask = next(each for each in told["cells"] if each["id"] == "ask")
    ask["source"] = (
        '%%question number\nid: string\nask: "Twice {= a}?"\nvary: {a: 11..9999}\n'
        'answer: "{= 2*a}"\n'
    )
    file.write_text(json.dumps(told), "utf-8")
    with serving("preview", beans) as address, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        page = browser.new_context(**PHONE).new_page()
        page.goto(address)
        seen = set()
        for variant in ("1", "2", "3"):
            page.goto(f"{address}en/lesson/beans?variant={variant}")
            ready(page)
            (number,) = re.findall(r"\d+", page.locator("#q-string").inner_text())
            seen.add(number)
            question(page, "string").get_by_role("textbox").fill(str(2 * int(number)))
            check(page, "string")
            state(page, "string", "correct")
        assert len(seen) > 1
        browser.close()


def test_a_preview_answers_this_computer_alone(beans):
    with serving("preview", beans.parent) as address:
        opener = build_opener(ProxyHandler({}))
        assert b"How a bean grows" in opener.open(address).read()
        with pytest.raises(HTTPError, match="403"):
            opener.open(Request(address, headers={"Host": "lab.example"}))


def test_a_port_that_is_taken_is_said(beans):
    with serving("preview", beans) as address:
        done = run("preview", beans, "--port", address.rsplit(":", 1)[1].strip("/"))
    assert done.exit_code == 1 and "--port" in done.output


def test_the_gallery_is_alive():
    with serving("gallery") as address, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        page = browser.new_context(**PHONE).new_page()
        errors = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        for name in ("questions", "widgets"):
            page.goto(f"{address}en/lesson/{name}")
            ready(page)
            expect(page.locator("pre").first).to_contain_text("%%")
            expect(page.locator("[data-view] > *").first).to_be_visible()
        assert errors == []
        browser.close()
