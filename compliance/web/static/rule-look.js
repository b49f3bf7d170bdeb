// Has the site look at the text after each pause, and shows what is wrong with it.
import { Trouble } from "./rule-post.js";

const PAUSE = 500; // milliseconds
const WORDS = { error: "错误", warning: "提醒", note: "说明" };

// `told` is given what came of each look.
export const looker = ({ text, post, goTo, told }) => {
  const list = document.getElementById("problems"), count = document.getElementById("problem-count");
  let running = null, pause = null;

  const look = async () => {
    running?.abort();
    running = new AbortController();
    try {
      const { status, said } = await post("look", { text: text() }, running.signal);
      if (status === 200) show(said);
    } catch (error) {
      if (error.name !== "AbortError" && !(error instanceof Trouble)) throw error;
    }
  };

  const show = (said) => {
    list.replaceChildren(...said.problems.map(entry));
    const words = said.problems.length ? `有 ${said.problems.length} 处要看。` : "没有问题。";
    if (count.textContent !== words) count.textContent = words; // read aloud only where it changed
    told(said);
  };

  const entry = ({ line, column, severity, message, file }) => {
    const each = document.createElement("li"), kind = document.createElement("b");
    kind.textContent = WORDS[severity];
    each.append(file ? `${file} 第 ${line} 行` : leading(line, column), "，", kind, `：${message}`);
    return each;
  };

  const leading = (line, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "to-line";
    button.textContent = `第 ${line} 行第 ${column} 列`;
    button.addEventListener("click", () => goTo(line));
    return button;
  };

  return () => {
    clearTimeout(pause);
    pause = setTimeout(look, PAUSE);
  };
};
