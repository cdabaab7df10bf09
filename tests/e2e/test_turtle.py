"""The turtle: programs of blocks are put together, carried out and read as Python."""

from playwright.sync_api import expect

from tests.e2e.tools import press, tool


def python(page):
    return page.locator(".turtle pre").text_content().splitlines()[2:]


def test_a_program_of_blocks_copies_a_picture_and_reads_as_python(chrome):
    with tool(chrome, "turtle") as page:
        told = page.get_by_role("status")
        press(page, "Run")
        expect(told).to_have_text("Some lines lie beside the picture.")
        page.get_by_role("button", name="Turn left 90°").tap()
        page.get_by_label("Turn left", exact=True).last.fill("120")
        page.get_by_label("Turn left", exact=True).last.press("Enter")
        assert python(page)[1:] == ["for _ in range(3):", "    forward(60)", "    left(120)"]
        press(page, "Run")
        expect(told).to_have_text("The drawing and the picture are the same.")
        expect(page.get_by_role("img")).to_have_accessible_name(
            "A drawing of 3 lines. The turtle is at (0, 0) and looks to 0°."
        )
        page.get_by_role("button", name="Repeat 3 times").tap()
        press(page, "Less")
        press(page, "Run")
        expect(told).to_have_text("Part of the picture is still to be drawn.")


def test_blocks_are_added_moved_and_taken_out_by_keys(chrome):
    with tool(chrome, "turtle", program="", goal="") as page:
        page.get_by_role("button", name="Repeat").press("Enter")
        assert python(page) == ["for _ in range(4):", "    pass"]
        page.get_by_role("button", name="Forward", exact=True).press("Enter")
        page.get_by_role("button", name="Pen up", exact=True).press("Enter")
        assert python(page) == ["for _ in range(4):", "    forward(50)", "    penup()"]
        up = page.get_by_role("button", name="Move up")
        up.press("Enter")
        assert python(page)[1:] == ["    penup()", "    forward(50)"]
        page.keyboard.press("Enter")  # the button that was pressed still has the focus
        assert python(page) == ["penup()", "for _ in range(4):", "    forward(50)"]
        page.get_by_role("button", name="Move down").press("Enter")
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
        assert python(page) == ["for _ in range(4):", "    forward(50)", "penup()"]
        up.press("Enter")
        assert python(page)[-1] == "    penup()"
        page.get_by_role("button", name="Repeat 4 times").press("Enter")
        page.get_by_role("button", name="Take out").press("Enter")
        assert python(page) == ["forward(50)", "penup()"]
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
        expect(page.locator(".turtle li")).to_have_count(0)
        expect(page.get_by_role("button", name="Forward", exact=True)).to_be_focused()


def test_a_program_is_carried_out_step_by_step_in_the_learners_language(chrome):
    with tool(chrome, "turtle", "ar", goal="") as page:
        step = page.get_by_role("button", name="خطوة واحدة")
        step.press("Enter")
        step.press("Enter")
        expect(page.get_by_role("status")).to_contain_text("الخطوة ٢ من ٧")
        expect(page.locator("li.now")).to_contain_text("إلى الأمام ٦٠")
        expect(page.locator("pre .now")).to_have_text("    forward(60)")
        expect(page.locator('.drawing [stroke="blue"]')).to_have_count(1)
        page.get_by_role("button", name="إلى الأمام ٦٠").tap()
        number = page.get_by_label("إلى الأمام", exact=True).last
        number.fill("٤٥")
        number.press("Enter")
        assert "    forward(45)" in python(page)


def test_a_program_without_an_end_in_sight_is_stopped(chrome):
    with tool(chrome, "turtle", program="repeat 50\n  repeat 40\n    left 9", goal="") as page:
        page.get_by_role("button", name="Repeat 50 times").press("Enter")
        press(page, "More")
        press(page, "Run")
        expect(page.get_by_role("status")).to_have_text("The turtle stops here, after 2000 steps.")
