// The marking page: shows one answer at a time, turns keys into actions, and keeps nothing that the server does not have.

const BASE = document.body.dataset.base;
const $ = (id) => document.getElementById(id);
const TODO = ['open', 'begun', 'mine', 'changed'];
const STATES = {
  open: 'not marked', begun: 'begun', mine: 'handed to you', away: 'handed on', changed: 'changed since it was marked',
  differ: 'two differ', done: 'done', skipped: 'skipped', second: 'marked by another',
};
const KEYS = [
  ['j, →', 'next answer'], ['k, ←', 'answer before'], ['1 … 9', 'choose or leave an item of the scheme'],
  ['f', 'all points'], ['0', 'no points'], ['=', 'type the points'], ['c', 'comment: a new one, or one used before'],
  ['Enter', 'done, and on to the next'], ['u', 'undo your last action, again and again'], ['s', 'skip, or take back a skip'],
  ['h', 'hand on to somebody'], ['e', 'change the scheme and the comments, for all that have them'],
  ['[ and ]', 'where two differ: the first, or the second mark counts'], ['q', 'question and model answer'],
  ['r', 'the answer as it was typed'], ['n', 'name of the student'], ['p', 'make the feedback pages'],
  ['g', 'what is shown: to do, differing, skipped …'], ['w', 'the next question with answers to mark'], ['?', 'these keys'],
];

let look = null; // what the server last told of this question
let code = ''; // of the answer that is shown
let typed = false, named = false;
let answers = new Map();
let opening = false; // a dialog is about to open: keys are meant for it …
let early = []; // … and are kept until it is there
let last = Promise.resolve(); // actions wait for each other

// -- the server ---------------------------------------------------------------------------------------------------

const cookie = (name) => document.cookie.split('; ').find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';

async function ask(path, wish) {
  const address = `${BASE}/api/${path}${path.includes('?') ? '&' : '?'}as=${encodeURIComponent($('marker').value)}`;
  const how = wish && { method: 'POST', body: JSON.stringify(wish), headers: { 'X-XSRFToken': cookie('_xsrf') } };
  let reply;
  try {
    reply = await fetch(address, how);
  } catch {
    throw new Error('The server does not answer: start `nncourse mark` again. What you did before is kept; this was not.');
  }
  const told = await reply.json().catch(() => ({}));
  if (!reply.ok) throw new Error(told.error ?? `The server refused this (${reply.status}); load the page again.`);
  return told;
}

const place = () => `question/${$('question').value}`;

function queue(work) {
  last = last.then(work).catch((error) => tell(error.message, true));
  return last;
}

/** Send an action when all before it are done. `wanted` may be a function of what is shown then; nothing is sent for null. */
function act(wanted, after = () => {}) {
  return queue(async () => {
    const wish = typeof wanted === 'function' ? wanted() : wanted;
    if (!wish) return;
    look = await ask(`question/${look.id}`, ['item', 'words', 'undo'].includes(wish.do) ? wish : { code, ...wish });
    if (wish.do === 'undo' && look.went) await show(look.went);
    tell(look.late, Boolean(look.late));
    await after();
    paint();
  });
}

// -- which answer ---------------------------------------------------------------------------------------------------

const at = () => look.answers.findIndex((one) => one.code === code);
const current = () => look.answers[at()];
const fits = (one) => {
  const wanted = $('filter').value;
  if (wanted === 'all') return true;
  return wanted === 'todo' ? TODO.includes(one.state) : one.state === wanted;
};

/** The next code in a direction from the one that is shown, round the end, or '' where no other fits. */
function next(step, fitting = fits) {
  const count = look.answers.length;
  const from = at() < 0 ? (step > 0 ? -1 : count) : at();
  for (let i = 1; i <= count; i += 1) {
    const one = look.answers[(((from + step * i) % count) + count) % count];
    if (one.code !== code && fitting(one)) return one.code;
  }
  return '';
}

const fetched = (wanted) => {
  const key = `${wanted} ${named}`;
  if (!answers.has(key)) {
    if (answers.size > 30) answers.clear();
    answers.set(key, ask(`${place()}/${wanted}${named ? '?named=1' : ''}`));
    answers.get(key).catch(() => answers.delete(key));
  }
  return answers.get(key);
};

