// A walk's page: keeps each answer on this phone first, sends it as soon as there is a network, and shows what is to be
// asked next. Which questions are, the site says; without a network all of them are shown.
import { exclude } from "./alone.js";
import { all, keep, remove } from "./walk-queue.js";
import { sender } from "./walk-sender.js";

const KEPT = "qingdan-walk"; // the worker's cache, which goes when somebody signs out
const PAUSE = 600; // milliseconds after the last letter
const LINES = {
  sent: "",
  offline: "没有网络：回答先存在这台手机上，有网络时自动发出。",
  busy: "网站忙：回答先存在这台手机上，过一会儿自动再发。",
  login: "请重新登录，没有发出的回答还在这台手机上。",
  other: "现在登录的是另一个账号：这些回答要由填的人登录后发出，还存在这台手机上。",
};
const form = document.querySelector("form[data-walk]");
const { walk, account, matter } = form.dataset;
const boxes = [...form.querySelectorAll("[data-question]")];
const controls = (box) => [...box.querySelectorAll("input:not([type=hidden], [type=file]), textarea")];
const at = (id) => document.getElementById(id);
const line = at("line");
const unwritten = new Set(); // on their way to the disk
let pending = [], state = null, clock = null;

// ── Answering ──

const typed = (box) =>
  controls(box).filter((each) => !["radio", "checkbox"].includes(each.type) || each.checked)
    .map((each) => each.value).filter((text) => text !== "");

const lastSaid = (box) =>
  pending.findLast((each) => each.kind === "answer" && each.walk === walk && each.account === account && each.field === box.dataset.name)?.typed
  ?? state?.fields[box.id]?.typed ?? box.asOnPage;

const random = () => [...crypto.getRandomValues(new Uint8Array(8))].map((each) => each.toString(16).padStart(2, "0")).join("");

const put = async (entry) => {
  const whole = { id: `${form.elements.form.value}-${random()}`, walk, account, at: Date.now(), ...entry };
  pending.push(whole);
  unwritten.add(whole);
  count();
  try {
    await keep(whole);
    unwritten.delete(whole);
  } catch {
    line.textContent = "这台手机存不下了，最后的回答只在页面上；请不要关掉页面，先去有网络的地方按“保存”。";
    return;
  }
  await draw();
  sync();
};

const answer = (box) => {
  const now = typed(box);
  if (JSON.stringify(now) !== JSON.stringify(lastSaid(box))) put({ kind: "answer", field: box.dataset.name, typed: now });
};

const shoot = (box, input) => {
  for (const photo of input.files) put({ kind: "photo", field: box.dataset.name, photo });
  input.value = "";
};

const answerAll = () => {
  clearTimeout(clock);
  for (const box of boxes) answer(box);
};

form.addEventListener("change", ({ target }) => {
  const box = target.closest("[data-question]");
  if (!box) return;
  if (target.type === "file") return shoot(box, target);
  exclude(target);
  answer(box);
});

form.addEventListener("input", ({ target }) => {
  if (["radio", "checkbox", "file"].includes(target.type)) return;
  clearTimeout(clock);
  clock = setTimeout(() => {
    exclude(target);
    answer(target.closest("[data-question]"));
  }, PAUSE);
});

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { submitter } = event;
  if (submitter?.name === "remove") return takeBack(submitter);
  answerAll();
  await sync();
  if (submitter?.name === "end" && mine().every((each) => each.refused)) location.assign(`${walk}/end`);
});

addEventListener("pagehide", answerAll);

const takeBack = async (button) => {
  const headers = { "X-CSRFToken": form.elements.csrf_token.value };
  try {
    const reply = await fetch(`${walk}/photos/${button.value}/remove`, { method: "POST", headers, redirect: "manual" });
    if (reply.ok) return show(await reply.json());
  } catch {
    // told below
  }
  line.textContent = "照片没有删去：有网络、已经登录时再试。";
};

// ── Showing ──

const mine = () => pending.filter((each) => each.account === account && each.walk === walk);

const draw = async () => {
  const written = await all();
  pending = [...written, ...[...unwritten].filter((each) => !written.some(({ id }) => id === each.id))];
  count();
  for (const box of boxes) mark(box, mine().filter((each) => each.field === box.dataset.name));
};

const count = () => {
  const own = pending.filter((each) => each.account === account);
  const strange = pending.length - own.length;
  const parts = [own.length ? `${own.length} 条没有发出` : "都已发出", strange ? `另一个账号 ${strange} 条没有发出` : ""];
  at("unsent").textContent = parts.filter(Boolean).join("，");
};

