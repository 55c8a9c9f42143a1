/* Choosing, filtering and finding figures in the note. */
startBase();

const note = $("#note"), panel = $("#panel"), panelBody = $("#panel-body"), panelTitle = $("#panel-title");
const total = data.claims.rows;
const marks = new Map(); // claim → its marks in the text, the first one first
for (const mark of $$("[data-c]", note)) {
  for (const n of mark.dataset.c.split(" ").map(Number)) marks.set(n, [...(marks.get(n) || []), mark]);
}
const column = (name, n, table = data.claims) => table.columns[name][table.columns[name].length === 1 ? 0 : n];
const inverse = (lists) => {
  const found = {};
  lists.forEach((claims, n) => new Set(claims).forEach((each) => (found[each] ||= []).push(n)));
  return found;
};
const relationsOf = inverse(data.relations.claims), findingsOf = inverse(data.findings.claims);
for (const list of Object.values(relationsOf)) list.sort((a, b) => column("holds", a, data.relations) - column("holds", b, data.relations));
const byId = new Map(data.claims.columns.claim_id.map((text, n) => [data.texts[text], n]));
const boxes = new Map();

let chosen = null, visible = [...Array(total).keys()], hidden = new Set(), sought = "";

const say = (text) => { $("#live").textContent = text; };
const siblings = (n) => {
  const mark = (marks.get(n) || [])[0];
  return mark ? mark.dataset.c.split(" ").map(Number) : [n];
};
const everywhere = (n) => [...(marks.get(n) || []), ...(boxes.get(n) || [])];

function clearMarks() {
  for (const element of $$(".chosen, .linked")) {
    element.classList.remove("chosen", "linked");
    element.removeAttribute("aria-current");
  }
  if (CSS.highlights) CSS.highlights.delete("taken-from");
}

/* Show everything about one figure; `move` brings it into view and takes the focus there. */
function choose(n, move = false) {
  chosen = n;
  clearMarks();
  for (const each of relationsOf[n] || []) {
    for (const other of data.relations.claims[each]) everywhere(other).forEach((element) => element.classList.add("linked"));
  }
  for (const element of everywhere(n)) {
    element.classList.remove("linked");
    element.classList.add("chosen");
    element.setAttribute("aria-current", "true");
  }
  takenFrom(n);
  const first = (marks.get(n) || [])[0];
  if (first && first.matches("a")) {
    rove(first);
    if (move && !note.hidden && first.offsetParent) {
      first.focus({ preventScroll: true });
      bringIntoView(first);
    }
  }
  if (move && pagesShown() && boxes.has(n)) bringIntoView(boxes.get(n)[0]);
  panelTitle.textContent = word("ui.selected");
  panelBody.replaceChildren(detailOf(n));
  panel.classList.remove("low");
  panel.scrollTop = 0;
  $("#back").hidden = false;
  history.replaceState(null, "", "#" + claim(n).claim_id);
  const row = claim(n);
  say(`${row.text}，${aboutOf(row)}，${word("state." + row.state)}`);
}

function drawList(limit = FIRST) {
  chosen = null;
  clearMarks();
  panelTitle.textContent = word("ui.panel");
  panelBody.replaceChildren(listOf(limit));
  $("#back").hidden = true;
}

let returning = false;

function back() {
  const was = chosen;
  drawList();
  panel.classList.add("low");
  history.replaceState(null, "", location.pathname + location.search);
  const first = was === null ? null : (marks.get(was) || [])[0];
  if (first && first.matches("a")) {
    returning = true; // the focus goes back to the figure, and does not choose it anew
    first.focus({ preventScroll: true });
    returning = false;
  }
}

/* Bring a place to the middle. Parts that were never shown get their height on the way: look again until it stands still. */
function bringIntoView(element, tries = 4) {
  const before = element.getBoundingClientRect().top;
  element.scrollIntoView({ block: "center", inline: "nearest" });
  requestAnimationFrame(() => {
    const { top, bottom } = element.getBoundingClientRect();
    if (tries && (Math.abs(top - before) > 1 || top < 0 || bottom > innerHeight)) bringIntoView(element, tries - 1);
  });
}

/* One figure is in the tab order; the arrows go from one to the next. */
let current = null;
function rove(mark) {
  if (current) current.tabIndex = -1;
  current = mark;
  mark.tabIndex = 0;
}

function step(by) {
  if (!visible.length) return;
  const at = visible.indexOf(chosen === null ? -1 : chosen);
  const next = at < 0 ? nextAfter(chosen, by) : visible[Math.min(Math.max(at + by, 0), visible.length - 1)];
  choose(next, true);
}
function nextAfter(n, by) {
  if (n === null) return by > 0 ? visible[0] : visible[visible.length - 1];
  const after = visible.filter((each) => (by > 0 ? each > n : each < n));
  return after.length ? after[by > 0 ? 0 : after.length - 1] : visible[0];
}

