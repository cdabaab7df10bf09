"""A live lesson is rendered, by Voilà itself and by us alike, always to a whole page."""

import asyncio
import re

import pytest
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from traitlets.config import Config
from voila.configuration import VoilaConfiguration
from voila.notebook_renderer import NotebookRenderer

from lp_widgets.lesson import (
    TEMPLATE_NAME,
    Rendering,
    build,
    frame,
    load,
    read,
    store,
    template_paths,
)
from tests.lp_widgets.lesson.author import JUG, code, md, notebook, write

RUNNER = "import lp_widgets\nlp_widgets.runner()"


@pytest.fixture
def kernels(tmp_path):
    return AsyncMappingKernelManager(
        kernel_spec_manager=KernelSpecManager(),
        connection_dir=str(tmp_path),
        config=Config({"KernelManager": {"autorestart": False}}),
    )


def built(tmp_path, *cells):
    made = build(read(write(tmp_path, notebook(*cells))), "en")
    store(made, tmp_path / "built", tmp_path / "keys")
    return made


async def renderer(tmp_path, kernels):
    """Return Voilà's own renderer of the learner's notebook, as its handler makes it."""
    found = NotebookRenderer(
        voila_configuration=VoilaConfiguration(
            template=TEMPLATE_NAME, show_tracebacks=False, strip_sources=True
        ),
        traitlet_config=Config(),
        notebook_path="en/demo/jug/jug.ipynb",
        template_paths=template_paths(),
        contents_manager=AsyncLargeFileManager(root_dir=str(tmp_path / "built")),
        kernel_spec_manager=kernels.kernel_spec_manager,
        base_url="/",
        page_config={},
        mathjax_url="",
        mathjax_config="",
    )
    await found.initialize(template=None, theme=None)
    return found


async def by_voila(tmp_path, kernels, name, start):
    """Render with Voilà's own renderer, as a stock Voilà with our template does."""
    voila = await renderer(tmp_path, kernels)
    return [piece async for piece, _ in voila.generate_content_generator(name, start)]


async def by_us(tmp_path, kernels, name, start):
    """Render as the classroom service does."""

    async def started():
        return name if await start else ""

    async def pause():
        pass

    notebook = load("demo", "jug", "en", tmp_path / "built", tmp_path / "keys").notebook
    page = Rendering(notebook, kernels, started, pause, Config())
    return [piece async for piece in page.pieces()]


@pytest.fixture(params=[by_voila, by_us])
def render(request):
    return request.param


async def rendered(render, tmp_path, kernels):
    """Return the pieces of the live page and the kernel's id."""
    name = await kernels.start_kernel(kernel_name="python3")

    async def there():
        return kernels.get_kernel(name)

    try:
        return await render(tmp_path, kernels, name, there()), name
    finally:
        if name in kernels:
            await kernels.shutdown_kernel(name, now=True)


def test_voila_and_we_make_the_same_page(tmp_path, kernels):
    built(tmp_path, md("a", "Text."), code("run", RUNNER), code("p", "print(6 * 7)"))
    made = [asyncio.run(rendered(way, tmp_path, kernels)) for way in (by_voila, by_us)]
    # Each kernel and each widget has a number of its own.
    voilas, ours = (re.sub("[0-9a-f-]{32,36}", "*", "".join(pieces)) for pieces, _ in made)
    assert ours.strip() == voilas.strip()
    assert ">42\n<" in ours


def test_built_and_live_are_the_same_page_but_for_the_kernel(render, tmp_path, kernels):
    made = built(tmp_path, md("a", "Text."), code("run", RUNNER), code("q", JUG))
    pieces, name = asyncio.run(rendered(render, tmp_path, kernels))
    live, static = (
        [line for line in page.splitlines() if line.strip()]
        for page in ("".join(pieces), made.page)
    )
    assert [line for line in live if line not in static] == [
        f'<script type="application/json" id="lp-kernel">"{name}"</script>'
    ]
    (told,) = [line for line in static if line not in live]
    assert "Programs cannot run just now." in told


def test_text_arrives_before_the_kernel_has_run_anything(render, tmp_path, kernels):
    built(tmp_path, md("a", "First text."), code("run", "print(6 * 7)"), md("b", "Last text."))
    pieces, _ = asyncio.run(rendered(render, tmp_path, kernels))
    page = "".join(pieces)
    order = [page.index(words) for words in ("First text.", ">42\n<", "Last text.", "</html>")]
    assert order == sorted(order)


def test_what_a_cell_shows_cannot_become_part_of_our_page(render, tmp_path, kernels):
    evil = "<script>document.title='taken'</script>"
    built(
        tmp_path,
        code(
            "evil",
            "from IPython.display import HTML, Javascript, display\n"
            f"display(HTML({evil!r}), Javascript('alert(1)'))\n"
            f"print({evil!r})",
        ),
    )
    page = "".join(asyncio.run(rendered(render, tmp_path, kernels))[0])
    assert "<script>" not in page
    assert "alert(1)" not in page
    assert "&lt;script&gt;" in page


def test_a_cell_that_fails_tells_no_traceback_and_the_page_goes_on(render, tmp_path, kernels):
    built(tmp_path, code("bad", "secret_name = 1 / 0"), md("after", "After it."), code("q", JUG))
    page = "".join(asyncio.run(rendered(render, tmp_path, kernels))[0])
    assert "did not start" in page
    assert "secret_name" not in page
    assert "ZeroDivision" not in page
    assert "After it." in page
    assert page.rstrip().endswith("</html>")


def test_a_kernel_that_dies_leaves_a_whole_page(render, tmp_path, kernels):
    built(tmp_path, code("bad", "import os\nos._exit(1)"), md("after", "After it."), code("q", JUG))
    page = "".join(asyncio.run(rendered(render, tmp_path, kernels))[0])
    assert page.count("After it.") == 1
    assert page.count('data-question="jug"') == 1
    assert page.rstrip().endswith("</html>")


def test_a_cell_without_an_end_leaves_a_whole_page(render, tmp_path, kernels, monkeypatch):
    monkeypatch.setattr(frame, "CELL_SECONDS", 2)
    built(tmp_path, code("bad", "while True: pass"), md("after", "After it."), code("q", JUG))
    page = "".join(asyncio.run(rendered(render, tmp_path, kernels))[0])
    assert page.count("did not start") == 1
    assert page.count("After it.") == 1
    assert page.count('data-question="jug"') == 1
    assert page.rstrip().endswith("</html>")


def test_a_kernel_that_does_not_start_leaves_a_whole_page_that_says_so(render, tmp_path, kernels):
    built(tmp_path, md("a", "Before."), code("run", RUNNER), code("q", JUG))

    async def without_a_kernel():
        async def no_kernel():
            raise RuntimeError("no fence, no kernel")

        return "".join(await render(tmp_path, kernels, "x" * 36, no_kernel()))

    page = asyncio.run(without_a_kernel())
    assert "Programs cannot run just now." in page
    assert "no fence" not in page
    assert page.count('data-question="jug"') == 1
    assert "lp-kernel" not in page
    assert page.rstrip().endswith("</html>")


def test_a_page_can_be_rendered_where_a_loop_already_runs(tmp_path):
    async def inside():
        return build(read(write(tmp_path, notebook(md("a", "Text.")))), "en")

    assert asyncio.run(inside()).page.rstrip().endswith("</html>")
