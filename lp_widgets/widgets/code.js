/** A program to write, to run and to hand in. Response: its source text. */

const INDENT = "    ";
const KEYS = ["(", ")", ":", "=", '"']; // as many as fit beside an indent, wide enough for a thumb
const CURLY = { "“": '"', "”": '"', "„": '"', "‘": "'", "’": "'" };
const PATIENCE = 10000;

export default {
  empty: "There is no program here yet. This did not count as a try.",
  render({ model, el, ui }) {
    const spec = model.get("spec");
    const id = `f-${model.get("qid")}`;
    el.classList.add("code");
    const label = add(el, "label", "meta", model.get("label") || ui.t("Your program"));
    label.htmlFor = id;
    const frame = add(el, "div", "editor");
    const gutter = add(frame, "div", "gutter");
    gutter.setAttribute("aria-hidden", "true");
    const area = add(frame, "textarea");
    Object.assign(area, { id, dir: "ltr", spellcheck: false, wrap: "off", value: start() });
    for (const [name, value] of Object.entries({
      autocapitalize: "off",
      autocomplete: "off",
      autocorrect: "off",
      "aria-describedby": `${id}-keys ${model.get("describedby") || ""}`.trim(),
    })) {
      area.setAttribute(name, value);
    }
    const help = add(
      el,
      "p",
      "vh",
      ui.t("The Tab key makes an indent. To leave the program: Escape, then Tab."),
    );
    help.id = `${id}-keys`;
    const keys = add(el, "div", "keys");
    keys.append(key("→", INDENT, ui.t("Indent")), ...KEYS.map((sign) => key(sign, sign, sign)));
    const row = add(el, "div", "run-row");
    const run = add(row, "button", "btn quiet");
    run.type = "button";
    run.append(ui.icon("run"), ui.t("Run"));
    const told = add(row, "p", "meta");
    told.setAttribute("role", "status");
    const out = add(el, "div", "output");
    let leaving = false;
    let waiting = "";
    let slow = 0;

    function start() {
      const response = model.get("response");
      return typeof response === "string" ? response : spec.starter || "";
    }

    function key(sign, text, words) {
      const button = document.createElement("button");
      Object.assign(button, {
        type: "button",
        className: "key num",
        tabIndex: -1,
        textContent: sign,
      });
      button.setAttribute("aria-label", words);
      // The keyboard of the phone stays only when the program keeps the focus.
      button.addEventListener("pointerdown", (event) => event.preventDefault());
      button.addEventListener("click", () => {
        area.focus();
        insert(text);
      });
      return button;
    }

    /** Write at the cursor so that the browser's undo knows of it. */
    function insert(text) {
      if (!document.execCommand("insertText", false, text)) {
        area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
        edited();
      }
    }

    area.addEventListener("keydown", (event) => {
      if (event.key === "Escape") leaving = true;
      else if (event.key === "Tab" && !leaving && !event.ctrlKey && !event.altKey) {
        event.preventDefault();
        if (event.shiftKey) outdent();
        else insert(INDENT);
      } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        run.click();
      } else if (event.key === "Enter" && !event.isComposing) {
        event.preventDefault();
        const before = area.value.slice(0, area.selectionStart).split("\n").pop();
        const more = /:\s*(#.*)?$/.test(before) ? INDENT : "";
        insert(`\n${/^ */.exec(before)[0]}${more}`);
      } else if (event.key !== "Shift") leaving = false;
    });
    // Phones write curly quotes, which Python does not read.
    area.addEventListener("beforeinput", (event) => {
      if (event.inputType !== "insertText" || !CURLY[event.data]) return;
      event.preventDefault();
      insert(CURLY[event.data]);
    });
    area.addEventListener("blur", () => (leaving = false));
    area.addEventListener("input", edited);
    area.addEventListener("scroll", () => (gutter.scrollTop = area.scrollTop));

    function outdent() {
      const from = area.value.lastIndexOf("\n", area.selectionStart - 1) + 1;
      const spaces = /^ {0,4}/.exec(area.value.slice(from))[0].length;
      const at = area.selectionStart;
      area.setSelectionRange(from, from + spaces);
      if (spaces) document.execCommand("delete");
      area.setSelectionRange(Math.max(from, at - spaces), Math.max(from, at - spaces));
    }

    function edited() {
      mark(0);
      model.set("response", area.value);
      model.save_changes();
    }

    function mark(line) {
      const count = area.value.split("\n").length;
      frame.style.setProperty("--lines", String(Math.min(18, Math.max(6, count + 1))));
      frame.style.setProperty("--bad", String(line || -9));
      gutter.textContent = "";
      for (let number = 1; number <= count; number++) {
        add(gutter, "span", number === line ? "bad" : "", String(number));
      }
      gutter.scrollTop = area.scrollTop;
    }

    run.addEventListener("click", () => {
      if (run.getAttribute("aria-disabled")) return;
      if (typeof model.get("response") !== "string") edited();
      mark(0);
      out.textContent = "";
      waiting = `${Date.now()}-${Math.random()}`;
      clearTimeout(slow);
      slow = setTimeout(
        () => waiting && (told.textContent = ui.t("Your program is still running.")),
        PATIENCE,
      );
      model.send({ run: waiting, source: area.value });
      paint();
    });
    model.on("msg:custom", (content) => {
      if (!content || content.ran !== waiting) return;
      waiting = "";
      clearTimeout(slow);
      paint();
      show(content);
    });

    function show({ svg, text, error }) {
      if (svg) {
        const picture = add(out, "img", "drawing");
        picture.alt = ui.t("What your program has drawn");
        picture.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
      }
      if (text) {
        const printed = add(out, "pre", "printed", text);
        printed.dir = "auto";
        printed.tabIndex = 0;
      }
      if (error) {
        const box = add(out, "div", "say is-partial");
        const head = error.line ? ui.t("Line {n}", { n: error.line }) : ui.t("Not yet");
        box.append(ui.icon("invalid"));
        add(box, "b", "", head);
        add(box, "p", "", ui.t(error.message, error.values));
        mark(error.line || 0);
        const bad = gutter.querySelector(".bad");
        if (bad) area.scrollTop = bad.offsetTop - area.clientHeight / 2;
        told.textContent = box.textContent;
      } else if (svg) told.textContent = ui.t("Your program has run. Its drawing is below.");
      else if (text) told.textContent = ui.t("Your program has run. What it wrote is below.");
      else told.textContent = ui.t("Your program has run. It has drawn nothing.");
      told.classList.toggle("vh", !!error);
    }

    function paint() {
      const runner = model.get("runner");
      row.hidden = !runner;
      told.classList.remove("vh");
      // Where the kernel is gone, Run gets a new one.
      const ready = (runner === "ready" || runner === "gone") && !waiting;
      if (ready) run.removeAttribute("aria-disabled");
      else run.setAttribute("aria-disabled", "true");
      if (runner === "ready") told.textContent = waiting ? ui.t("Your program is running.") : "";
      else if (runner === "gone")
        told.textContent = ui.t(
          "Press Run to go on.",
        );
      else if (runner === "lost")
        told.textContent = ui.t("Waiting for the Wi-Fi. Your program is safe.");
      else told.textContent = ui.t("Your program is getting ready");
    }

    model.on("change:runner", () => {
      // An answer that was on its way when the line broke does not come any more.
      if (["lost", "gone", null].includes(model.get("runner"))) waiting = "";
      paint();
    });
    model.on("change:response", () => {
      const response = model.get("response");
      if (typeof response === "string" && response !== area.value) {
        area.value = response;
        mark(0);
      }
    });
    model.on("change:disabled", () => (area.disabled = !!model.get("disabled")));
    mark(0);
    paint();
  },
};

function add(parent, name, css = "", words = "") {
  const made = parent.appendChild(document.createElement(name));
  if (css) made.className = css;
  if (words) made.textContent = words;
  return made;
}
