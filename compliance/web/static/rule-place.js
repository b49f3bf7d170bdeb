// Where in a rule file a place is: which entry of its list, and under which keys. The text may be half written, so that
// lines and their indentation are all there is to go by.

const ENTRIES = /^(items|rules|statutes)\s*:/;
const FLOW_LINES = 40; // how far up a {…} or […] may have begun

const indent = (line) => line.match(/^\s*/)[0].length;
const isNothing = (line) => /^\s*(#|$)/.test(line);
const unquoted = (text) => text.replace(/^(["'])(.*)\1$/, "$2");

// A line in block style: the columns of its dashes, and its key with that column and what stands behind it.
const parsed = (line) => {
  const dashes = [];
  let at = indent(line);
  while (/^-(\s|$)/.test(line.slice(at))) {
    dashes.push(at);
    at += 1 + line.slice(at + 1).match(/^\s*/)[0].length;
  }
  const found = line.slice(at).match(/^("[^"]*"|'[^']*'|[^\s#{["'][^#]*?)\s*:(?=\s|$)\s*/);
  return { dashes, at, key: found && unquoted(found[1]), value: found ? at + found[0].length : at };
};

// The first and the last line of the entry that the line is in, both counted from 0; null where it is in none.
export const entryAt = (lines, line) => {
  const isTop = (each) => /^[^\s#-]/.test(each);
  const top = lines.findLastIndex((each, place) => place <= line && isTop(each));
  if (top < 0 || !ENTRIES.test(lines[top])) return null;
  const first = lines.find((each, place) => place > top && !isNothing(each));
  if (!first || !/^\s*-(\s|$)/.test(first)) return null;
  const starts = (each) => indent(each) === indent(first) && /^\s*-(\s|$)/.test(each);
  const begin = lines.findLastIndex((each, place) => place > top && place <= line && starts(each));
  if (begin < 0) return null;
  const end = lines.findIndex((each, place) => place > begin && (starts(each) || isTop(each)));
  return { begin, end: (end < 0 ? lines.length : end) - 1 };
};

// The id of the entry that the line is in; null where it is in none, or has no id yet.
export const idAt = (lines, line) => {
  const entry = entryAt(lines, line);
  if (!entry) return null;
  const [first, ...others] = lines.slice(entry.begin, entry.end + 1);
  const { at } = parsed(first);
  const own = [first.slice(at), ...others.filter((each) => indent(each) === at).map((each) => each.slice(at))];
  const said = own.map((each) => each.match(/^(?:\{\s*)?id\s*:\s*("[^"]*"|'[^']*'|[^\s,}#]+)/)).find(Boolean);
  return said ? unquoted(said[1]) : null;
};

// The keys above the line in block style, the outermost first.
const keysAbove = (lines, line, column, inList) => {
  const keys = [];
  for (let place = line - 1; place >= 0 && (column > 0 || inList); place--) {
    if (isNothing(lines[place])) continue;
    const { dashes, at, key } = parsed(lines[place]);
    const isParent = key !== null && (at < column || (inList && at === column && !dashes.length));
    if (isParent) keys.unshift(key);
    if (isParent && !dashes.length) [column, inList] = [at, false];
    else if (dashes.length && (isParent || (!inList && at === column))) [column, inList] = [dashes[0], true];
  }
  return keys;
};

// What is open in a flow text at its end: of each { or [ the key at hand, and whether a value is expected.
const openIn = (text) => {
  const stack = [];
  let word = "", quote = "";
  const end = () => {
    word = "";
  };
  for (const [place, char] of [...text].entries()) {
    const top = stack.at(-1);
    if (quote) {
      if (char === quote) quote = "";
      word += char;
    } else if ((char === '"' || char === "'") && !word.trim()) {
      quote = char;
      word = char;
    } else if ((char === "{" || char === "[") && !word.trim()) {
      stack.push({ mapping: char === "{", key: null });
      end();
    } else if (char === "}" || char === "]") {
      stack.pop();
      end();
      if (!stack.length) return [];
    } else if (char === ",") {
      if (top) top.key = null;
      end();
    } else if (char === ":" && top?.mapping && top.key === null && /^(\s|$)/.test([...text][place + 1] ?? "")) {
      top.key = unquoted(word.trim());
      end();
    } else word += char;
  }
  return stack.map((each) => ({ ...each, word: word.trimStart() }));
};

const flowAt = (lines, line, column) => {
  for (let start = line; start >= Math.max(0, line - FLOW_LINES); start--) {
    const { value } = parsed(lines[start]);
    if (!/^[{[]/.test(lines[start].slice(value)) || (start === line && column <= value)) continue;
    const whole = [...lines.slice(start, line), lines[line].slice(0, column)];
    const stack = openIn([whole[0].slice(value), ...whole.slice(1)].join("\n"));
    return stack.length ? { start, stack } : null;
  }
  return null;
};

// What is being written at a place: the `keys` above it, the outermost first; the `key` whose value it is, null where
// a key is being written; and the `word` so far.
export const placeAt = (lines, line, column) => {
  const flow = flowAt(lines, line, column);
  const from = parsed(lines[flow ? flow.start : line]);
  const [outer, inList] = from.dashes.length ? [from.dashes[0], true] : [from.at, false];
  const above = keysAbove(lines, flow ? flow.start : line, outer, inList);
  if (flow) return inFlow([...above, ...(from.key === null ? [] : [from.key])], flow.stack);
  const typed = lines[line].slice(0, column);
  const now = parsed(typed);
  const behind = now.key !== null && column >= now.value && /:\s/.test(typed.slice(now.at));
  return { keys: above, key: behind ? now.key : null, word: typed.slice(behind ? now.value : now.at), flow: false };
};

const inFlow = (above, stack) => {
  const keys = [...above];
  for (const { key } of stack.slice(0, -1)) if (key !== null) keys.push(key);
  const { mapping, key, word } = stack.at(-1);
  const value = mapping ? key : keys.pop() ?? null;
  return { keys, key: value, word, flow: true };
};