async function show(wanted) {
  code = wanted;
  localStorage.setItem(`marking ${look.id}`, code);
  paint();
  if (!code) return;
  const told = await fetched(code);
  if (told.code !== code) return;
  if (typed) {
    const pre = make('pre', told.typed);
    $('answer').replaceChildren(pre);
  } else {
    $('answer').innerHTML = told.html; // made of a list of harmless elements by the server
  }
  $('answer').scrollTop = 0;
  $('answer').dataset.shows = code;
  $('which').dataset.name = told.name ?? '';
  paint();
  const following = next(1);
  if (following) fetched(following).catch(() => {});
}

function go(step) {
  return queue(async () => {
    const wanted = next(step, step < 0 && $('filter').value === 'todo' ? () => true : fits);
    if (wanted) await show(wanted);
    else tell(rest());
    $('answer').focus({ preventScroll: true });
  });
}

function rest() {
  const skipped = look.answers.filter((one) => one.state === 'skipped').length;
  const differ = look.answers.filter((one) => one.state === 'differ').length;
  const more = [skipped && `${skipped} skipped`, differ && `${differ} where two differ`].filter(Boolean).join(', ');
  return `Nothing else here.${more ? ` There are ${more}: choose with g.` : ''} Press w for the next question.`;
}

/** Open the next question, in their order and round the end, that has answers without a mark. */
function nextQuestion() {
  return queue(async () => {
    const all = await ask('questions');
    const here = all.findIndex((one) => one.id === look.id);
    const wanted = [...all.slice(here + 1), ...all.slice(0, here)].find((one) => one.done < one.total);
    if (!wanted) { tell('No other question has answers to mark.'); return; }
    $('question').value = wanted.id;
    await open(wanted.id);
    $('answer').focus({ preventScroll: true });
  });
}

async function open(id) {
  answers = new Map();
  look = await ask(`question/${id}`);
  const kept = localStorage.getItem(`marking ${id}`);
  code = look.answers.some((one) => one.code === kept) ? kept : '';
  $('answer').replaceChildren();
  const words = $('asked').querySelector('div');
  words.innerHTML = `${look.asked}<h2>Model answer</h2>${look.model}<h2>Marking scheme</h2>${look.notes}`;
  history.replaceState(null, '', `${BASE}/${id}`); // no token stays in the address
  await show(code || next(1) || (look.answers[0]?.code ?? ''));
  tell(look.late, Boolean(look.late));
}

// -- what is seen ------------------------------------------------------------------------------------------------------

function make(tag, text = '', about = {}) {
  const element = document.createElement(tag);
  element.textContent = text;
  for (const [name, value] of Object.entries(about)) element.setAttribute(name, value);
  return element;
}

const number = (value) => `${Math.round(value * 1e4) / 1e4}`;
const signed = (value) => (value < 0 ? `−${number(-value)}` : number(value));

function tell(text, bad = false) {
  $('told').textContent = text ?? '';
  $('told').classList.toggle('bad', bad);
}

function paint() {
  const all = look.answers;
  const done = all.filter((one) => one.state === 'done' || one.state === 'differ' || one.state === 'second').length;
  const bar = $('progress').querySelector('progress');
  [bar.max, bar.value] = [Math.max(all.length, 1), done];
  const counted = Object.keys(STATES).map((state) => [all.filter((one) => one.state === state).length, STATES[state]]);
  const more = counted.filter(([count, words]) => count && words !== 'done').map(([count, words]) => `${count} ${words}`);
  if (look.empty) more.push(`${look.empty} wrote nothing`);
  $('progress').querySelector('span').textContent = [`${done} of ${all.length} marked`, ...more].join(' · ');
  $('undo').disabled = !look.undo;
  const one = current();
  $('right').hidden = !one;
  const name = $('which').dataset.name;
  $('which').textContent = one ? `Answer ${at() + 1} of ${all.length}${named && name ? ` · ${name}` : ''} · ${STATES[one.state]}` : 'There is no answer here';
  if (!one) {
    $('answer').textContent = all.length ? rest() : 'Nobody has written an answer to this question yet, or it was not graded: run `nncourse grade`.';
    return;
  }
  const mine = one.mine;
  $('score').textContent = mine.score === null ? `– of ${number(look.points)}` : `${number(mine.score)} of ${number(look.points)}`;
  if (mine.score !== null && !mine.done) $('score').append(make('small', 'kept, not done yet: Enter'));
  if (one.handed) $('score').append(make('small', `${one.handed.from} handed it on${one.handed.to ? ` to ${one.handed.to}` : ''}${one.handed.why ? `: ${one.handed.why}` : ''}`));
  $('scheme').replaceChildren(...look.items.map((item, i) => choice(item, i, mine)));
  $('said').replaceChildren(...mine.comments.map((id) => said(id)).filter(Boolean));
  $('others').replaceChildren(...(one.others ?? []).map((other, i) => opinion(other, i, one)));
  for (const [key, pressed] of [['r', typed], ['n', named]]) {
    document.querySelector(`[data-key="${key}"]`).setAttribute('aria-pressed', pressed);
  }
}

