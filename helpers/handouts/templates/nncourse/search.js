// Search over the lessons without a server: the sections lie in the page, every word of the question must occur.

const sections = JSON.parse(document.getElementById("sections").textContent);
const field = document.getElementById("q");
const results = document.getElementById("found");
const MOST = 20;

const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const wordsOf = (text) => plain(text).match(/[\p{L}\p{N}_]+/gu) ?? [];
for (const section of sections) {
  section.words = wordsOf(section.text);
  section.titleWords = wordsOf(`${section.page} ${section.heading}`);
}

/** How well a section answers: 0 when a word is missing; headings weigh more than text. */
function score(section, words) {
  let sum = 0;
  for (const word of words) {
    const inTitle = section.titleWords.filter((other) => other.startsWith(word)).length;
    const inText = section.words.filter((other) => other.startsWith(word)).length;
    if (!inTitle && !inText) return 0;
    sum += 6 * inTitle + Math.log2(1 + inText);
  }
  return sum;
}

/** The text around the first hit, with the words marked. */
function excerpt(text, words) {
  const hit = new RegExp(`(?<![\\p{L}\\p{N}_])(${words.join("|")})`, "giu");
  const first = Math.max(0, text.search(hit));
  const start = first < 60 ? 0 : text.indexOf(" ", first - 60) + 1;
  const line = document.createElement("p");
  if (start) line.append("… ");
  for (const [i, piece] of text.slice(start, start + 180).split(hit).entries()) {
    if (i % 2) line.append(Object.assign(document.createElement("mark"), { textContent: piece }));
    else line.append(piece);
  }
  if (start + 180 < text.length) line.append(" …");
  return line;
}

function search() {
  const words = wordsOf(field.value);
  results.hidden = !words.length;
  if (!words.length) return;
  const found = sections.map((section) => ({ section, score: score(section, words) })).filter((item) => item.score);
  found.sort((one, other) => other.score - one.score);
  const many = found.length === 1 ? "1 section" : `${found.length} sections`;
  results.querySelector("p").textContent = found.length ? `${many} found${found.length > MOST ? `, the best ${MOST}` : ""}.` : "Nothing found. Try fewer or shorter words.";
  results.querySelector("ol").replaceChildren(
    ...found.slice(0, MOST).map(({ section }) => {
      const link = document.createElement("a");
      link.href = section.href;
      link.textContent = section.heading === section.page ? section.page : `${section.page} › ${section.heading}`;
      const item = document.createElement("li");
      item.append(link, excerpt(section.text, words));
      return item;
    }),
  );
}

field.form.addEventListener("submit", (event) => {
  event.preventDefault();
  search();
});
field.addEventListener("input", search);
field.value = new URLSearchParams(location.search).get("q") ?? "";
search();
