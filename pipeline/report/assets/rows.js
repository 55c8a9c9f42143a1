/* Rows out of columns of text numbers, and how their values read. */
function rowOf(table, n) {
  const row = {};
  for (const [name, values] of Object.entries(table.columns)) {
    const value = values[values.length === 1 ? 0 : n], kind = table.kinds[name];
    if (kind === "integer" || kind === "coordinate") row[name] = value;
    else if (kind === "boolean") row[name] = Boolean(value);
    else if (value < 0) row[name] = null;
    else row[name] = kind === "texts" || kind === "json" ? JSON.parse(data.texts[value]) : data.texts[value];
  }
  return row;
}

const claimRows = new Map();
function claim(n) {
  if (!claimRows.has(n)) claimRows.set(n, { ...rowOf(data.claims, n), state: data.states[data.claims.state[n]] });
  return claimRows.get(n);
}
const relation = (n) => ({ ...rowOf(data.relations, n), claims: data.relations.claims[n] });
function finding(n) {
  const waived = data.findings.waived[n];
  return { ...rowOf(data.findings, n), claims: data.findings.claims[n], waived: waived < 0 ? null : data.texts[waived] };
}

const MINUS = "−";

/* 12500000000 → 12,500,000,000, digit by digit: no number is turned into a float on its way to a reader. */
function grouped(text) {
  const [, sign, whole, rest] = /^(-?)(\d+)(.*)$/.exec(text) || [null, "", text, ""];
  return (sign ? MINUS : "") + whole.replace(/\B(?=(\d{3})+$)/g, ",") + rest;
}

const SCALES = [
  [[12, "兆"], [8, "億"], [4, "萬"]],
  [[12, " tn"], [9, " bn"], [6, " m"]],
];

/* The decimal point moved by a scale's zeros: 12500000000 → 125 億. With `digits`, cut behind the point: the lower end of an
   interval down, the upper end up, so that what is shown holds what is meant. */
function scaled(text, zeros, digits = null, up = false) {
  const [, sign, whole, , rest = ""] = /^(-?)(\d+)(\.(\d+))?$/.exec(text) || [null, "", text];
  const padded = whole.padStart(zeros + 1, "0") + rest, at = padded.length - rest.length - zeros;
  let all = padded.slice(0, at), fraction = padded.slice(at);
  if (digits !== null && fraction.length > digits) {
    const away = /[1-9]/.test(fraction.slice(digits)) && (sign ? !up : up);
    const kept = (BigInt(all + fraction.slice(0, digits)) + (away ? 1n : 0n)).toString().padStart(digits + 1, "0");
    all = kept.slice(0, kept.length - digits);
    fraction = kept.slice(kept.length - digits);
  }
  fraction = fraction.replace(/0+$/, "");
  const zero = !/[1-9]/.test(all + fraction);
  return grouped((zero ? "" : sign) + all.replace(/^0+(?=\d)/, "")) + (fraction ? "." + fraction : "");
}

function scaleFor(texts) {
  const longest = Math.max(...texts.filter(Boolean).map((text) => text.replace("-", "").split(".")[0].length));
  return SCALES[language()].find(([zeros]) => longest > zeros) || [0, ""];
}

function unitWord(unit) {
  if (!unit) return "";
  const known = data.words["unit." + unit];
  return known ? known[language()] : " " + unit;
}

const number = (text, scale, digits, up) => (text === null ? "∞" : scaled(text, scale[0], digits, up) + scale[1]);

/* Value of a figure in words: ≥ 1,350 萬 部. */
function valueOf(row) {
  const ends = [row.low, row.high].filter((end) => end !== null);
  if (!ends.length) return word("ui.undecided");
  const scale = scaleFor(ends), unit = unitWord(row.unit);
  const sign = { approx: "≈ ", more_than: "> ", at_least: "≥ ", less_than: "< ", at_most: "≤ " }[row.bound] || "";
  if (row.low !== null && row.high !== null && row.low !== row.high) {
    return `${number(row.low, scale)} – ${number(row.high, scale)}${unit}`;
  }
  return sign + number(ends[0], scale) + unit;
}

/* What a figure is about: 小米 · 中國 · 市場份額 · 按年 · 2024Q3. */
function aboutOf(row) {
  const words = [row.entity, ...Object.values(row.qualifiers || {}), row.metric];
  if (row.statistic) words.push(word("statistic." + row.statistic));
  if (row.per) words.push(word("per." + row.per));
  if (row.measure !== "level") words.push((row.basis ? word("basis." + row.basis) + (language() ? " " : "") : "") + word("measure." + row.measure));
  words.push(row.period);
  if (row.status !== "actual") words.push(word("status." + row.status));
  return words.filter(Boolean).map(String).join(" · ");
}

/* Characters that a text node holds, counted as the offsets are: by code points. */
const codePoints = (text) => (/[\ud800-\udfff]/.test(text) ? [...text].length : text.length);
const units = (text, points) => (/[\ud800-\udfff]/.test(text) ? [...text].slice(0, points).join("").length : points);