function choice(item, i, mine) {
  const button = make('button', '', { type: 'button', 'aria-pressed': mine.items.includes(item.id) });
  const words = make('span');
  words.innerHTML = item.html;
  const points = make('strong', signed(item.points));
  const sign = make('span', '', { class: 'sign', 'aria-hidden': 'true' });
  sign.append(i < 9 ? make('kbd', `${i + 1}`) : '');
  button.append(sign, points, words);
  button.onclick = () => act({ do: 'pick', item: item.id });
  return button;
}

function said(id) {
  const comment = look.comments.find((one) => one.id === id);
  if (!comment) return null;
  const button = make('button', '', { type: 'button', title: 'Take this comment away' });
  const words = make('span');
  words.innerHTML = comment.html;
  button.append(words, make('span', '✕', { 'aria-label': ', take away' }));
  button.onclick = () => act({ do: 'say', comment: id });
  return button;
}

function opinion(other, i, one) {
  const box = make('div');
  const words = make('div');
  words.innerHTML = other.words;
  box.append(make('h3', `${other.who}: ${number(other.score)} of ${number(look.points)}`), words);
  if (one.state === 'differ' || one.settled) {
    const buttons = make('div', '', { class: 'buttons' });
    for (const [key, who, label] of [['[', look.marker, 'Yours counts'], [']', other.who, `${other.who}’s counts`]]) {
      const button = make('button', label, { type: 'button', 'aria-pressed': one.settled === who });
      if (i === 0) button.append(make('kbd', key));
      button.onclick = () => act({ do: 'settle', who });
      buttons.append(button);
    }
    box.append(buttons);
  }
  return box;
}

// -- dialogs ---------------------------------------------------------------------------------------------------------

/** Open a dialog on the answer that is shown once what was pressed before is done; `typing`: keys of meanwhile are typed then. */
function soon(opens, typing = true) {
  [opening, early] = [true, []];
  return queue(() => { if (current()) opens(); }).finally(() => {
    opening = false;
    if (typing && $('dialog').open) type(early);
  });
}

/** Type keys into the first field of the open dialog up to Enter; what follows is meant for the page. */
function type(keys) {
  const field = $('dialog').querySelector('input');
  const end = keys.indexOf('Enter');
  const words = keys.slice(0, end < 0 ? keys.length : end).filter((key) => key.length === 1).join('');
  if (words) {
    field.value = words;
    field.dispatchEvent(new Event('input'));
  }
  if (end < 0) return;
  if (field.form) field.form.requestSubmit();
  else field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' }));
  for (const key of keys.slice(end + 1)) {
    if (opening) early.push(key);
    else press(key);
  }
}

function dialog(title, ...parts) {
  const box = $('dialog');
  const close = make('button', 'Close', { type: 'button' });
  close.append(make('kbd', 'Esc'));
  close.onclick = () => box.close();
  box.replaceChildren(make('h2', title, { id: 'dialog-title' }), ...parts, close);
  if (!box.open) box.showModal();
  const first = box.querySelector('[autofocus], input, textarea, select') ?? close;
  first.focus();
  first.select?.(); // what is typed takes the place of what stands there
  return box;
}

function labelled(words, field) {
  const label = make('label', `${words} `);
  label.append(field);
  return label;
}

function form(title, fields, send) {
  const element = make('form', '', { method: 'dialog' });
  element.append(...fields, make('button', 'Keep', { class: 'main' }));
  element.onsubmit = send;
  dialog(title, element);
}

function askPoints() {
  const field = make('input', '', { type: 'number', step: 'any', min: 0, max: look.points, required: '' });
  field.value = current().mine.score ?? '';
  form(`Points, 0 to ${number(look.points)}`, [labelled('Points', field)], () => act({ do: 'points', points: field.valueAsNumber }));
}

