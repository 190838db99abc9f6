// Rows of a table as cards. A card is chosen by its name, whose button covers it.
//
// `data`: `label` of the list, `cards` ([name, ...[label, value, kind]]), `count` of all there are,
// `isButton` if cards can be chosen, words: `more` (with {n}), `follow`.

const STEP = 5;
const SVG = "http://www.w3.org/2000/svg";

export default function ({ parentElement, data, setTriggerValue }) {
  const list = parentElement.querySelector(".row-cards");
  list.setAttribute("aria-label", data.label);
  // How many stand open, kept while the same list is sent again.
  let open = Math.max(STEP, Number(list.dataset.open ?? 0));

  const draw = () => {
    const shown = Math.min(open, data.cards.length);
    const left = data.count - shown;
    list.dataset.open = open;
    list.replaceChildren(...data.cards.slice(0, shown).map(card));
    if (left <= 0) return;
    const more = element("button", data.more.replace("{n}", left.toLocaleString("en")));
    more.className = "row-cards-more";
    more.onclick = () => {
      open = shown + 4 * STEP;
      draw();
      list.children[shown]?.querySelector("button")?.focus();
      if (open > data.cards.length && data.cards.length < data.count) setTriggerValue("more", true);
    };
    const last = document.createElement("li");
    last.className = "row-cards-last";
    last.append(more);
    list.append(last);
  };

  const card = ([name, ...fields], number) => {
    const item = document.createElement("li");
    const title = element(data.isButton ? "button" : "strong", name);
    if (data.isButton) title.onclick = () => setTriggerValue("chosen", number);
    const values = document.createElement("dl");
    for (const [label, value, kind] of fields) {
      const shown = document.createElement("dd");
      shown.append(kind === "link" ? link(value, data.follow) : kind === "trend" ? trend(value) : value);
      values.append(element("dt", label), shown);
    }
    item.append(title, values);
    return item;
  };

  draw();
}

function element(tag, words) {
  const made = document.createElement(tag);
  made.textContent = words;
  return made;
}

function link(address, words) {
  if (!/^https?:/.test(address)) return address;
  const made = element("a", words);
  Object.assign(made, { href: address, target: "_blank", rel: "noreferrer" });
  return made;
}

// A line from the first to the last of these numbers.
function trend(values) {
  const top = Math.max(...values, 1);
  const points = values.map((value, n) => `${n},${(1 - value / top) * 20 + 1}`);
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("viewBox", `0 0 ${Math.max(1, values.length - 1)} 22`);
  picture.setAttribute("preserveAspectRatio", "none");
  picture.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(SVG, "polyline");
  line.setAttribute("points", points.join(" "));
  picture.append(line);
  return picture;
}
