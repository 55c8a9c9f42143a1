/* Two intervals on one line of numbers: what is printed, and what follows from the other figures. */
const WIDTH = 340, LEFT = 8, RIGHT = 332;

function chart(row, unit) {
  const ends = [row.stated_low, row.stated_high, row.derived_low, row.derived_high];
  const finite = ends.filter((end) => end !== null).map(Number);
  if (!finite.length) return null;
  const least = Math.min(...finite), most = Math.max(...finite);
  const pad = (most - least || Math.abs(most) || 1) * (ends.includes(null) ? 0.35 : 0.12);
  const x = (value) => LEFT + ((value - least + pad) / (most - least + 2 * pad)) * (RIGHT - LEFT);
  const box = make("svg:svg", { class: "chart", viewBox: `0 0 ${WIDTH} ${row.holds ? 102 : 118}`, role: "img", "aria-label": chartLabel(row, unit) });
  box.style.setProperty("--d", row.holds ? "var(--confirmed)" : "var(--contradicted)");
  if (!row.holds) betweenThem(box, row, x, unit);
  side(box, word("ui.stated"), "stated", row, 28, x, unit);
  side(box, word("ui.derived"), "derived", row, 76, x, unit);
  box.append(make("svg:line", { class: "axis", x1: LEFT, x2: RIGHT, y1: 96, y2: 96 }));
  return box;
}

function side(box, name, which, row, y, x, unit) {
  const low = row[which + "_low"], high = row[which + "_high"];
  const label = make("svg:text", { x: LEFT, y: y - 12 });
  label.textContent = `${name}  ${intervalText(row, which, unit)}`;
  box.append(label);
  const from = low === null ? 0 : x(Number(low)), to = high === null ? WIDTH : x(Number(high));
  if (low === null && high === null) return;
  if (low !== null && low === high) {
    box.append(make("svg:circle", { class: which, cx: from, cy: y, r: 5 }));
    return;
  }
  box.append(make("svg:rect", { class: which, x: from, y: y - 4, width: Math.max(to - from, 1.5), height: 8, rx: 4, "fill-opacity": 0.55, stroke: "none" }));
  for (const [end, at, open] of [[low, from, row[which + "_low_open"]], [high, to, row[which + "_high_open"]]]) {
    if (end !== null) box.append(make("svg:circle", { class: `end ${which}${open ? " excluded" : ""}`, cx: at, cy: y, r: 3.6 }));
  }
}

function betweenThem(box, row, x, unit) {
  const pair = [[row.stated_high, row.derived_low], [row.derived_high, row.stated_low]].find(
    ([a, b]) => a !== null && b !== null && Number(a) <= Number(b),
  );
  if (!pair) return;
  const from = x(Number(pair[0])), to = x(Number(pair[1]));
  box.append(make("svg:rect", { class: "between", x: from, y: 8, width: Math.max(to - from, 1), height: 88 }));
  if (row.gap === null) return;
  const label = make("svg:text", { class: "gap", x: Math.min(Math.max((from + to) / 2, 50), WIDTH - 50), y: 112 });
  label.textContent = `${word("ui.gap")} ${number(row.gap, scaleFor(endsOf(row)), digitsFor(row), false)}${unitWord(gapUnit(unit))}`;
  box.append(label);
}

const endsOf = (row) => [row.stated_low, row.stated_high, row.derived_low, row.derived_high].filter((end) => end !== null);
const gapUnit = (unit) => (unit === "percent" ? "percentage_point" : unit);

/* So many digits that a hundredth of what is drawn can be told. */
function digitsFor(row) {
  const ends = endsOf(row).map(Number), [zeros] = scaleFor(endsOf(row));
  const extent = (Math.max(...ends) - Math.min(...ends)) / 10 ** zeros;
  return extent > 0 ? Math.min(Math.max(Math.ceil(-Math.log10(extent)) + 2, 0), 9) : 9;
}

/* [29.5%, 30.5%]; a round bracket where the end itself is excluded. */
function intervalText(row, which, unit) {
  const low = row[which + "_low"], high = row[which + "_high"], digits = digitsFor(row);
  const scale = scaleFor(endsOf(row)), suffix = unitWord(unit);
  if (low !== null && low === high) return number(low, scale) + suffix;
  const open = low === null || row[which + "_low_open"] ? "(" : "[";
  const close = high === null || row[which + "_high_open"] ? ")" : "]";
  return `${open}${low === null ? MINUS : ""}${number(low, scale, digits, false)}, ${number(high, scale, digits, true)}${close}${suffix}`;
}

function chartLabel(row, unit) {
  const sides = ["stated", "derived"].map((which) => `${word("ui." + which)} ${intervalText(row, which, unit)}`);
  return `${word("ui.chart")}: ${sides.join(", ")}; ${verdict(row)}`;
}

const verdict = (row) => word(!row.holds ? "ui.disjoint" : row.touches ? "ui.touches" : "ui.meets");
