// Tells whether the screen is narrow; a click on a row of a table, or Enter in it, chooses the row.
//
// `data`: `narrowPx`, `isNarrow` as the server takes it, `rows` that the keys of the tables begin with.
//
// The grid chooses a row by its box, and the row of its focus by Shift+Space. So arrows move the
// focus and choose nothing.

const HEADER_PX = 36;

export default function ({ data, setStateValue }) {
  const narrow = matchMedia(`(max-width: ${data.narrowPx}px)`);
  const tell = () => setStateValue("narrow", narrow.matches);
  if (narrow.matches !== data.isNarrow) tell();

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

  narrow.addEventListener("change", tell);
  document.addEventListener("keydown", onKey, { capture: true });
  document.addEventListener("click", onClick);
  return () => {
    narrow.removeEventListener("change", tell);
    document.removeEventListener("keydown", onKey, { capture: true });
    document.removeEventListener("click", onClick);
  };
}
