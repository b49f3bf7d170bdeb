// Sends a text to the site as the one who opened the page, and tells in one word what hinders it.

export class Trouble extends Error {} // its message: offline, busy, login or other

// `base` is the draft's address; `token` that of the session, which is another after signing in anew.
export const courier = ({ base, account, token }) => {
  const ask = async (path, request) => {
    let reply;
    try {
      reply = await fetch(`${base}/${path}`, { ...request, redirect: "manual" });
    } catch (error) {
      if (error.name === "AbortError") throw error;
      throw new Trouble("offline");
    }
    if (reply.type === "opaqueredirect") throw new Trouble("login");
    if (reply.status === 429 || reply.status >= 500) throw new Trouble("busy");
    return reply;
  };

  const renew = async () => {
    const reply = await ask("state", {});
    const told = reply.ok ? await reply.json() : {};
    if (told.account !== account) throw new Trouble(told.account ? "other" : "login");
    token = told.csrf;
  };

  // The status and what was said, an empty object where that is no data.
  const post = async (path, fields, signal, renewed = false) => {
    const body = new FormData();
    for (const [name, value] of Object.entries({ ...fields, account })) body.append(name, value);
    const reply = await ask(path, { method: "POST", headers: { "X-CSRFToken": token }, body, signal });
    const isData = reply.headers.get("Content-Type")?.includes("json");
    if (reply.status === 400 && !isData && !renewed) {
      await renew();
      return post(path, fields, signal, true);
    }
    const said = isData ? await reply.json() : {};
    if (reply.status === 409 && said.account) throw new Trouble("other");
    return { status: reply.status, said };
  };

  const get = async (path) => (await ask(path, {})).json();

  return { post, get };
};
