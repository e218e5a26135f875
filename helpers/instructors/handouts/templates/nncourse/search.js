// Search over the lessons without a server: the sections lie in the page, as sentences. Every word of the question must
// occur, a slip of the pen is forgiven, and a formula is compared as a formula. The best sentence is quoted.

const sections = JSON.parse(document.getElementById("sections").textContent);
const field = document.getElementById("q");
const results = document.getElementById("found");
const MOST = 20;

const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const wordsOf = (text) => plain(text).match(/[\p{L}\p{N}_]+/gu) ?? [];
for (const section of sections) {
  section.titleWords = wordsOf(`${section.page} ${section.heading}`);
  section.words = wordsOf(section.text.join(" "));
  section.codeWords = wordsOf(section.code);
}
const counts = new Map();
for (const word of sections.flatMap(({ titleWords, words }) => [...titleWords, ...words])) counts.set(word, (counts.get(word) ?? 0) + 1);
const known = new Set([...counts.keys(), ...sections.flatMap(({ codeWords }) => codeWords)]);
const begun = (word) => [...known].some((other) => other.startsWith(word));

// ---- slips ------------------------------------------------------------------------------------------------------

/** How many letters must be changed, added, dropped or exchanged so that `word` becomes the beginning of `other`. */
function slips(word, other) {
  let [before, above] = [[], [...Array(other.length + 1).keys()]];
  for (let i = 1; i <= word.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const same = word[i - 1] === other[j - 1] ? 0 : 1;
      row[j] = Math.min(above[j] + 1, row[j - 1] + 1, above[j - 1] + same);
      if (i > 1 && j > 1 && word[i - 1] === other[j - 2] && word[i - 2] === other[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    [before, above] = [above, row];
  }
  return Math.min(...above.slice(Math.max(0, word.length - 2)));
}

/** The word itself where some lesson has it, else the most frequent of those that it comes nearest to. */
function meant(word) {
  if (begun(word) || word.length < 4) return word;
  const allowed = word.length < 8 ? 1 : 2;
  const near = [...counts].map(([other, count]) => ({ other, count, far: slips(word, other) })).filter(({ far, other }) => far <= allowed && other.length > 3);
  near.sort((one, other) => one.far - other.far || other.count - one.count);
  return near[0]?.other ?? word;
}

// ---- formulas ---------------------------------------------------------------------------------------------------

const NAMES = { alpha: "α", beta: "β", gamma: "γ", delta: "δ", eta: "η", lambda: "λ", sigma: "σ", partial: "∂", nabla: "∇", sqrt: "√", sum: "∑" };
const named = new RegExp(`\\\\?(?<!\\p{L})(${Object.keys(NAMES).join("|")})(?!\\p{L})`, "gu");

/** A formula without spaces, brackets and signs of multiplication: x_1 and x₁, 1/2 and ½, "sigma(z)" and σ(z) are alike. */
function bare(text) {
  return plain(text.replace(named, (_, name) => NAMES[name])).replace(/[⁄∕]/g, "/").replace(/[−–]/g, "-").replace(/[\s_^{}()[\]*·×⋅∗\\,]/g, "");
}
const isFormula = (text) => /[=+/^_*·∂∑√∇\\²½]|[\u0370-\u03ff]|\p{L}\s*[-−]\s*\p{L}/u.test(text.replace(named, (_, name) => NAMES[name])) && bare(text).length > 2;
for (const section of sections) section.bare = section.text.map(bare);

// ---- what is found ----------------------------------------------------------------------------------------------

const starting = (list, word) => list.filter((other) => other.startsWith(word)).length;

/** How well a section answers: 0 when a word is missing; headings weigh more than text, text more than code. */
function score(section, words) {
  let sum = 0;
  for (const word of words) {
    const [title, text, code] = [section.titleWords, section.words, section.codeWords].map((list) => starting(list, word));
    if (!title && !text && !code) return 0;
    sum += 6 * title + 2 * Math.log2(1 + text) + 0.3 * Math.log2(1 + code);
  }
  return sum;
}

/** The sentence with most of the words; of several a whole one, and the longer one up to 90 characters. */
function sentence(section, words) {
  const hits = (text) => words.filter((word) => starting(wordsOf(text), word)).length;
  const told = section.text.map((text) => ({ text, hits: hits(text) })).filter((one) => one.hits);
  told.sort((one, other) => other.hits - one.hits || /[.!?]$/.test(other.text) - /[.!?]$/.test(one.text) || Math.min(90, other.text.length) - Math.min(90, one.text.length));
  return told[0]?.text ?? section.code.split("\n").find(hits) ?? section.text[0] ?? "";
}

function quoted(text, words) {
  const hit = new RegExp(`(?<![\\p{L}\\p{N}_])(${words.join("|") || "$^"})`, "giu");
  const line = document.createElement("p");
  for (const [i, piece] of (text.length > 320 ? `${text.slice(0, 300)} …` : text).split(hit).entries()) {
    if (i % 2) line.append(Object.assign(document.createElement("mark"), { textContent: piece }));
    else line.append(piece);
  }
  return line;
}

function look(asked) {
  if (isFormula(asked)) {
    const wanted = bare(asked);
    const found = sections.flatMap((section) => {
      const at = section.bare.findIndex((text) => text.includes(wanted));
      return at < 0 ? [] : [{ section, score: section.bare.filter((text) => text.includes(wanted)).length, quote: quoted(section.text[at], []) }];
    });
    if (found.length) return { found, said: "" };
  }
  const typed = wordsOf(asked);
  const words = typed.map(meant);
  const changed = typed.flatMap((word, i) => (word === words[i] ? [] : [`${word} as ${words[i]}`]));
  const found = sections.map((section) => ({ section, score: score(section, words) })).filter((item) => item.score);
  for (const item of found) item.quote = () => quoted(sentence(item.section, words), words);
  return { found, said: changed.length ? ` Read ${changed.join(", ")}.` : "" };
}

function search() {
  const asked = field.value.trim();
  results.hidden = !wordsOf(asked).length;
  if (results.hidden) return;
  const { found, said } = look(asked);
  found.sort((one, other) => other.score - one.score);
  const many = found.length === 1 ? "1 section" : `${found.length} sections`;
  results.querySelector("p").textContent = found.length ? `${many} found${found.length > MOST ? `, the best ${MOST}` : ""}.${said}` : "Nothing found. Try fewer or shorter words.";
  results.querySelector("ol").replaceChildren(
    ...found.slice(0, MOST).map(({ section, quote }) => {
      const link = document.createElement("a");
      link.href = section.href;
      link.textContent = section.heading === section.page ? section.page : `${section.page} › ${section.heading}`;
      const item = document.createElement("li");
      item.append(link, typeof quote === "function" ? quote() : quote);
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
