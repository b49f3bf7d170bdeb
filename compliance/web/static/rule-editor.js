// The page on which a rule file is written: the text, and what stands beside it.
const form = document.querySelector("form[data-editor]");
const field = form.elements.text;
const changed = new Set(), moved = new Set();
const tell = (whom) => whom.forEach((fn) => fn());

const lines = () => field.value.split("\n");
const cursorLine = () => field.value.slice(0, field.selectionStart).split("\n").length - 1;

// The id of the entry of `items:` (or `rules:`, `statutes:`) that the cursor is in; null where it is in none.
const itemAtCursor = () => {
  const all = lines();
  const top = all.findLastIndex((line, place) => place <= cursorLine() && /^\S/.test(line) && !line.startsWith("#") && !line.startsWith("-"));
  if (top < 0 || !/^(items|rules|statutes)\s*:/.test(all[top])) return null;
  const first = all.slice(top + 1).find((line) => /^\s*-\s/.test(line));
  const starts = (line) => first && line.startsWith(`${first.match(/^\s*/)[0]}- `);
  const begin = all.findLastIndex((line, place) => place > top && place <= cursorLine() && starts(line));
  if (begin < 0) return null;
  const end = all.findIndex((line, place) => place > begin && (starts(line) || /^\S/.test(line)));
  const entry = all.slice(begin, end < 0 ? all.length : end).join("\n");
  const said = entry.match(/^\s*-\s+(?:\{\s*)?id:\s*([^\s,}#]+)/) ?? entry.match(/^\s+id:\s*([^\s,}#]+)/m);
  return said ? said[1].replace(/^["']|["']$/g, "") : null;
};

// Changes only the part that differs.
const replace = (text) => {
  const old = field.value;
  let start = 0, end = 0;
  while (start < Math.min(old.length, text.length) && old[start] === text[start]) start++;
  while (end < Math.min(old.length, text.length) - start && old.at(-1 - end) === text.at(-1 - end)) end++;
  field.setRangeText(text.slice(start, text.length - end), start, old.length - end, "preserve");
  tell(changed);
};

// `line` counts from 1.
const goTo = (line) => {
  const place = lines().slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
  field.focus();
  field.setSelectionRange(place, place);
  tell(moved);
};

field.addEventListener("input", () => tell(changed));
document.addEventListener("selectionchange", () => document.activeElement === field && tell(moved));

export const editor = {
  text: () => field.value,
  revision: () => Number(form.elements.revision.value),
  replace,
  goTo,
  itemAtCursor,
  onChange: (fn) => changed.add(fn),
  onCursor: (fn) => moved.add(fn),
  csrf: form.elements.csrf_token.value,
};
