// The form of the item at the cursor, beside the text of a rule file: both say the same, and either can be changed.
import { editor } from "./rule-editor.js";

const place = document.getElementById("item-form");
const begin = document.getElementById("new-item");
const address = new URL(`${document.querySelector("form[data-editor]").dataset.editor}/item-form`, location.href);
const PAUSE = 600;
let item = null, madeOf = null, asked = 0, waiting = 0, own = false, typed = false;

// What the server makes of the text, or of the form with the button that was pressed.
const ask = async (fields = []) => {
  const number = ++asked, text = editor.text();
  const body = new URLSearchParams([...fields, ["csrf_token", editor.csrf], ["text", text], ["item", item]]);
  const answer = await fetch(address, { method: "POST", body }).catch(() => null);
  if (number !== asked || editor.text() !== text) return;
  if (!answer?.ok || !answer.headers.get("content-type").includes("json")) return say("表单没有连上，请看网络和登录；文字照样能写。");
  show(await answer.json(), text);
};

const show = (told, text) => {
  const active = place.contains(document.activeElement) ? document.activeElement.name : null;
  const scrolled = typed && told.stands ? 0 : place.scrollTop; // what was written may have problems, told of at the top
  place.innerHTML = told.form;
  place.scrollTop = scrolled;
  item = told.item ?? item;
  if (told.text !== null && told.text !== text) change(told.text);
  madeOf = editor.text();
  typed = told.stands === false; // where there is no form, nothing was typed into it
  if (told.line && editor.itemAtCursor() !== item) editor.goTo(told.line);
  const again = active && [...place.querySelectorAll("[name]")].find((each) => each.name === active && each.type !== "hidden");
  again?.focus({ preventScroll: true });
};

const change = (text) => {
  own = true;
  editor.replace(text);
  own = false;
};

const say = (words) => {
  const note = place.querySelector("[data-said]") ?? place.insertBefore(document.createElement("div"), place.firstChild);
  note.dataset.said = "";
  note.className = "note warning";
  note.setAttribute("role", "alert");
  note.textContent = words;
  return note;
};

// What was typed into the form is given up by nobody but who typed it.
const offer = () => {
  const again = document.createElement("button");
  again.type = "button";
  again.className = "btn btn-sm btn-outline-secondary";
  again.textContent = "不要表单里的改动，照文字重做";
  again.addEventListener("click", () => ((typed = false), follow()));
  say("表单里的改动还没有写进文字。").append(again);
};

// The form of another item, or of the same one after the text was changed; not while something stands in it unsaid.
const follow = () => {
  const here = editor.itemAtCursor();
  if (here === null || place.offsetParent === null || (here === item && editor.text() === madeOf)) return;
  if (typed) return offer();
  item = here;
  ask();
};

const later = () => {
  if (own) return;
  clearTimeout(waiting);
  waiting = setTimeout(follow, PAUSE);
};

begin.addEventListener("click", () => {
  if (typed) return offer();
  item = "";
  ask();
});
place.addEventListener("input", () => (typed = true));
place.addEventListener("submit", (event) => {
  event.preventDefault();
  if (madeOf !== editor.text()) return offer();
  const fields = [...new FormData(event.target, event.submitter)].map(([name, value]) => [name, String(value)]);
  if (!event.submitter?.name) fields.push(["press", "save"]);
  ask(fields);
});
editor.onChange(later);
editor.onCursor(later);
place.hidden = false;
new MutationObserver(later).observe(place.parentElement, { attributes: true, attributeFilter: ["hidden"] });
later();
