// Names of views, columns and SQL while a query is typed: a list at the cursor of a text area.
//
// `data`: `key` of the text area, `label` of the list, `views` ([{name, kind, isInner, columns}]), `words`.

const MOST = 8;
const NAMED = /\b(?:from|join)\s+([a-z_]\w*)(?:\s+(?:as\s+)?([a-z_]\w*))?/gi;
const VIEW_NEXT = /\b(?:from|join)\s+\w*$/i;
const QUOTED_OR_COMMENT = /^(?:[^'"-]|-(?!-)|'[^']*'|"[^"]*"|--.*\n)*$/;

export default function (component) {
  const area = () => document.querySelector(`.st-key-${component.data.key} textarea`);
  if (area()) return complete(area(), component);
  // Streamlit fetches its text areas when one is first shown.
  let ended;
  const coming = new MutationObserver(() => {
    if (!area()) return;
    coming.disconnect();
    ended = complete(area(), component);
  });
  coming.observe(document.body, { childList: true, subtree: true });
  return () => {
    coming.disconnect();
    ended?.();
  };
}

// Completes what is typed into an area, until what it returns is called.
function complete(area, { parentElement, data }) {
  const list = parentElement.querySelector(".completion");
  list.setAttribute("aria-label", data.label);
  area.setAttribute("aria-autocomplete", "list");
  area.setAttribute("aria-controls", list.id);
  area.style.fontFamily = getComputedStyle(list).fontFamily; // a query is code
  let offered = [];
  let at = 0;

  // The word before the cursor, and the name before its dot.
  const typed = () => {
    const before = area.value.slice(0, area.selectionStart);
    const [, owner, word] = before.match(/(?:(\w+)\.)?(\w*)$/);
    return { before, owner, word };
  };

  const close = () => {
    list.hidden = true;
    area.removeAttribute("aria-activedescendant");
  };

  const choose = (number) => {
    at = (number + offered.length) % offered.length;
    [...list.children].forEach((item, n) => item.setAttribute("aria-selected", n === at));
    area.setAttribute("aria-activedescendant", list.children[at].id);
    list.children[at].scrollIntoView({ block: "nearest" });
  };

  const accept = (name) => {
    const { word } = typed();
    area.focus();
    area.setSelectionRange(area.selectionStart - word.length, area.selectionStart);
    // Unlike setting the value, it can be undone, and React hears of it.
    document.execCommand("insertText", false, name);
    close();
  };

  const open = (asked) => {
    const { before, owner, word } = typed();
    const isPlain = QUOTED_OR_COMMENT.test(before);
    offered =
      isPlain && (asked || word || owner) ? candidates(data, area.value, before, owner, word) : [];
    if (!offered.length || (!asked && offered.some(({ name }) => name === word))) return close();
    list.replaceChildren(
      ...offered.map(({ name, kind }, n) => {
        const item = document.createElement("li");
        item.id = `${list.id}-${n}`;
        item.setAttribute("role", "option");
        const said = document.createElement("span");
        said.textContent = kind;
        item.append(name, said);
        item.onmousedown = (event) => {
          event.preventDefault(); // the text area keeps the focus
          accept(name);
        };
        return item;
      }),
    );
    list.hidden = false;
    const cursor = cursorOf(area, before.slice(0, before.length - word.length));
    list.style.left = `${Math.min(cursor.left, innerWidth - list.offsetWidth - 8)}px`;
    const below = cursor.bottom + list.offsetHeight < innerHeight;
    list.style.top = `${below ? cursor.bottom : cursor.top - list.offsetHeight}px`;
    choose(0);
  };

  const onKey = (event) => {
    const { key, shiftKey, ctrlKey, metaKey } = event;
    const handled = () => event.preventDefault();
    if (key === " " && ctrlKey) return handled(), open(true);
    if (list.hidden || event.isComposing || ctrlKey || metaKey) return;
    if (key === "ArrowDown" || key === "ArrowUp") handled(), choose(at + (key === "ArrowUp" ? -1 : 1));
    else if ((key === "Tab" || key === "Enter") && !shiftKey) handled(), accept(offered[at].name);
    else if (key === "Escape") handled(), close();
    else if (["Tab", "Enter", "ArrowLeft", "ArrowRight", "Home", "End"].includes(key)) close();
  };

  const heard = [
    ["input", (event) => event.inputType?.startsWith("insertText") || !list.hidden ? open() : null],
    ["keydown", onKey],
    ["blur", close],
    ["click", close],
    ["scroll", close],
  ];
  heard.forEach(([name, listener]) => area.addEventListener(name, listener));
  return () => {
    heard.forEach(([name, listener]) => area.removeEventListener(name, listener));
    area.removeAttribute("aria-autocomplete");
    close();
  };
}

// What may stand at the cursor: names that begin with the word, those that hold it, inner views.
function candidates({ views, words }, query, before, owner, word) {
  const view = Object.fromEntries(views.map((one) => [one.name, one]));
  const named = [...query.matchAll(NAMED)].map(([, name, alias]) => [name, alias]);
  const columnsOf = (name) => (view[name]?.columns ?? []).map((one) => ({ name: one, kind: name }));
  let all;
  if (owner) {
    const owned = named.filter(([name, alias]) => alias === owner || name === owner);
    all = owned.flatMap(([name]) => columnsOf(name));
  } else if (VIEW_NEXT.test(before)) {
    all = views;
  } else {
    const sql = words.map((name) => ({ name, kind: "SQL" }));
    all = [...named.flatMap(([name]) => columnsOf(name)), ...sql, ...views];
  }
  const wanted = word.toLowerCase();
  const rank = ({ name, isInner }) => 2 * !!isInner + !name.toLowerCase().startsWith(wanted);
  const ordered = all
    .filter(({ name }) => name.toLowerCase().includes(wanted))
    .sort((one, other) => rank(one) - rank(other));
  const first = new Map(ordered.map((one) => [one.name, one]).reverse());
  return ordered.filter((one) => first.get(one.name) === one).slice(0, MOST);
}

// Where, on the screen, text that follows `before` is drawn in a text area.
function cursorOf(area, before) {
  const copy = document.createElement("div");
  const style = getComputedStyle(area);
  for (const name of ["font", "padding", "border", "width", "boxSizing"])
    copy.style[name] = style[name];
  Object.assign(copy.style, { position: "fixed", visibility: "hidden", whiteSpace: "pre-wrap" });
  copy.style.overflowWrap = "break-word";
  const end = document.createElement("span");
  end.textContent = "\u200b";
  copy.append(before, end);
  document.body.append(copy);
  const box = area.getBoundingClientRect();
  const top = box.top + end.offsetTop - area.scrollTop;
  const left = box.left + end.offsetLeft;
  const height = end.offsetHeight;
  copy.remove();
  return { top, left, bottom: top + height };
}
