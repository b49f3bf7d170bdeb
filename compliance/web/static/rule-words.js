// Which words fit at a place of a rule file, from what the site knows of the language (`words`) and what the text asks.
import { placeAt } from "./rule-place.js";

const MOST = 60;
const NOTHING = { word: "", list: [] };

export const completion = (words) => {
  let facts = words.facts, parameters = [];

  // What the text itself asks, beside what other rules ask.
  const learn = (look) => {
    if (!look.facts) return;
    facts = { ...words.facts, ...look.facts };
    parameters = look.parameters;
  };

  const below = (entry) => {
    if (!entry) return {};
    if (entry.part) return { part: entry.part };
    if (entry.each) return { each: entry.each };
    if (entry.condition) return { condition: true };
    return entry.given ? { given: true } : {};
  };

  const step = (node, key) => {
    if (node.part) return below(words.parts[node.part][key]);
    if (node.each) return words.parts[node.each] ? { part: node.each } : {};
    if (node.condition) return words.connectives.some(([name]) => name === key) ? node : { fact: key };
    return node.fact ? { fact: node.fact, operator: key } : {};
  };

  const plain = (pairs) => pairs.map(([text, about]) => ({ text, about }));
  const keys = (part) =>
    Object.entries(words.parts[part]).map(([text, { about, must }]) => ({ text, about: must ? `${about}（必填）` : about }));
  const factsOf = (type) =>
    Object.entries(facts).filter(([, each]) => !type || each.type === type)
      .map(([text, { ask, unit }]) => ({ text, about: `${ask ?? ""}${unit ? `（${unit}）` : ""}` }));
  const truths = [{ text: "true", about: "是" }, { text: "false", about: "否" }];
  const values = (name) => {
    const { type, options = [] } = facts[name] ?? {};
    if (type === "boolean") return truths;
    if (type === "number") return parameters.map((each) => ({ text: `$${each}`, about: "随时间变动的数字" }));
    return [...options.map((text) => ({ text, about: "" })), ...plain(words.named[name] ?? [])];
  };

  const keysAt = (node) => {
    if (node.part) return keys(node.part);
    if (node.condition) return [...plain(words.connectives), ...factsOf()];
    if (node.given) return factsOf();
    return node.fact && !node.operator ? plain(words.operators[facts[node.fact]?.type] ?? []) : [];
  };

  const valuesAt = (node, key) => {
    if (key === null) return node.fact ? values(node.fact) : [];
    if (node.condition || node.given) return values(key);
    if (node.fact) return values(node.fact);
    const entry = node.part && words.parts[node.part][key];
    if (!entry) return [];
    return key === "of" ? factsOf("number") : [...plain(entry.values), ...plain(words.named[key] ?? [])];
  };

  const isList = (node, key) => key === null && node.part === undefined && node.condition === undefined;

  const at = (lines, line, column) => {
    const { keys: above, key, word, flow } = placeAt(lines, line, column);
    if (/^["'|>&*#]/.test(word)) return NOTHING;
    const node = above.reduce(step, { part: words.root });
    const last = above.at(-1);
    const parent = above.slice(0, -1).reduce(step, { part: words.root });
    const found = key === null ? [...keysAt(node), ...(isList(node, key) ? valuesAt(parent, last) : [])] : valuesAt(node, key);
    const isChinese = /[^\x00-\x7f]/.test(word); // what a word means is in Chinese
    const fits = found.filter(({ text, about }) => text.includes(word) || (isChinese && about.includes(word)));
    const begins = (each) => !each.text.startsWith(word);
    const sorted = fits.filter((each) => each.text !== word).sort((one, other) => begins(one) - begins(other));
    const isKey = key === null && keysAt(node).length > 0;
    return {
      word,
      list: sorted.slice(0, MOST).map(({ text, about }) => ({ text: written(text, flow) + (isKey ? ": " : ""), shown: text, about })),
    };
  };

  return { at, learn };
};

// A word as YAML takes it for a text, in quotes where it must be.
const written = (text, flow) => {
  const odd = /^[\s!&*?|>@`"'%#-]|: |:$| #|\s$/.test(text) || (flow && /[,[\]{}]/.test(text));
  return odd || /^\d+(\.\d+)?$/.test(text) && text.length > 1 ? JSON.stringify(text) : text;
};
