// Keeps what is typed, and shows and hides questions as answers are given. Which ones, the server says; without this
// script both happen after each page.
import { exclude } from "./alone.js";

(() => {
  const form = document.querySelector("form[data-shown]");
  document.getElementById("summary")?.focus();
  if (!form) return;
  const boxes = [...form.querySelectorAll("[data-question]")];
  let running = null;

  const refresh = async () => {
    running?.abort();
    running = new AbortController();
    try {
      const request = { method: "POST", body: typed(), signal: running.signal };
      const answer = await fetch(form.dataset.shown, request);
      say(answer.ok);
      if (answer.ok) show(new Set((await answer.json()).shown));
    } catch (error) {
      if (error.name !== "AbortError") say(false); // else overtaken by a newer one
    }
  };

  // Files wait for the page's own button.
  const typed = () => {
    const data = new FormData(form);
    for (const name of [...data.keys()]) if (name.startsWith("file:")) data.delete(name);
    return data;
  };

  const say = (saved) => {
    const line = document.getElementById("saved");
    line.textContent = saved ? line.dataset.saved : line.dataset.unsaved;
  };

  const show = (shown) => {
    const appearing = boxes.filter((box) => box.hidden && shown.has(box.id));
    for (const box of boxes) {
      box.hidden = box.disabled = !shown.has(box.id);
    }
    const news = document.getElementById("news");
    news.textContent = appearing.length ? news.dataset.text : "";
    // What was typed into them before counts again, and may show others.
    if (appearing.length) refresh();
  };

  form.addEventListener("change", (event) => {
    if (event.target.closest("[data-question]")) {
      exclude(event.target);
      refresh();
    }
  });
  form.addEventListener("submit", () => running?.abort());
})();
