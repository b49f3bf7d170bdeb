// Sends what is kept on this phone, the oldest first, each until the site has it; never as somebody else's.
import { all, keep, remove } from "./walk-queue.js";

const FIRST_WAIT = 2_000, LONGEST_WAIT = 60_000, PATIENCE = 60_000; // milliseconds
const AT_ONCE = 50;

// `say` is told how it goes: sent, offline, busy, login or other. `show` is given the walk as the site has it.
export const sender = ({ walk, account, csrf, say, show, changed }) => {
  let running = null, again = false, wait = FIRST_WAIT, timer = null;

  const sync = () => {
    again = true;
    running ??= alone(run).finally(() => (running = null));
    return running;
  };

  // Of several tabs one at a time, so that nothing is sent out of order.
  const alone = (work) => (navigator.locks ? navigator.locks.request("qingdan-walk", work) : work());

  const run = async () => {
    clearTimeout(timer);
    while (again) {
      again = false;
      while (await sendNext());
    }
  };

  const sendNext = async () => {
    const mine = (await all()).filter((each) => each.account === account && !each.refused);
    if (!mine.length) return false;
    const [first] = mine;
    const others = mine.findIndex((each) => each.kind !== "answer" || each.walk !== first.walk);
    const batch = first.kind === "answer" ? mine.slice(0, others < 0 ? AT_ONCE : Math.min(others, AT_ONCE)) : [first];
    return arrived(batch, await post(batch));
  };

  const post = async (batch, renewed = false) => {
    const [{ kind, walk: to }] = batch;
    const [place, body] = kind === "answer" ? ["answers", answers(batch)] : ["photos", photo(batch[0])];
    const headers = { "X-CSRFToken": csrf, ...(kind === "answer" && { "Content-Type": "application/json" }) };
    const reply = await ask(`${to}/${place}`, { method: "POST", headers, body });
    if (reply?.status !== 400 || renewed) return reply;
    return (await renew()) ? post(batch, true) : null; // signed in anew, forms have another token
  };

  const answers = (batch) =>
    JSON.stringify({ account, answers: batch.map(({ id, field, typed, at }) => ({ id, field, typed, at })) });

  const photo = ({ id, field, at, photo }) => {
    const data = new FormData();
    for (const [name, value] of Object.entries({ account, id, field, at, photo })) data.append(name, value);
    return data;
  };

  // The site's answer; null where it has to be tried again, of which has been told.
  const ask = async (address, request) => {
    let reply;
    try {
      reply = await fetch(address, { ...request, redirect: "manual", signal: AbortSignal.timeout(PATIENCE) });
    } catch {
      return later("offline");
    }
    if (reply.type === "opaqueredirect") return later("login");
    if (reply.status === 429 || reply.status >= 500) return later("busy");
    return reply;
  };

  const later = (why) => {
    say(why);
    timer = setTimeout(sync, wait);
    wait = Math.min(wait * 2, LONGEST_WAIT);
    return null;
  };

  // Asks how the walk stands, and for the token of whoever is signed in now.
  const renew = async () => {
    const reply = await ask(`${walk}/state`, {});
    if (!reply?.ok) return false;
    const state = await reply.json();
    if (state.account !== account) {
      later("other");
      return false;
    }
    csrf = state.csrf;
    show(state);
    return true;
  };

  const arrived = async (batch, reply) => {
    if (!reply) return false;
    const told = reply.headers.get("Content-Type")?.includes("json") ? await reply.json() : {};
    if (reply.status === 409 && told.account) {
      later("other");
      return false;
    }
    wait = FIRST_WAIT;
    const why = (entry) => (reply.ok ? told.refused[entry.id] : told.problem ?? "没有收下，请再发一次");
    for (const entry of batch.filter(why)) await keep({ ...entry, refused: why(entry) });
    await remove(batch.filter((entry) => !why(entry)));
    if (reply.ok && batch[0].walk === walk) show(told);
    say("sent");
    changed();
    return true;
  };

  return { sync, renew: async () => (await renew()) && sync() };
};
