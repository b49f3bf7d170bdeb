// The page on which a rule file is written: the text, what is wrong with it, what was kept of it, and what comes of it.
import { keeper } from "./rule-keeper.js";
import { looker } from "./rule-look.js";
import { idAt } from "./rule-place.js";
import { courier, Trouble } from "./rule-post.js";
import { previews } from "./rule-previews.js";
import { surface } from "./rule-surface.js";
import { completion } from "./rule-words.js";

const form = document.querySelector("form[data-editor]");
const at = (id) => document.getElementById(id);
const { editor: base, account } = form.dataset;
const csrf = form.elements.csrf_token.value;
const { post, get } = courier({ base, account, token: csrf });
const area = surface(form.elements.text, () => form.requestSubmit());
const itemAtCursor = () => idAt(area.lines(), area.line());

// ── What was kept ──

const clock = (moment = new Date()) => `${moment.getHours()}:${String(moment.getMinutes()).padStart(2, "0")}`;
const LINES = {
  typing: () => "",
  kept: () => `${clock()} 已自动保存，还没有存成一稿；写好后按“保存”。`,
  saved: () => "和已保存的一稿一样。",
  merged: () => `${clock()} 别人改了另外几行，已经合到一起并自动保存，请看一遍。`,
  restored: ({ at: moment }) => `${clock(moment)} 没有发出的改动还在这台电脑上，已经放回来，正在发出。`,
  offline: () => "没有网络：改动先存在这台电脑上，有网络时自动发出，请不要清除浏览器的数据。",
  busy: () => "网站忙：改动先存在这台电脑上，过一会儿自动再发。",
  login: () => "已经退出登录：改动还存在这台电脑上，请登录以后回到这一页，会自动发出。",
  other: () => "现在登录的是另一个账号：改动要由写的人登录后发出，还存在这台电脑上。",
  refused: ({ problem }) => `没有自动保存：${problem ?? "请刷新以后再试"}；改动还存在这台电脑上。`,
  full: () => "这台电脑存不下了，最后的改动只在这一页上；请马上按“保存”。",
  conflict: () => "自动保存停了。",
};
const say = (how, told = {}) => {
  at("kept").textContent = LINES[how](told);
  at("to-sign-in").hidden = how !== "login";
  at("conflict").hidden = how !== "conflict";
  if (how === "conflict") at("conflict-words").textContent = told.problem;
  if (["kept", "merged", "conflict"].includes(how)) at("discard").hidden = false;
  if (how === "saved") at("discard").hidden = true;
};
const kept = keeper({ form, text: area.text, put: area.replace, post, say });

at("discard").addEventListener("submit", (event) => {
  if (!confirm("没有保存的改动就没有了，回到已保存的一稿。确定吗？")) return event.preventDefault();
  for (const name of ["copy", "page"]) at("discard").elements[name].value = form.elements[name].value;
  kept.drop();
});
at("submit-draft")?.addEventListener("submit", (event) => {
  if (kept.isKept() && !form.elements.copy.value) return;
  event.preventDefault();
  at("kept").textContent = "还有没有保存的改动；请先保存，再提交。";
  at("kept").scrollIntoView({ block: "center" });
});

// ── What is wrong, which words fit, what comes of it ──

const look = looker({
  text: area.text,
  post,
  goTo: area.goTo,
  told: (said) => {
    area.mark(said.problems.filter((each) => !each.file));
    words?.learn(said);
  },
});
const preview = at("beside") ? previews({ tabs: at("beside-tabs"), text: area.text, item: itemAtCursor, post }) : () => {};
let words = null;

area.onChange(() => {
  kept.changed();
  at("compared").textContent = "改了什么（打开这一页时的）";
  look();
  preview();
});
area.onCursor(preview);

const begin = async () => {
  at("beside")?.removeAttribute("hidden");
  await kept.restore();
  look();
  preview();
  words = completion(await get("words"));
  area.offer(words.at);
};
const unlessTrouble = (error) => {
  if (!(error instanceof Trouble)) throw error; // without the words one can still write
};
begin().catch(unlessTrouble).then(() => at("rule-desk").setAttribute("data-ready", ""));

export const editor = {
  text: area.text,
  revision: () => Number(form.elements.revision.value),
  replace: area.replace,
  goTo: area.goTo,
  itemAtCursor,
  onChange: area.onChange,
  onCursor: area.onCursor,
  csrf,
};
