"""Touch an option, or walk to it with the arrow keys."""

from tests.e2e.ways import press


def by_pointer(box, response, tap):
    tap(box.locator(".choice").filter(has=box.page.locator(f'input[value="{response}"]')))


def by_keys(box, response):
    wanted = box.locator(f'input[value="{response}"]')
    chosen = box.locator("input:checked")
    press(chosen if chosen.count() else box.locator("input").first, "Space")
    for _ in range(box.locator("input").count()):
        if wanted.is_checked():
            return
        box.page.keyboard.press("ArrowDown")
    raise AssertionError(f"the arrows do not lead to {response}")
