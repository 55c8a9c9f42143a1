/* The panel: a list of findings and figures, or everything that is known of the chosen one. */
const stateBadge = (state) => make("span", { class: `badge sign s-${state}` }, word("state." + state));

function part(title, ...children) {
  return make("section", {}, title ? make("h3", { class: "part-head" }, title) : null, ...children);
}

function member(n, chosen) {
  const row = claim(n);
  const button = make("button", { type: "button", class: `member s-${row.state}`, onclick: () => choose(n, true) }, row.text);
  if (n === chosen) button.setAttribute("aria-current", "true");
  button.append(make("small", {}, aboutOf(row) || " "));
  return button;
}

function findingCard(n) {
  const row = finding(n);
  const card = make("div", { class: `finding sev-${row.severity}${row.waived === null ? "" : " waived"}` });
  const labels = [word("check." + row.check), word("severity." + row.severity)];
  if (row.origin !== "source") labels.push(word("finding_origin." + row.origin));
  if (row.waived !== null) labels.push(word("ui.waived"));
  card.append(make("h3", { class: "sign" }, labels.join(" · ")), make("p", {}, language() ? row.message_en : row.message));
  if (row.waived) card.append(make("p", { class: "why" }, row.waived));
  return card;
}

function relationCard(n, chosen) {
  const row = relation(n), unit = row.claims.length ? claim(row.claims[0]).unit : null;
  const mark = make("span", { class: `badge sign s-${row.holds ? (row.touches ? "suspect" : "confirmed") : "contradicted"}` }, verdict(row));
  const card = make("div", { class: "relation" }, make("h4", {}, make("span", {}, word("check." + row.kind)), mark));
  card.append(make("p", { class: "formula" }, row.formula));
  const drawn = chart(row, unit);
  if (drawn) card.append(drawn);
  if (!row.holds || row.touches) card.append(make("p", { class: "said" }, language() ? row.message_en : row.message));
  card.append(make("div", { class: "members", role: "group", "aria-label": word("ui.takes_part") }, ...row.claims.map((each) => member(each, chosen))));
  return card;
}

/* How the value came about: as printed, the scale, base units, precision, the rule. */
function derivation(row) {
  const steps = make("dl", { class: "steps" });
  const step = (name, value) => value && steps.append(make("dt", {}, name), make("dd", {}, value));
  step(word("ui.printed"), row.text.replace(/\s+/g, " "));
  if (row.bound !== "exact") step(word("ui.bound_by"), word("bound." + row.bound));
  if (row.multiplier !== "1") step(word("ui.scale"), "× " + grouped(row.multiplier));
  const ends = [...new Set([row.low, row.high].filter((end) => end !== null))];
  step(word("ui.base"), ends.map(grouped).join(" – ") + (ends.length ? unitWord(row.unit) : ""));
  const decimals = [...new Set([row.decimals_low, row.decimals_high].filter((each) => each !== null))];
  step(word("ui.precision"), decimals.map((d) => (d > 0 ? "0." + "0".repeat(d - 1) + "1" : grouped("1" + "0".repeat(-d)))).join(" / "));
  step(word("ui.rule"), row.rule);
  return steps;
}

/* Column by column: the words that a value was taken from, and whether it was printed beside the figure. */
function origins(n, row) {
  const list = make("dl", { class: "steps" }), flat = data.claims.evidence[n], told = new Set();
  for (let at = 0; at < flat.length; at += 4) {
    const column = data.texts[flat[at]], start = flat[at + 1], end = flat[at + 2];
    const words = make("button", { type: "button", class: "from", title: word("ui.show_in_note"), onclick: () => showPlace(start, end) }, data.texts[flat[at + 3]]);
    const how = row.inferred.includes(column) ? make("span", { class: "how" }, word("ui.carried")) : null;
    list.append(make("dt", {}, told.has(column) ? "" : word("column." + column)), make("dd", {}, words, how));
    told.add(column);
  }
  data.claims.heads[n].forEach((text, at) => {
    if (text >= 0) list.append(make("dt", {}, word(["ui.row_path", "ui.col_path", "ui.caption", "ui.unit_line"][at])), make("dd", {}, data.texts[text]));
  });
  for (const column of row.inferred.filter((each) => !told.has(each))) {
    list.append(make("dt", {}, word("column." + column)), make("dd", {}, shown(column, row[column]), make("span", { class: "how" }, word("ui.carried"))));
  }
  for (const [column, said] of Object.entries(row.corrected)) {
    const how = word("ui.corrected_by", { who: said.who, why: said.why, old: shown(column, said.old || null) });
    list.append(make("dt", {}, word("column." + column)), make("dd", {}, shown(column, row[column]), make("span", { class: "how" }, how)));
  }
  for (const column of row.unresolved) {
    list.append(make("dt", {}, word("column." + column)), make("dd", {}, make("span", { class: "badge s-unresolved" }, word("ui.undecided"))));
  }
  return list.childElementCount ? list : null;
}

