/* Words, language and theme; building of elements. Text of the note enters the page as text nodes and attributes only. */
const $ = (selector, within = document) => within.querySelector(selector);
const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];
const root = document.documentElement;
const data = JSON.parse($("#data").textContent);

function make(tag, properties = {}, ...children) {
  const svg = tag.startsWith("svg:");
  const element = svg ? document.createElementNS("http://www.w3.org/2000/svg", tag.slice(4)) : document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

const language = () => (root.dataset.ui === "en" ? 1 : 0);

function word(key, values = {}) {
  let pair = data.words[key];
  if (!pair && key.startsWith("check.unresolved_")) {
    const column = data.words["column." + key.slice("check.unresolved_".length)];
    pair = column && data.words["check.unresolved"].map((text, n) => text + (n ? ": " : "：") + column[n]);
  }
  const text = pair ? pair[language()] : key.slice(key.lastIndexOf(".") + 1).replaceAll("_", " ");
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
}

function remember(name, value) {
  try { localStorage.setItem("brokernotes." + name, value); } catch { /* a browser may keep nothing for a file */ }
}

function recall(name) {
  try { return localStorage.getItem("brokernotes." + name); } catch { return null; }
}

/* `data-say="aria-label ui.search"`: attributes whose words follow the language. */
function sayAttributes() {
  for (const element of $$("[data-say]")) {
    for (const pair of element.dataset.say.split(";")) {
      const [attribute, key] = pair.split(" ");
      element.setAttribute(attribute, word(key));
    }
  }
}

const onLanguage = [];

function setLanguage(code) {
  root.dataset.ui = code;
  root.lang = code === "en" ? "en" : "zh-Hant";
  sayAttributes();
  for (const follow of onLanguage) follow();
}

const THEMES = ["auto", "light", "dark"];

function setTheme(theme) {
  root.dataset.theme = theme;
  $("#theme-now").textContent = word("ui.theme_" + theme);
}

function startBase() {
  setLanguage(recall("language") === "en" ? "en" : "zh");
  const theme = recall("theme");
  setTheme(THEMES.includes(theme) ? theme : "auto");
  onLanguage.push(() => setTheme(root.dataset.theme));
  $("#language").addEventListener("click", () => {
    const code = language() ? "zh" : "en";
    remember("language", code);
    setLanguage(code);
  });
  $("#theme").addEventListener("click", () => {
    const next = THEMES[(THEMES.indexOf(root.dataset.theme) + 1) % THEMES.length];
    remember("theme", next);
    setTheme(next);
  });
}
