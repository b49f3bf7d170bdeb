// What hasn't arrived yet, in the order in which it was given. It stays on this phone until the site has it, whoever is
// signed in meanwhile, and over reloads and restarts.

const STORE = "unsent";

const opened = new Promise((resolve, reject) => {
  const request = indexedDB.open("qingdan-walk", 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "place", autoIncrement: true });
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

// Done when it is written to the disk.
const within = async (mode, work) => {
  const transaction = (await opened).transaction(STORE, mode, { durability: "strict" });
  const request = work(transaction.objectStore(STORE));
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(request?.result);
    transaction.onabort = () => reject(transaction.error);
  });
};

export const all = () => within("readonly", (store) => store.getAll());
export const keep = (entry) => within("readwrite", (store) => store.put(entry));
export const remove = (entries) =>
  within("readwrite", (store) => {
    for (const entry of entries) store.delete(entry.place);
  });
