// What little a page does by itself: keyboard access to what scrolls, series of pictures, notes that stay.

// Whatever scrolls sideways can be reached by keyboard.
const scrollers = document.querySelectorAll("pre, .scroll, .formula, .long");
const reach = () => {
  for (const element of scrollers) {
    if (element.scrollWidth > element.clientWidth + 1) element.tabIndex = 0;
    else element.removeAttribute("tabindex");
  }
};
reach();
addEventListener("resize", reach);
document.fonts?.ready.then(reach);
document.addEventListener("toggle", reach, true);

// A series of pictures with a slider.
for (const series of document.querySelectorAll("[data-frames]")) {
  const { frames } = JSON.parse(series.querySelector("script").textContent);
  const [image, input, value, text] = ["img", "input", "output", "[role=status]"].map((name) => series.querySelector(name));
  input.hidden = frames.length < 2;
  input.addEventListener("input", () => {
    const frame = frames[Number(input.value)];
    image.src = frame.image;
    image.alt = text.textContent = frame.alt;
    value.textContent = frame.value;
    input.setAttribute("aria-valuetext", frame.value);
  });
}

// What is written into an answer stays in this browser, where it allows that.
for (const field of document.querySelectorAll(".answer textarea")) {
  const key = `nncourse:${document.title}:${field.id}`;
  try {
    field.value = localStorage.getItem(key) ?? "";
    field.addEventListener("input", () => localStorage.setItem(key, field.value));
  } catch {
    // A browser that keeps nothing for pages from disk still lets the reader write and print.
  }
}

// On a narrow screen the list of sections is folded; on paper nothing is.
if (matchMedia("(max-width: 74.99rem)").matches) document.querySelector(".toc details")?.removeAttribute("open");
addEventListener("beforeprint", () => {
  for (const fold of document.querySelectorAll("main details:not([open], .nnw-group)")) fold.setAttribute("open", "");
});
