/// <reference path="../nbgrader.d.ts" />
// What nbgrader's pages need here: no script in attributes, no MathJax, and a service that sleeps.
"use strict";

(function () {
  const prefix = "/services/formgrader/";
  const course = location.pathname.slice(prefix.length).split("/")[0];
  const REST = 4 * 60 * 1000;
  const ASLEEP = [0, 502, 503, 504];
  const TRIES = 4;
  const LOST = "This was not saved: the laptop does not answer. "
    + "Look whether the lab runs, then change it again.";

  // nbgrader's page goes on when MathJax has started. Formulas stay as they were written.
  window.MathJax = {
    Hub: { Startup: { signal: { Interest: (tell) => setTimeout(tell, 0, "End") } } },
  };

  // In place of nbgrader's onclick attributes, which the page's policy does not let run.
  document.addEventListener("click", (event) => {
    const pressed = event.target instanceof Element && event.target.closest("[data-press]");
    if (!(pressed instanceof HTMLElement)) return;
    if (pressed.dataset.press === "toggleAllNames") toggleAllNames();
    if (pressed.dataset.press === "toggle_name") toggle_name(pressed.dataset.with === "true");
  });

  // The service ends when nobody marks for a while. Whoever goes on wakes it, before she saves.
  let woken = Date.now();
  async function wake() {
    woken = Date.now();
    await fetch("/services/classroom/grading/" + course, { redirect: "manual", cache: "no-store" });
  }
  for (const each of ["pointerdown", "keydown"]) {
    document.addEventListener(each, () => {
      if (Date.now() - woken > REST) wake().catch(() => {});
    }, { capture: true, passive: true });
  }

  function say(text) {
    let box = document.getElementById("not-saved");
    if (!box) {
      box = document.createElement("p");
      box.id = "not-saved";
      box.setAttribute("role", "alert");
      document.body.append(box);
    }
    box.textContent = text;
    box.hidden = !text;
  }

  // What found the service asleep is sent again, on a busy laptop more than once: it wakes slowly.
  // What is lost is not lost silently.
  const lost = new Set();
  $(document).ajaxError(async (event, answer, settings) => {
    const again = (settings.again || 0) + 1;
    if (ASLEEP.includes(answer.status) && again < TRIES) {
      if (again > 1) await new Promise((go) => setTimeout(go, 1000 * again));
      await wake().catch(() => {});
      $.ajax(Object.assign({}, settings, { again }));
    } else if (settings.type !== "GET") {
      lost.add(settings.url);
      say(LOST);
    }
  });
  $(document).ajaxSuccess((event, answer, settings) => {
    if (lost.delete(settings.url) && !lost.size) say("");
  });
})();
