// The text under one's hands: in CodeMirror where the site has it, else in the page's own field.

const TYPED = ["+input", "*compose"]; // what CodeMirror calls letters, and those of an input method
const HINT_PAUSE = 150; // milliseconds
const TOLD = { error: "错误", warning: "提醒", note: "说明" };

// The part in which two texts differ: what to cut out of the old one, and what to put there.
export const difference = (old, text) => {
  const most = Math.min(old.length, text.length);
  let start = 0, end = 0;
  while (start < most && old[start] === text[start]) start++;
  while (end < most - start && old[old.length - 1 - end] === text[text.length - 1 - end]) end++;
  return { start, end: old.length - end, put: text.slice(start, text.length - end) };
};

export const surface = (field, onSave) => (window.CodeMirror ? inCodeMirror(field, onSave) : inField(field));

const inField = (field) => ({
  text: () => field.value,
  lines: () => field.value.split("\n"),
  line: () => field.value.slice(0, field.selectionStart).split("\n").length - 1,
  replace: (text) => {
    const { start, end, put } = difference(field.value, text);
    field.setRangeText(put, start, end, "preserve");
    field.dispatchEvent(new Event("input"));
  },
  goTo: (line) => {
    const place = field.value.split("\n").slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
    field.focus();
    field.setSelectionRange(place, place);
  },
  onChange: (fn) => field.addEventListener("input", fn),
  onCursor: (fn) => document.addEventListener("selectionchange", () => document.activeElement === field && fn()),
  mark: () => {},
  offer: () => {},
});

const inCodeMirror = (field, onSave) => {
  const { CodeMirror } = window;
  const label = field.labels[0];
  let marked = [];
  const cm = CodeMirror.fromTextArea(field, {
    mode: "yaml",
    inputStyle: "contenteditable", // typing Chinese and reading aloud go better so
    lineNumbers: true,
    lineWrapping: true,
    styleActiveLine: true,
    tabSize: 2,
    indentWithTabs: false,
    screenReaderLabel: label.textContent,
    gutters: ["CodeMirror-lint-markers", "CodeMirror-linenumbers"],
    // Tab leads on to the next control, as everywhere; Ctrl-] and Ctrl-[ move lines in and out.
    extraKeys: {
      Tab: false, "Shift-Tab": false, Enter: newLine, "Ctrl-Space": "autocomplete", "Ctrl-S": onSave, "Cmd-S": onSave,
    },
    lint: { getAnnotations: () => marked.map((each) => annotation(cm, each)), lintOnChange: false },
    phrases: {
      "Search:": "查找：", "(Use /re/ syntax for regexp search)": "", "Replace?": "替换？", "Replace:": "替换：",
      "With:": "改成：", "Replace all:": "全部替换：", "Replace with:": "改成：", "Yes": "是", "No": "否", "All": "全部",
      "Stop": "停",
    },
  });
  label.addEventListener("click", () => cm.focus());
  const said = { role: "textbox", "aria-multiline": "true", "aria-describedby": field.getAttribute("aria-describedby") };
  for (const [name, value] of Object.entries(said)) cm.getInputField().setAttribute(name, value);
  // What an input method put in is read some milliseconds later, which may be too late for what is sent now.
  const flush = () => cm.display.input.readDOMTimeout && cm.display.input.updateFromDOM();
  const text = () => {
    flush();
    return cm.getValue();
  };
  field.form.addEventListener("submit", flush, true); // before CodeMirror fills the field
  return {
    text,
    lines: () => text().split("\n"),
    line: () => cm.getCursor().line,
    replace: (wanted) => {
      const { start, end, put } = difference(text(), wanted);
      cm.replaceRange(put, cm.posFromIndex(start), cm.posFromIndex(end));
    },
    goTo: (line) => {
      cm.focus();
      cm.setCursor({ line: line - 1, ch: 0 });
      cm.scrollIntoView(null, 120);
    },
    onChange: (fn) => cm.on("change", fn),
    onCursor: (fn) => cm.on("cursorActivity", fn),
    mark: (problems) => {
      marked = problems;
      cm.performLint();
    },
    // `wordsAt` gives what to choose from at a place: the words so far, and the list.
    offer: (wordsAt) => {
      cm.setOption("hintOptions", { completeSingle: false, hint: () => hints(cm, wordsAt) });
      let pause = null;
      cm.on("change", (_, { origin }) => {
        clearTimeout(pause);
        if (TYPED.includes(origin)) pause = setTimeout(() => cm.hasFocus() && !cm.state.completionActive && cm.showHint(), HINT_PAUSE);
      });
    },
  };
};

// A line that goes on where the one before has its first key, or below a key without a value.
const newLine = (cm) => {
  const { line, ch } = cm.getCursor("from");
  const before = cm.getLine(line).slice(0, ch);
  const at = before.match(/^\s*(?:-\s+)*/)[0].length + (/^[^#]*[^\s#][^#]*:\s*$/.test(before) ? 2 : 0);
  cm.replaceSelection(`\n${" ".repeat(at)}`, "end", "+line");
};

const annotation = (cm, { line, column, severity, message }) => {
  const from = { line: Math.min(line, cm.lineCount()) - 1, ch: column - 1 };
  const { length } = cm.getLine(from.line);
  const { end } = cm.getTokenAt({ line: from.line, ch: Math.min(column, length) });
  const to = { line: from.line, ch: Math.max(end, from.ch + 1) };
  return { from, to, severity: severity === "error" ? "error" : "warning", message: `${TOLD[severity]}：${message}` };
};

const hints = (cm, wordsAt) => {
  const to = cm.getCursor();
  const { word, list } = wordsAt(cm.getValue().split("\n"), to.line, to.ch);
  const from = { line: to.line, ch: to.ch - word.length };
  return { from, to, list: list.map(({ text, shown, about }) => ({ text, displayText: shown, about, render })) };
};

const render = (element, _, { displayText, about }) => {
  element.append(displayText);
  const said = document.createElement("span");
  said.className = "hint-about";
  said.textContent = about;
  element.append(said);
};
