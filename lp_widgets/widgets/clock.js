/**
 * A clock whose hands can be set; the dial turns the same way in every script.
 * State: `time` "HH:MM", `hours` "12" or "24", `step` minutes, `digital`; `caption` below.
 */

const DAY = 24 * 60;
const HANDS = [
  { name: "Hour hand", css: "hour", long: 44, turn: 720 },
  { name: "Minute hand", css: "minute", long: 62, turn: 60 },
];

export default {
  render({ model, el, ui }) {
    const { make } = ui;
    el.classList.add("clock");
    const step = Number(model.get("step")) || 5;
    const by = [60, step];
    const wide = model.get("hours") === "24";
    const written = new Intl.DateTimeFormat(ui.tag, {
      hour: wide ? "2-digit" : "numeric",
      minute: "2-digit",
      hourCycle: wide ? "h23" : "h12",
      timeZone: "UTC",
    });
    const now = () => {
      const [h, m] = String(model.get("time") || "12:00").split(":");
      return Number(h) * 60 + Number(m);
    };
    const say = () => written.format(new Date(now() * 60_000)).replace(/[\u061c\u200e\u200f]/g, "");

    const dial = make("svg", {
      viewBox: "-100 -100 200 200",
      role: "group",
      "aria-label": ui.t("Clock"),
    });
    dial.append(make("circle", { class: "dial", r: 96 }));
    for (let at = 0; at < 60; at++) {
      const from = at % 5 ? 90 : 85;
      dial.append(
        make("path", { class: "tick", d: `M0 ${-from}V-94`, transform: `rotate(${at * 6})` }),
      );
    }
    for (let hour = 1; hour <= 12; hour++) {
      const angle = (hour * Math.PI) / 6;
      const spot = { x: 74 * Math.sin(angle), y: 5.5 - 74 * Math.cos(angle) };
      dial.append(make("text", { ...spot, "aria-hidden": "true" }, ui.n(hour)));
    }
    const hands = HANDS.map((hand, at) => {
      const made = make(
        "g",
        {
          class: `hand ${hand.css}`,
          role: "slider",
          tabindex: "0",
          "aria-label": ui.t(hand.name),
          "aria-valuemin": "0",
          "aria-valuemax": String(DAY - 1),
          keydown: (event) => key(event, at),
        },
        // A hand is thin; what a finger must meet is not.
        make("path", { class: "reach", d: `M0 10V${-hand.long}` }),
        make("path", { class: "line", d: `M0 10V${-hand.long}` }),
      );
      dial.append(made);
      return made;
    });
    dial.append(make("circle", { class: "pin", r: 5 }));
    dial.addEventListener("pointerdown", grab);

    const digital = make("p", { class: "digital" });
    const rows = HANDS.map((_, at) => {
      const button = (icon, words, sign) =>
        make(
          "button",
          { type: "button", class: "icon-btn", "aria-label": words, click: () => move(sign * by[at]) },
          ui.icon(icon),
        );
      const less = at
        ? ui.tn("{n} minute earlier", "{n} minutes earlier", step)
        : ui.t("One hour earlier");
      const more = at
        ? ui.tn("{n} minute later", "{n} minutes later", step)
        : ui.t("One hour later");
      return make(
        "div",
        {},
        button("minus", less, -1),
        make("span", {}, ui.t(at ? "Minutes" : "Hours")),
        button("plus", more, 1),
      );
    });
    const told = make("p", { class: "vh", role: "status", "aria-live": "polite" });
    el.append(dial, digital, make("div", { class: "set" }, ...rows), told);
    digital.hidden = model.get("digital") === false;
    if (model.get("caption")) el.append(make("p", {}, ui.rich(model.get("caption"))));
    model.on("change:time", () => paint());
    paint();
    told.textContent = "";

    function key(event, at) {
      const steps = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
      if (!steps) return;
      event.preventDefault();
      move(steps * by[at]);
    }

    function move(minutes) {
      put(now() + minutes);
    }

    function put(minutes) {
      if (model.get("disabled")) return;
      const time = ((minutes % DAY) + DAY) % DAY;
      const two = (n) => String(n).padStart(2, "0");
      model.set("time", `${two(Math.floor(time / 60))}:${two(time % 60)}`);
      model.save_changes();
    }

    /** The hand that points more to the finger follows it; past twelve the hour goes along. */
    function grab(event) {
      if (event.button > 0 || model.get("disabled")) return;
      event.preventDefault();
      const { angle, far } = under(event);
      const apart = (at) => {
        const off = Math.abs(turned(at) - angle) % 360;
        return Math.min(off, 360 - off);
      };
      const at = apart(0) < apart(1) || (apart(0) < 12 && far < 50) ? 0 : 1;
      hands[at].focus();
      dial.setPointerCapture(event.pointerId);
      const follow = (moved) => {
        const to = (under(moved).angle / 360) * HANDS[at].turn;
        const target = Math.round(to / by[at]) * by[at] + (at ? 0 : now() % 60);
        const turn = HANDS[at].turn;
        let change = (target - now()) % turn;
        if (change > turn / 2) change -= turn;
        if (change < -turn / 2) change += turn;
        if (change) put(now() + change);
      };
      const lift = () => dial.removeEventListener("pointermove", follow);
      dial.addEventListener("pointermove", follow);
      dial.addEventListener("pointerup", lift, { once: true });
      dial.addEventListener("pointercancel", lift, { once: true });
      follow(event);
    }

    function under(event) {
      const box = dial.getBoundingClientRect();
      const x = event.clientX - box.left - box.width / 2;
      const y = event.clientY - box.top - box.height / 2;
      const angle = ((Math.atan2(x, -y) * 180) / Math.PI + 360) % 360;
      return { angle, far: (Math.hypot(x, y) / box.width) * 200 };
    }

    function turned(at) {
      return ((now() % HANDS[at].turn) / HANDS[at].turn) * 360;
    }

    function paint() {
      digital.textContent = say();
      told.textContent = say();
      hands.forEach((hand, at) => {
        hand.setAttribute("transform", `rotate(${turned(at)})`);
        hand.setAttribute("aria-valuenow", String(now()));
        hand.setAttribute("aria-valuetext", say());
      });
    }
  },
};
