// What little a page does by itself: keyboard access to what scrolls, series of pictures, notes that stay.

// Whatever scrolls sideways can be reached by keyboard, fades where it goes on, and says so below a picture, table or formula.
const scrollers = document.querySelectorAll("pre, .scroll, .formula, .long");
const fade = ({ target }) => target.classList.toggle("goes-on", target.scrollLeft + target.clientWidth < target.scrollWidth - 2);
const reach = () => {
  for (const element of scrollers) {
    const wide = element.scrollWidth > element.clientWidth + 1;
    if (wide) element.tabIndex = 0;
    else element.removeAttribute("tabindex");
    fade({ target: element });
    const said = element.nextElementSibling?.matches(".swipe") ? element.nextElementSibling : null;
    if (said) said.hidden = !wide;
    else if (wide && element.matches(".scroll, .formula")) {
      const words = Object.assign(document.createElement("span"), { className: "swipe", textContent: "scrolls sideways ⟷" });
      words.ariaHidden = "true";
      element.after(words);
    }
  }
};
for (const element of scrollers) element.addEventListener("scroll", fade, { passive: true });
reach();
addEventListener("resize", reach);
document.fonts?.ready.then(reach);
document.addEventListener("toggle", reach, true);

// The list of sections marks the one that is read.
const places = [...document.querySelectorAll(".toc a")].map((link) => [link, document.getElementById(decodeURIComponent(link.hash.slice(1)))]);
let reading = null;
const mark = () => {
  const [link] = places.findLast(([, heading]) => heading?.getBoundingClientRect().top < innerHeight / 3) ?? [null];
  if (link === reading) return;
  reading?.removeAttribute("aria-current");
  link?.setAttribute("aria-current", "location");
  const list = link?.closest(".toc");
  if (list && list.scrollHeight > list.clientHeight) list.scrollTop = link.offsetTop - list.clientHeight / 2;
  reading = link;
};
addEventListener("scroll", () => requestAnimationFrame(mark), { passive: true });
mark();

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

// A committed prediction opens the results that wait for it.
document.addEventListener("nncourse-committed", ({ target }) => {
  let next = target.closest(".output")?.nextElementSibling;
  for (; next?.matches("pre, .fold, .output"); next = next.nextElementSibling) {
    next.querySelector("details.outcome")?.setAttribute("open", "");
  }
});

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

// On a narrow screen the list of sections is folded.
if (matchMedia("(max-width: 74.99rem)").matches) document.querySelector(".toc details")?.removeAttribute("open");

// ---- paper -----------------------------------------------------------------------------------------------------

const main = document.querySelector("main");
const make = (tag, className, ...children) => {
  const element = document.createElement(tag);
  element.className = className;
  element.append(...children);
  return element;
};
const linked = (id, ...words) => {
  const link = make("a", "", ...words);
  link.href = `#${id}`;
  return link;
};
let back = []; // what brings the page back to the screen

/** A student's folded answers go to the end, each with the code whose picture it shows; `answers` is "end" or "none". */
function answersToTheEnd(answers) {
  const folds = [...main.querySelectorAll("details:not(.fold, .nnw-group)")].filter((fold) => !fold.parentElement.closest("details"));
  const end = make("section", "at-end", make("h2", "", "Answers, and what comes out"));
  end.firstChild.id = "at-end";
  folds.forEach((fold, i) => {
    const before = fold.parentElement.matches(".output") ? fold.parentElement.previousElementSibling : null;
    const moved = [before?.matches("pre.code") && fold.querySelector("img, .widget") ? before : null, fold].filter(Boolean);
    const [place, name] = [make("p", "see"), fold.querySelector("summary").textContent];
    moved[0].before(place);
    back.push(() => place.replaceWith(moved[0]), () => fold.toggleAttribute("open", wasOpen));
    const wasOpen = fold.open;
    const holder = moved[1] ? make("span", "see") : null;
    if (holder) fold.replaceWith(holder);
    if (holder) back.push(() => holder.replaceWith(fold));
    if (answers === "none") return moved.forEach((part) => part.remove());
    place.append(`${name}: `, linked(`at-end-${i + 1}`, `${i + 1}, at the end`));
    place.id = `asked-${i + 1}`;
    const item = make("div", "", linked(place.id, make("b", "", `${i + 1} · ${name}`)), ...moved);
    item.id = `at-end-${i + 1}`;
    fold.open = true;
    end.append(item);
  });
  if (end.children.length < 2) return;
  main.append(end);
  back.push(() => end.remove());
}

/** On paper a link is a number, and its address a note at the end. */
function linksAsNotes() {
  const addresses = [...new Set([...main.querySelectorAll("a[href^=http]")].map((link) => link.href))];
  for (const link of main.querySelectorAll("a[href^=http]")) {
    const note = make("sup", "note links", ` [${addresses.indexOf(link.href) + 1}]`);
    link.after(note);
    back.push(() => note.remove());
  }
  if (!addresses.length) return;
  const list = make("section", "links", make("h2", "", "Links"), make("ol", "", ...addresses.map((address) => make("li", "", address))));
  list.firstChild.id = "links";
  main.append(list);
  back.push(() => list.remove());
}

addEventListener("beforeprint", () => {
  if (back.length || !main) return;
  linksAsNotes();
  if (document.body.matches(".student")) answersToTheEnd(document.body.dataset.answers ?? "end");
  for (const fold of main.querySelectorAll("details:not([open], .nnw-group)")) {
    fold.open = true;
    back.push(() => fold.removeAttribute("open"));
  }
});
addEventListener("afterprint", () => {
  for (const step of back.reverse()) step();
  back = [];
});
