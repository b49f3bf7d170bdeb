// What comes of the item at the cursor: what an enterprise meets, and what is printed. The last good one stays, greyed,
// while the text has errors.
import { Trouble } from "./rule-post.js";

const PAUSE = 800; // milliseconds

export const previews = ({ tabs, text, item, post }) => {
  const buttons = [...tabs.querySelectorAll("[role=tab]")];
  const panel = (button) => document.getElementById(button.getAttribute("aria-controls"));
  let running = null, pause = null, shown = "";

  const chosen = () => buttons.find((each) => each.getAttribute("aria-selected") === "true");

  const choose = (button) => {
    for (const each of buttons) {
      each.setAttribute("aria-selected", each === button);
      each.tabIndex = each === button ? 0 : -1;
      panel(each).hidden = each !== button;
    }
    button.focus();
    shown = "";
    show();
  };

  const show = async () => {
    const { how } = chosen().dataset;
    if (!how) return;
    const about = item(), here = panel(chosen());
    const key = JSON.stringify([how, about, text()]);
    if (key === shown) return;
    running?.abort();
    if (!about) return say(here, "把光标放到某一项里，就能在这里看到它。");
    running = new AbortController();
    try {
      const { said } = await post(`preview/${how}`, { text: text(), item: about }, running.signal);
      if (said.html) {
        draw(here, said.html);
        shown = key;
      }
      say(here, said.html ? "" : said.problem ?? "现在看不了，请稍后再试。");
    } catch (error) {
      if (error.name === "AbortError") return;
      if (!(error instanceof Trouble)) throw error;
      say(here, "连不上网站，等会儿再看。");
    }
  };

  const say = (here, words) => {
    const frame = here.querySelector("iframe"), old = words && !frame.hidden;
    here.querySelector("[role=status]").textContent = old ? `${words}（灰的是以前的样子）` : words;
    frame.classList.toggle("stale", Boolean(old));
  };

  // A sheet of paper is wider than the panel.
  const fit = (frame) => {
    const root = frame.contentDocument.documentElement;
    root.style.zoom = Math.min(1, frame.clientWidth / root.scrollWidth);
  };

  const draw = (here, html) => {
    const frame = here.querySelector("iframe");
    const top = frame.contentDocument?.scrollingElement?.scrollTop ?? 0;
    frame.addEventListener("load", () => {
      fit(frame);
      frame.contentDocument.scrollingElement.scrollTo(0, top);
    }, { once: true });
    frame.srcdoc = html;
    frame.hidden = false;
  };

  for (const button of buttons) button.addEventListener("click", () => choose(button));
  tabs.addEventListener("keydown", ({ key }) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[key];
    if (by) choose(buttons.at((buttons.indexOf(chosen()) + by) % buttons.length));
  });

  return () => {
    clearTimeout(pause);
    pause = setTimeout(show, PAUSE);
  };
};