function askHand() {
  const to = make('input', '', { type: 'text', maxlength: 60, list: 'graders', autocomplete: 'off' });
  const why = make('input', '', { type: 'text', maxlength: 500 });
  form('Hand on', [labelled('To whom (empty: whoever comes)', to), labelled('Why', why)], () => {
    act({ do: 'hand', to: to.value, why: why.value }, step);
  });
}

function askFilter() {
  const box = make('div', '', { role: 'listbox', 'aria-label': 'Show', tabindex: 0, autofocus: '' });
  const options = [...$('filter').options];
  let chosen = $('filter').selectedIndex;
  const draw = () => box.replaceChildren(...options.map((option, i) => {
    const count = look.answers.filter((one) => (option.value === 'all' ? true : option.value === 'todo' ? TODO.includes(one.state) : one.state === option.value)).length;
    const row = make('div', `${option.text} (${count})`, { role: 'option', id: `show-${i}`, 'aria-selected': i === chosen });
    row.onclick = () => take(i);
    if (i === chosen) box.setAttribute('aria-activedescendant', row.id);
    return row;
  }));
  const take = (i) => { $('dialog').close(); $('filter').selectedIndex = i; changeFilter(); };
  box.onkeydown = (event) => {
    const move = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
    if (move) { chosen = (chosen + move + options.length) % options.length; draw(); }
    if (event.key === 'Enter') take(chosen);
    if (move || event.key === 'Enter') event.preventDefault();
  };
  draw();
  dialog('Show', box);
}

function askComment() {
  const field = make('input', '', {
    type: 'text', maxlength: 2000, role: 'combobox', 'aria-expanded': 'true', 'aria-controls': 'comments', 'aria-autocomplete': 'list', autocomplete: 'off',
  });
  const list = make('div', '', { id: 'comments', role: 'listbox', 'aria-label': 'Comments used before' });
  let chosen = -1, shown = [];
  const draw = () => {
    const words = field.value.trim().toLowerCase();
    shown = look.comments.filter((one) => one.words.toLowerCase().includes(words));
    if (chosen >= shown.length) chosen = shown.length - 1;
    list.replaceChildren(...shown.map((one, i) => {
      const row = make('div', `${one.words} (${one.used})`, { role: 'option', id: `comment-${i}`, 'aria-selected': i === chosen });
      row.onclick = () => { chosen = i; take(); };
      return row;
    }));
    if (chosen >= 0) field.setAttribute('aria-activedescendant', `comment-${chosen}`);
    else field.removeAttribute('aria-activedescendant');
  };
  const take = () => {
    const words = field.value.trim();
    if (chosen < 0 && !words) return;
    $('dialog').close();
    act(chosen >= 0 ? { do: 'say', comment: shown[chosen].id } : { do: 'say', words });
  };
  field.oninput = () => { chosen = -1; draw(); };
  field.onkeydown = (event) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      chosen = Math.min(Math.max(chosen + (event.key === 'ArrowDown' ? 1 : -1), -1), shown.length - 1);
      draw();
      event.preventDefault();
    }
    if (event.key === 'Enter') { take(); event.preventDefault(); }
  };
  draw();
  dialog('Comment', labelled('Words (Markdown, formulas between $); or ↓ for one used before', field), list);
}

function askScheme() {
  const rows = make('div');
  const change = (wish) => act(wish, async () => draw());
  const row = (item) => {
    const line = make('div', '', { class: 'row' });
    const points = make('input', '', { type: 'number', step: 'any', 'aria-label': 'Points' });
    const words = make('input', '', { type: 'text', 'aria-label': item ? `Item, stands with ${item.used} answers` : 'New item' });
    [points.value, words.value] = item ? [item.points, item.words] : ['', ''];
    const send = () => points.value !== '' && words.value.trim() && change({ do: 'item', id: item?.id, points: points.valueAsNumber, words: words.value });
    words.onchange = send;
    points.onchange = () => item && send();
    line.append(points, words);
    if (item) {
      const gone = make('button', `Remove (${item.used})`, { type: 'button' });
      gone.onclick = () => change({ do: 'item', id: item.id, gone: true });
      line.append(gone);
    }
    return line;
  };
  const comment = (one) => {
    const line = make('div', '', { class: 'row comment' });
    const words = make('input', '', { type: 'text', 'aria-label': `Comment, stands with ${one.used} answers` });
    words.value = one.words;
    words.onchange = () => change({ do: 'words', id: one.id, words: words.value });
    line.append(words, make('span', `${one.used}`));
    return line;
  };
  const draw = () => {
    const focus = [...rows.querySelectorAll('input')].indexOf(document.activeElement);
    rows.replaceChildren(
      make('p', 'What you change here reaches every answer that has it, at once. Points below 0 are deductions.'),
      ...look.items.map(row), make('h3', 'A new item'), row(null),
      ...(look.comments.length ? [make('h3', 'Comments')] : []), ...look.comments.map(comment),
    );
    if (focus >= 0) rows.querySelectorAll('input')[focus]?.focus();
  };
  draw();
  dialog('Scheme and comments', rows);
}

