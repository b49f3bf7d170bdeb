// Keeps the pages of walks, and what they are made of, for when there is no network: the network goes first always.
// What is kept goes when somebody signs out, or has to sign in.
"use strict";

const KEPT = "qingdan-walk";
const WALK = /^\/desk\/matters\/[^/]+\/walk$/, DOOR = /^\/desk\/(login|logout|oidc)(\/|$)/, PART = /^\/(bootstrap\/)?static\//;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  const own = event.data.map((each) => new URL(each, location)).filter(isKept);
  event.waitUntil(Promise.all(own.map((each) => fresh(new Request(each)).catch(() => {}))));
});

self.addEventListener("fetch", (event) => {
  const { request } = event, address = new URL(request.url);
  if (request.mode === "navigate" && DOOR.test(address.pathname)) event.waitUntil(caches.delete(KEPT));
  else if (request.method === "GET" && isKept(address)) event.respondWith(freshOrKept(request));
});

const isKept = ({ origin, pathname }) => origin === location.origin && (WALK.test(pathname) || PART.test(pathname));

const freshOrKept = async (request) => {
  try {
    return await fresh(request);
  } catch {
    return (await (await caches.open(KEPT)).match(request.url)) ?? Response.error();
  }
};

const fresh = async (request) => {
  const answer = await fetch(request);
  if (WALK.test(new URL(request.url).pathname) && (answer.redirected || answer.type === "opaqueredirect")) {
    await caches.delete(KEPT); // to the door
  } else if (answer.ok) {
    await (await caches.open(KEPT)).put(request.url, answer.clone());
  }
  return answer;
};