const mark = (box, waiting) => {
  box.classList.toggle("unsent", waiting.length > 0);
  const refused = waiting.filter((each) => each.refused);
  const place = box.querySelector(".refused");
  place.hidden = !refused.length;
  place.replaceChildren(...refused.map(complaint));
  for (const old of box.querySelectorAll(".photos .waiting")) old.remove();
  const photos = waiting.filter((each) => each.kind === "photo" && !each.refused);
  box.querySelector(".photos").append(...photos.map(() => element("li", "照片（没有发出）", "waiting")));
};

const complaint = (entry) => {
  const span = element("span", `${entry.kind === "photo" ? "照片" : "回答"}没有收：${entry.refused} `);
  const button = (text, work) => {
    const made = element("button", text, "btn btn-outline-secondary btn-sm");
    made.type = "button";
    made.addEventListener("click", async () => {
      await work();
      await draw();
      sync();
    });
    return made;
  };
  const { refused, ...plain } = entry;
  span.append(button("再发一次", () => keep(plain)), " ", button("不要了", () => remove([entry])));
  return span;
};

const element = (name, text, kind = "") => Object.assign(document.createElement(name), { textContent: text, className: kind });

const show = (told) => {
  if (state && told.basis < state.basis) return; // overtaken by a newer one
  state = told;
  form.elements.csrf_token.value = told.csrf;
  at("answered").textContent = at("progress").value = told.answered;
  at("asked").textContent = at("progress").max = told.asked;
  for (const box of boxes) if (told.fields[box.id]?.name === box.dataset.name) showOne(box, told.fields[box.id]);
  globalThis.caches?.open(KEPT).then((kept) => kept.put(`${walk}/state`, Response.json(told)));
};

const showOne = (box, told) => {
  box.hidden = box.disabled = !told.shown;
  box.querySelector(".maybe").hidden = true;
  const waits = mine().some((each) => each.kind === "answer" && each.field === box.dataset.name);
  if (!waits && !beingTyped(box)) fill(box, told.typed);
  box.querySelector(".flaw:not(.refused)")?.remove(); // as the page was made
  box.classList.toggle("wrong", Boolean(told.flaw));
  box.querySelector(".said-by").textContent = told.flaw ? `这样读不了：${told.flaw}` : told.said;
  box.querySelector(".others").textContent = told.others ? `别人的回答不同：${told.others}。请核对，以最后收到的为准。` : "";
  const photos = told.photos.map(({ id, url }, place) => {
    const item = element("li", ""), remove = element("button", "删去", "btn btn-outline-secondary btn-sm");
    Object.assign(remove, { name: "remove", value: id });
    remove.append(element("span", `照片 ${place + 1}`, "visually-hidden"));
    item.append(Object.assign(element("a", `照片 ${place + 1}`), { href: url }), " ", remove);
    return item;
  });
  box.querySelector(".photos").replaceChildren(...photos, ...box.querySelectorAll(".photos .waiting"));
};

const beingTyped = (box) => box.contains(document.activeElement) && document.activeElement.matches("input[type=text], input[type=date], textarea");

const fill = (box, said) => {
  for (const each of controls(box)) {
    if (["radio", "checkbox"].includes(each.type)) each.checked = said.includes(each.value);
    else each.value = said.find((text) => text !== "unknown") ?? "";
  }
};

const say = (how) => {
  line.textContent = LINES[how];
  if (how === "login") line.append(" ", Object.assign(element("a", "去登录"), { href: form.dataset.login }));
  if (how === "offline" && mine().length) showAll();
};

// What was answered since the site was last heard may bring any question up.
const showAll = () => {
  for (const box of boxes.filter((each) => each.hidden)) {
    box.hidden = box.disabled = false;
    box.querySelector(".maybe").hidden = false;
  }
};

// ── Beginning ──

const { sync, renew } = sender({ walk, account, csrf: form.elements.csrf_token.value, say, show, changed: draw });

const begin = async () => {
  for (const box of boxes) box.asOnPage = typed(box);
  const kept = await (await globalThis.caches?.open(KEPT))?.match(`${walk}/state`);
  const known = await kept?.json();
  await draw();
  if (known?.account === account && known.basis > form.elements.basis.value) show(known); // the page is the older one
  for (const box of boxes) {
    const last = mine().findLast((each) => each.kind === "answer" && each.field === box.dataset.name);
    if (last) fill(box, last.typed);
  }
  at("save").hidden = true;
  form.classList.add("scripted"); // a photo is sent as soon as it is chosen
  sync();
};

// A worker that was there before has seen the page come.
const keepPage = async () => {
  const page = navigator.serviceWorker.controller ? [] : [location.pathname];
  await navigator.serviceWorker.register(form.dataset.worker).catch(() => {}); // without a network the old one does
  const { active } = await navigator.serviceWorker.ready;
  active.postMessage([...page, ...performance.getEntriesByType("resource").map((each) => each.name)]);
};

at("summary")?.focus();
addEventListener("online", renew);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && sync());
if ("serviceWorker" in navigator) keepPage();
begin();
