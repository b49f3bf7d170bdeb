// "不清楚" and "以上都没有" exclude all else in their question.
export const exclude = (control) => {
  const others = [...control.closest("[data-question]").querySelectorAll("input:not([type=hidden], [type=file]), textarea")];
  const given = control.type === "checkbox" ? control.checked : control.value !== "";
  if (!given || control.type === "radio") return;
  for (const other of others.filter((each) => each !== control)) {
    if ("alone" in control.dataset || "alone" in other.dataset) empty(other);
  }
};

const empty = (control) => {
  if (control.type === "checkbox") control.checked = false;
  else control.value = "";
};