function showKeys() {
  const list = make('dl', '', { class: 'keys' });
  for (const [key, what] of KEYS) {
    const name = make('dt');
    name.append(make('kbd', key));
    list.append(name, make('dd', what));
  }
  dialog('Keys', list);
}

// -- keys --------------------------------------------------------------------------------------------------------------

async function step() {
  const wanted = next(1);
  if (wanted) await show(wanted);
  else { paint(); tell(`${rest()}`); }
  $('answer').focus({ preventScroll: true });
}

function press(key) {
  if (key === '?') return showKeys();
  if (!look) return null;
  if (key === 'g') return askFilter();
  if (key === 'w') return nextQuestion();
  if (key === 'q') { $('asked').open = !$('asked').open; return undefined; }
  if (key === 'u') return act({ do: 'undo' });
  if (key === 'e') return soon(askScheme, false);
  if (key === 'p') return queue(async () => { tell('Making pages …'); tell((await ask('pages', {})).told); });
  if (key === 'n' || key === 'r') {
    return queue(async () => {
      if (key === 'n') named = !named;
      else typed = !typed;
      if (code) await show(code);
    });
  }
  if (key === 'j' || key === 'ArrowRight') return go(1);
  if (key === 'k' || key === 'ArrowLeft') return go(-1);
  if (/^[1-9]$/.test(key)) return act(() => code && look.items[key - 1] && { do: 'pick', item: look.items[key - 1].id });
  if (key === '0') return act(() => code && { do: 'points', points: 0 });
  if (key === 'f') return act(() => code && { do: 'full' });
  if (key === 's') {
    let back = false;
    return act(() => { back = current()?.state === 'skipped'; return code && { do: 'skip' }; }, () => back || step());
  }
  if (key === 'Enter') return act(() => code && { do: 'done', on: true }, step);
  if (key === '=') return soon(askPoints);
  if (key === 'c') return soon(askComment);
  if (key === 'h') return soon(askHand);
  if (key === '[' || key === ']') {
    return act(() => {
      const one = current();
      const open = one?.others?.length && (one.state === 'differ' || one.settled);
      return open && { do: 'settle', who: key === '[' ? look.marker : one.others[0].who };
    });
  }
  return null;
}

document.addEventListener('keydown', (event) => {
  const on = event.target;
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || $('dialog').open || !look) return;
  if (on.matches('input, textarea, select')) return;
  if (opening) { early.push(event.key); event.preventDefault(); return; }
  if ((event.key === 'Enter' || event.key === ' ') && on.matches('button, summary, a')) return;
  if (press(event.key) !== null) event.preventDefault();
});
for (const button of document.querySelectorAll('[data-key]')) button.onclick = () => press(button.dataset.key);
$('keys').onclick = showKeys;
$('question').onchange = () => queue(() => open($('question').value));
const changeFilter = () => queue(async () => {
  if (!current() || !fits(current())) await show(next(1));
  $('answer').focus({ preventScroll: true });
});
$('filter').onchange = changeFilter;
$('marker').value = localStorage.getItem('marking as') || document.body.dataset.user;
$('marker').onchange = () => {
  if (!$('marker').value.trim()) $('marker').value = document.body.dataset.user;
  localStorage.setItem('marking as', $('marker').value);
  queue(() => open($('question').value));
};

queue(async () => {
  const all = await ask('questions');
  $('question').replaceChildren(...all.map((one) => make('option', `${one.lesson} · ${one.title} `, { value: one.id })));
  if (!all.length) {
    tell('No lesson with answers in words was graded yet: run `nncourse grade`, then load this page again.', true);
    return;
  }
  const wanted = location.pathname.slice(BASE.length + 1);
  if (all.some((one) => one.id === wanted)) $('question').value = wanted;
  else $('question').value = (all.find((one) => one.done < one.total) ?? all[0]).id;
  await open($('question').value);
  $('answer').focus({ preventScroll: true });
});
