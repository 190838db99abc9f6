// Tells whether the screen is narrow, and how much room a page has; a click on a row of a table, or
// Enter in it, chooses the row.
//
// `data`: `narrowPx`, `isNarrow` and `roomPx` as the server takes them, `stepPx` by which room is told,
// `rows` that the keys of the tables begin with.
//
// The grid chooses a row by its box, and the row of its focus by Shift+Space. So arrows move the
// focus and choose nothing.
//
// Streamlit lets arrows move the focus only while the pointer is over the grid, or has not moved yet.
// Who uses the keyboard has it anywhere: the grid is told that it is over its titles.

const HEADER_PX = 36;
const AT_REST_MS = 50;
const RESIZED_MS = 200;

export default function ({ data, setStateValue }) {
  const narrow = matchMedia(`(max-width: ${data.narrowPx}px)`);
  const tell = () => setStateValue("narrow", narrow.matches);
  if (narrow.matches !== data.isNarrow) tell();

  // Bars for scrolling come and go: who has room for a step more is told nothing of it yet.
  const page = document.querySelector('[data-testid="stMainBlockContainer"]');
  let known = data.roomPx;
  const tellRoom = () => {
    const { paddingLeft, paddingRight } = getComputedStyle(page);
    const room = page.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
    if (narrow.matches || (room >= known && room < known + 2 * data.stepPx)) return;
    known = Math.floor(room / data.stepPx) * data.stepPx;
    setStateValue("room", known);
  };
  let resized;
  const sizes = new ResizeObserver(() => {
    clearTimeout(resized);
    resized = setTimeout(tellRoom, RESIZED_MS);
  });
  sizes.observe(page);

  const canvasOf = ({ target }) =>
    target.closest?.("canvas, .dvn-scroller") &&
    target
      .closest(`[class*="st-key-${data.rows}"] [data-testid="stDataFrame"]`)
      ?.querySelector("canvas");

  const choose = (canvas) => {
    const pressed = { key: " ", code: "Space", keyCode: 32, shiftKey: true };
    canvas.dispatchEvent(
      new KeyboardEvent("keydown", { ...pressed, bubbles: true, cancelable: true }),
    );
  };

  const onKey = (event) => {
    const { key, shiftKey, ctrlKey, metaKey, altKey } = event;
    const canvas = canvasOf(event);
    if (key !== "Enter" || !canvas) return;
    if (shiftKey || ctrlKey || metaKey || altKey) return;
    event.preventDefault();
    event.stopPropagation();
    choose(canvas);
  };

  // After the grid has moved its focus there: it has none after a click on a box or a title.
  const onClick = (event) => {
    const canvas = canvasOf(event);
    if (canvas && event.clientY - canvas.getBoundingClientRect().top > HEADER_PX)
      setTimeout(() => choose(canvas));
  };

  let resting;
  const onFocusOrMove = ({ isTrusted, type, target }) => {
    const isFocus = type === "focusin";
    const canvas = canvasOf({ target: isFocus ? target : document.activeElement });
    if (!isTrusted || !canvas) return;
    clearTimeout(resting);
    resting = setTimeout(() => {
      if (canvas.matches(":hover")) return;
      const { left, top, width } = canvas.getBoundingClientRect();
      const there = { clientX: left + width / 2, clientY: top + HEADER_PX / 2, bubbles: true };
      canvas.dispatchEvent(new PointerEvent("pointermove", there));
      if (isFocus) resting = setTimeout(() => focusAgain(canvas), AT_REST_MS);
    }, AT_REST_MS);
  };

  // As it gets the focus it goes to its first cell, which it could not.
  const focusAgain = (canvas) => {
    if (document.activeElement !== canvas) return;
    document.removeEventListener("focusin", onFocusOrMove);
    canvas.blur();
    canvas.focus({ preventScroll: true });
    document.addEventListener("focusin", onFocusOrMove);
  };

  narrow.addEventListener("change", tell);
  document.addEventListener("focusin", onFocusOrMove);
  document.addEventListener("mousemove", onFocusOrMove);
  document.addEventListener("keydown", onKey, { capture: true });
  document.addEventListener("click", onClick);
  return () => {
    clearTimeout(resting);
    clearTimeout(resized);
    sizes.disconnect();
    narrow.removeEventListener("change", tell);
    document.removeEventListener("focusin", onFocusOrMove);
    document.removeEventListener("mousemove", onFocusOrMove);
    document.removeEventListener("keydown", onKey, { capture: true });
    document.removeEventListener("click", onClick);
  };
}