/* A value as a reader wants it; the exact one stands in the row below. */
function shown(column, value) {
  if (value === null || value === undefined) return word("ui.no_value");
  if (column === "qualifiers") {
    return Object.entries(value).map(([key, each]) => `${word("qualifier." + key)}：${each}`).join("；") || word("ui.no_value");
  }
  if (column === "corrected") return Object.keys(value).map((each) => word("column." + each)).join("、") || word("ui.no_value");
  if (Array.isArray(value)) return value.map((each) => word("column." + each)).join("、") || word("ui.no_value");
  if (data.words[`${column}.${value}`]) return word(`${column}.${value}`);
  return ["low", "high", "multiplier"].includes(column) ? grouped(value) : String(value);
}

function wholeRow(row) {
  const table = make("table", { class: "row-table" });
  for (const column of Object.keys(data.claims.kinds)) {
    const value = row[column], empty = value === null || (typeof value === "object" && !Object.keys(value).length);
    const head = make("th", { scope: "row" }, word("column." + column), make("code", {}, column));
    table.append(make("tr", {}, head, make("td", { class: empty ? "null" : null }, empty ? word("ui.no_value") : shown(column, value))));
  }
  return make("details", { open: recall("row") === "open", ontoggle: (event) => remember("row", event.target.open ? "open" : "") },
    make("summary", {}, word("ui.whole_row")), table);
}

function copyButton(key, text) {
  return make("button", { type: "button", class: "quiet", onclick: async () => {
    try {
      await navigator.clipboard.writeText(text);
      say(word("ui.copied"));
    } catch {
      say(word("ui.copy_failed"));
    }
  } }, word(key));
}

const OPEN = 4; // relations that are shown at once; those that do not hold come first

function detailOf(n) {
  const row = claim(n), here = siblings(n), body = document.createDocumentFragment();
  const head = part(null, make("p", { class: "about" }, aboutOf(row)), make("p", { class: "big" }, valueOf(row)), stateBadge(row.state), " ",
    make("span", { class: "count" }, word("help." + row.state)));
  if (here.length > 1) {
    const buttons = here.map((each) => make("button", { type: "button", "aria-pressed": each === n, onclick: () => choose(each, true) }, `${claim(each).text}　${aboutOf(claim(each))}`));
    head.append(make("p", { class: "count" }, word("ui.several", { n: here.length })), make("div", { class: "siblings" }, ...buttons));
  }
  body.append(head);
  if (findingsOf[n]) body.append(part(word("ui.findings"), ...findingsOf[n].map(findingCard)));
  const related = relationsOf[n] || [];
  const cards = related.length ? related.slice(0, OPEN).map((each) => relationCard(each, n)) : [make("p", { class: "about" }, word("ui.no_relations"))];
  const relations = part(related.length ? `${word("ui.relations")} (${related.length})` : word("ui.relations"), ...cards);
  if (related.length > OPEN) {
    const more = make("button", { type: "button", class: "quiet more", onclick: () => more.replaceWith(...related.slice(OPEN).map((each) => relationCard(each, n))) }, word("ui.more_relations", { n: related.length - OPEN }));
    relations.append(more);
  }
  body.append(relations);
  const taken = origins(n, row);
  if (taken) body.append(part(word("ui.taken_from"), taken));
  body.append(part(word("ui.derivation"), derivation(row)));
  const { state, ...exact } = row;
  body.append(part(null, wholeRow(row), make("div", { class: "actions" },
    copyButton("ui.copy_sql", `SELECT * FROM claims WHERE claim_id = '${row.claim_id}';`), copyButton("ui.copy_json", JSON.stringify(exact, null, 2)))));
  return body;
}

const FIRST = 150;

function listOf(limit) {
  const body = document.createDocumentFragment();
  const heard = [...data.findings.claims.keys()].filter((n) => !(finding(n).severity === "info" && finding(n).claims.length));
  const cards = heard.map((n) => {
    const card = findingCard(n), row = finding(n);
    if (row.claims.length) card.append(make("button", { type: "button", onclick: () => choose(row.claims[0], true) }, word("ui.show_in_note")));
    else if ($(`[data-f~="${n}"]`)) card.append(make("button", { type: "button", onclick: () => showFinding(n) }, word("ui.show_in_note")));
    return card;
  });
  body.append(part(`${word("ui.findings")} (${heard.length})`, ...(cards.length ? cards : [make("p", { class: "about" }, word("ui.no_findings"))])));
  const views = $("#views");
  if (views) body.append(views.content.cloneNode(true));
  const list = make("div", { class: "list" });
  for (const n of visible.slice(0, limit)) {
    const row = claim(n);
    list.append(make("button", { type: "button", class: `entry s-${row.state}`, onclick: () => choose(n, true) },
      make("span", { class: "sign", role: "img", "aria-label": word("state." + row.state) }), make("span", { class: "what" }, aboutOf(row) || row.quote), make("span", { class: "figure" }, row.text.replace(/\s+/g, " "))));
  }
  const figures = part(`${word("ui.figures")} (${visible.length})`, visible.length ? list : make("p", { class: "about" }, word("ui.none_shown")));
  if (visible.length > limit) {
    figures.append(make("button", { type: "button", class: "quiet", onclick: () => drawList(limit + 500) }, word("ui.more", { n: Math.min(500, visible.length - limit) })));
  }
  body.append(figures, $("#legend").content.cloneNode(true));
  return body;
}