/* Filter by state and by words. */
function searchable(n) {
  const row = claim(n);
  return [row.text, row.entity, row.entity_id, row.metric, row.metric_id, row.period, row.unit, row.attribution, ...Object.values(row.qualifiers || {}), row.quote].join("\n").toLowerCase();
}
let haystack = null;

function filter() {
  const words = sought.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length) haystack ||= [...Array(total).keys()].map(searchable);
  visible = [];
  for (let n = 0; n < total; n++) {
    if (!hidden.has(data.states[data.claims.state[n]]) && words.every((each) => haystack[n].includes(each))) visible.push(n);
  }
  const on = new Set(visible);
  for (const mark of $$("[data-c]")) mark.classList.toggle("off", !mark.dataset.c.split(" ").some((n) => on.has(Number(n))));
  count();
  if (chosen === null) drawList();
}

function count() {
  const filtered = visible.length < total;
  $("#count").textContent = !visible.length && total ? word("ui.none_shown") : filtered ? word("ui.shown", { n: visible.length, all: total }) : "";
}

/* From raw offsets back to characters on the page. */
const anchors = $$("[data-o]", note).map((element) => [Number(element.dataset.o), element]).filter(([offset]) => offset >= 0).sort((a, b) => a[0] - b[0]);

function rangeOf(start, end) {
  const from = pointAt(start, false), to = pointAt(end, true);
  if (!from || !to) return null;
  const range = document.createRange();
  range.setStart(...from);
  range.setEnd(...to);
  return range.collapsed ? null : range;
}

/* The text node and index of an offset: walk on from the last mark of place that is not after it. */
function pointAt(offset, isEnd) {
  let low = 0, high = anchors.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (anchors[middle][0] < offset + (isEnd ? 0 : 1)) low = middle + 1;
    else high = middle;
  }
  if (!low) return null;
  let [at, element] = anchors[low - 1];
  const block = element.closest(".t, th, td");
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  let last = null;
  while (walker.nextNode()) {
    const text = walker.currentNode;
    const after = element === block || element.compareDocumentPosition(text) & (Node.DOCUMENT_POSITION_FOLLOWING | Node.DOCUMENT_POSITION_CONTAINED_BY);
    if (!after) continue;
    const length = codePoints(text.data);
    last = [text, text.data.length];
    if (offset - at <= length) return [text, units(text.data, Math.max(offset - at, 0))];
    at += length;
  }
  return last;
}

function takenFrom(n) {
  if (!CSS.highlights) return;
  const flat = data.claims.evidence[n], ranges = [];
  for (let at = 0; at < flat.length; at += 4) ranges.push(rangeOf(flat[at + 1], flat[at + 2]));
  const found = ranges.filter(Boolean);
  if (found.length) CSS.highlights.set("taken-from", new Highlight(...found));
}

function showPlace(start, end) {
  const range = rangeOf(start, end);
  if (!range) return;
  showText();
  bringIntoView(range.startContainer.parentElement);
  if (CSS.highlights) CSS.highlights.set("taken-from", new Highlight(range));
}

function showFinding(n) {
  clearMarks();
  const place = $(`[data-f~="${n}"]`, note);
  if (!place) return;
  showText();
  place.classList.add("chosen");
  bringIntoView(place);
}

/* Text or page pictures. */
const sheets = $("#sheets"), text = $("#text");
const pagesShown = () => Boolean(sheets) && !sheets.hidden;

function showText() {
  if (pagesShown()) setView(false);
}

function setView(pages) {
  const page = pages ? null : chosen;
  text.hidden = pages;
  sheets.hidden = !pages;
  $("#view-text").setAttribute("aria-pressed", String(!pages));
  $("#view-pages").setAttribute("aria-pressed", String(pages));
  if (pages && !boxes.size) drawBoxes();
  if (chosen !== null) {
    const shown = pages ? boxes.get(chosen) : marks.get(page);
    if (shown) bringIntoView(shown[0]);
  }
}

function drawBoxes() {
  const overlays = new Map($$("svg[data-page]", sheets).map((svg) => [Number(svg.dataset.page), svg]));
  const on = new Set(visible);
  for (let n = 0; n < total; n++) {
    const overlay = overlays.get(column("page", n)), [x0, top, x1, bottom] = ["x0", "top", "x1", "bottom"].map((name) => column(name, n));
    if (!overlay || x0 === null) continue;
    const box = make("svg:rect", { class: `box s-${data.states[data.claims.state[n]]}`, "data-c": n, x: x0 - 1, y: top - 1, width: x1 - x0 + 2, height: bottom - top + 2, rx: 1.5 });
    box.classList.toggle("off", !on.has(n));
    if (n === chosen) box.classList.add("chosen");
    overlay.append(box);
    boxes.set(n, [box]);
  }
}

