// Keeps what is typed: at once in this browser, and after a pause on the site, with what others saved meanwhile. Until
// the site has a text, it stays in this browser, whatever happens to the page or the network.
import { Trouble } from "./rule-post.js";

const PAUSE = 1_500, LOCAL_PAUSE = 300, FIRST_WAIT = 3_000, LONGEST_WAIT = 60_000; // milliseconds
const random = () => [...crypto.getRandomValues(new Uint8Array(12))].map((each) => each.toString(16).padStart(2, "0")).join("");

// `form` is that which saves; its fields tell the revision, the page and the stamp of the working copy. `say` is told
// how it goes: typing, kept, saved, merged, conflict, restored, offline, busy, login, other, refused or full.
export const keeper = ({ form, text, put, post, say }) => {
  const { draft, account } = form.dataset;
  const prefix = `qingdan-draft:${draft}:${account}:`;
  const { revision, copy, page, number: next } = form.elements;
  let number = 0, known = text(), running = null, again = false, stopped = false;
  let pause = null, localPause = null, wait = FIRST_WAIT;
  page.value = random();

  // ── In this browser ──

  const local = () => `${prefix}${page.value}`;
  const keepHere = () => {
    clearTimeout(localPause);
    if (text() === known) return;
    const now = { text: text(), revision: revision.value, copy: copy.value, page: page.value, number, at: Date.now() };
    try {
      localStorage.setItem(local(), JSON.stringify(now));
    } catch {
      say("full");
    }
  };
  const forget = () => {
    clearTimeout(localPause);
    localStorage.removeItem(local());
  };

  // What pages left here that nobody has open any more, the newest first.
  const leftHere = async () => {
    const held = navigator.locks ? (await navigator.locks.query()).held.map((each) => each.name) : [];
    return Object.keys(localStorage).filter((each) => each.startsWith(prefix) && !held.includes(each))
      .map((each) => JSON.parse(localStorage.getItem(each))).sort((one, other) => other.at - one.at);
  };

  const hold = () => navigator.locks?.request(local(), () => new Promise(() => {}));

  // Takes up what a page couldn't send. A page whose text has arrived has nothing left to send.
  const restore = async () => {
    const arrived = new URLSearchParams(location.search).get("saved");
    const [shownPage, shownNumber] = copy.value.split(":");
    for (const each of await leftHere()) {
      const isThere = each.text === known || each.page === arrived || (each.page === shownPage && each.number <= Number(shownNumber));
      if (isThere) localStorage.removeItem(`${prefix}${each.page}`);
      else return takeUp(each);
    }
    hold();
  };

  const takeUp = (left) => {
    if (navigator.locks) [page.value, number] = [left.page, left.number];
    [revision.value, copy.value] = [left.revision, left.copy];
    hold();
    put(left.text);
    say("restored", { at: new Date(left.at) });
  };

  // ── On the site ──

  const changed = () => {
    if (text() === known) return;
    if (!stopped) say("typing");
    clearTimeout(localPause);
    localPause = setTimeout(keepHere, LOCAL_PAUSE);
    later(PAUSE);
  };

  const later = (after) => {
    clearTimeout(pause);
    if (!stopped) pause = setTimeout(send, after);
  };

  const send = () => {
    again = true;
    running ??= run().finally(() => (running = null));
    return running;
  };

  const run = async () => {
    while (again && !stopped) {
      again = false;
      clearTimeout(pause);
      if (text() !== known) await sendOnce();
    }
  };

  const sendOnce = async () => {
    const sent = text();
    number += 1;
    keepHere();
    try {
      const fields = { text: sent, revision: revision.value, copy: copy.value, page: page.value, number };
      arrived(sent, await post("autosave", fields));
    } catch (error) {
      if (!(error instanceof Trouble)) throw error;
      say(error.message);
      later(wait);
      wait = Math.min(wait * 2, LONGEST_WAIT);
    }
  };

  const arrived = (sent, { status, said }) => {
    wait = FIRST_WAIT;
    if (status !== 200) return refused(status, said);
    if (said.text !== null && text() !== sent) return later(PAUSE); // goes once more, with what was typed meanwhile
    [revision.value, copy.value] = [said.revision, said.unsaved ? `${page.value}:${number}` : ""];
    known = said.text ?? sent;
    if (said.text !== null) put(said.text);
    if (text() === known) forget();
    else later(PAUSE);
    say(said.text !== null ? "merged" : said.unsaved ? "kept" : "saved");
  };

  const refused = (status, said) => {
    stopped = status === 409;
    say(stopped ? "conflict" : "refused", { problem: said.problem });
  };

  addEventListener("online", () => text() !== known && send());
  addEventListener("focus", () => text() !== known && send());
  addEventListener("pagehide", keepHere);
  document.addEventListener("visibilitychange", () => document.hidden && text() !== known && send());
  form.addEventListener("submit", () => {
    keepHere();
    next.value = number + 1;
    stopped = true;
  });
  addEventListener("pageshow", (event) => event.persisted && location.reload());

  const drop = () => {
    stopped = true;
    forget();
  };

  return { changed, restore, drop, isKept: () => text() === known };
};