/* A short word beside the pointer. */
let peek = null;
function showPeek(mark) {
  const n = Number(mark.dataset.c.split(" ")[0]), row = claim(n), at = mark.getBoundingClientRect();
  peek ||= document.body.appendChild(make("div", { class: "peek", "aria-hidden": "true" }));
  peek.replaceChildren(aboutOf(row) || row.quote, make("br"), `${valueOf(row)} · ${word("state." + row.state)}`);
  peek.hidden = false;
  peek.style.left = `${Math.min(at.left + scrollX, scrollX + innerWidth - 370)}px`;
  peek.style.top = `${at.bottom + scrollY + 6}px`;
}
const hidePeek = () => { if (peek) peek.hidden = true; };

/* What the reader does. */
note.addEventListener("click", (event) => {
  const mark = event.target.closest("[data-c]"), check = event.target.closest("[data-r]"), place = event.target.closest(".g[data-f]");
  if (mark) { event.preventDefault(); hidePeek(); choose(Number(mark.dataset.c.split(" ")[0])); }
  else if (check) choose(data.relations.claims[Number(check.dataset.r)][0], true);
  else if (place) { event.preventDefault(); clearMarks(); place.classList.add("chosen"); }
  const button = event.target.closest("button[data-claim]");
  if (button) choose(Number(button.dataset.claim), true);
});
note.addEventListener("focusin", (event) => {
  const mark = event.target.closest("a[data-c]");
  if (mark && !returning && !mark.dataset.c.split(" ").map(Number).includes(chosen)) choose(Number(mark.dataset.c.split(" ")[0]));
});
note.addEventListener("pointerover", (event) => {
  const mark = event.pointerType === "mouse" && event.target.closest("[data-c]");
  if (mark && !mark.classList.contains("chosen") && !mark.classList.contains("off")) showPeek(mark);
});
note.addEventListener("pointerout", hidePeek);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && chosen !== null) { back(); return; }
  if (!event.target.closest || !event.target.closest("a[data-c]") || event.ctrlKey || event.metaKey || event.altKey) return;
  const by = { ArrowRight: 1, ArrowLeft: -1, Home: -total, End: total }[event.key];
  if (by) { event.preventDefault(); step(by); }
  if (event.key === "Enter" || event.key === " ") { event.preventDefault(); panelTitle.focus(); }
});
$("#previous").addEventListener("click", () => step(-1));
$("#next").addEventListener("click", () => step(1));
$("#back").addEventListener("click", back);
panelTitle.addEventListener("click", () => panel.classList.toggle("low"));
$("#search").addEventListener("input", (event) => { sought = event.target.value; filter(); });
$("#search").addEventListener("keydown", (event) => { if (event.key === "Enter" && visible.length) choose(visible[0], true); });
for (const chip of $$(".chip[data-state]")) {
  chip.addEventListener("click", () => {
    const state = chip.dataset.state, off = chip.getAttribute("aria-pressed") === "true";
    chip.setAttribute("aria-pressed", String(!off));
    if (off) hidden.add(state); else hidden.delete(state);
    filter();
  });
}
$("#numerals").addEventListener("change", (event) => note.classList.toggle("numerals", event.target.checked));
const overview = $("#overview");
if (overview) {
  overview.addEventListener("click", (event) => {
    const box = overview.getBoundingClientRect(), at = ((event.clientX - box.left) / box.width) * Number(overview.dataset.length);
    const far = (n) => Math.abs(column("start", n) - at);
    const nearest = visible.reduce((best, n) => (best === null || far(n) < far(best) ? n : best), null);
    if (nearest !== null) choose(nearest, true);
  });
}
if (sheets) {
  $("#view-text").addEventListener("click", () => setView(false));
  $("#view-pages").addEventListener("click", () => setView(true));
}
onLanguage.push(() => { count(); if (chosen === null) drawList(); else choose(chosen); });

const start = $("a[data-c]", note);
if (start) rove(start);
const wanted = byId.get(location.hash.slice(1));
if (wanted !== undefined) choose(wanted, true);
else drawList();
if (wanted === undefined) panel.classList.add("low");
addEventListener("hashchange", () => { const n = byId.get(location.hash.slice(1)); if (n !== undefined && n !== chosen) choose(n, true); });
