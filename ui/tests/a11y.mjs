// Every screen, light and dark, against WCAG 2.2 AA by axe; the keyboard's way through the alerts; and the policy of the window.
import { createRequire } from "node:module";

import { open } from "./browser.mjs";

const axe = createRequire(import.meta.url)("axe-core").source;
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What is looked at: a place, and what to do there first. */
const SCREENS = [
  { name: "alerts", at: "alerts" },
  { name: "alerts, kept", at: "alerts?state=kept" },
  { name: "alerts, none fits", at: "alerts?hours=1&story=999999" },
  { name: "alerts, changed", at: "alerts?state=changed", wait: 400 },
  { name: "versions of an article", at: "alerts?state=changed", keys: ["h"], wait: 600 },
  { name: "alerts, what a copy cut", at: "alerts", keys: ["j", "j", "j", "j", "j", "j"], wait: 900, press: "main [data-pane-focus] li button[aria-expanded]" },
  { name: "alerts by story", at: "alerts", keys: ["v"] },
  { name: "alerts, several selected", at: "alerts", keys: ["Shift+J", "Shift+J"] },
  { name: "alerts, a match chosen", at: "alerts", keys: ["Space"] },
  { name: "alerts, note", at: "alerts", keys: ["a"] },
  { name: "alerts, message", at: "alerts", keys: ["e"] },
  { name: "alerts, a burst", at: "alerts", wait: 600 },
  { name: "alerts, a silence", at: "alerts", keys: ["j"], wait: 600 },
  { name: "alerts, a burst kept", at: "alerts?state=kept", wait: 600 },
  { name: "alerts, evidence checked", at: "alerts", keys: ["j", "j", "Shift+V"], wait: 600 },
  { name: "alerts, menu", at: "alerts", press: "button[aria-haspopup=menu]" },
  { name: "alerts, narrow", at: "alerts", size: [700, 800] },
  { name: "command palette", at: "alerts", keys: ["Control+k"] },
  { name: "keyboard sheet", at: "alerts", keys: ["?"] },
  { name: "stories", at: "stories" },
  { name: "comparison", at: "stories", press: "main a[href^='#/stories/'], main [role=option], main button[data-story]" },
  { name: "search", at: "search" },
  { name: "search, hits", at: "search?q=sanctions" },
  { name: "search, an article open", at: "search?q=sanctions", press: "main [data-hit]" },
  { name: "digests", at: "digests" },
  { name: "watchlists", at: "watchlists" },
  { name: "sources", at: "sources" },
  { name: "sources, many", at: "sources", query: "?feeds=400" },
  { name: "sources, none like that", at: "sources", query: "?feeds=14", keys: ["Control+f", "q", "q"] },
  { name: "sources, several chosen", at: "sources", keys: ["j", "x"] },
  { name: "sources, several being changed", at: "sources", keys: ["j", "x"], press: "[role=toolbar] button:has-text('Change')" },
  { name: "search, counting", at: "search?q=sanctions", query: "?state=slow" },
  { name: "search, days as a table", at: "search?q=sanctions", press: "button:has-text('Show as table')" },
  { name: "search, a facet", at: "search?q=sanctions", press: "[role=group] button[aria-haspopup=menu]" },
  { name: "topic editor", at: "watchlists", press: "button:has-text('New topic')" },
  { name: "topic editor, backtest", at: "watchlists?topic=2", wait: 900 },
  { name: "topic editor, backtest under way", at: "watchlists?topic=2", query: "?state=slow", wait: 900 },
  { name: "topic editor, backtest failed", at: "watchlists?topic=2", query: "?state=trial-error", wait: 900 },
  { name: "topic editor, narrow", at: "watchlists?topic=2", size: [700, 800], wait: 900 },
  { name: "topic editor, clauses", at: "watchlists?topic=3", wait: 900, press: "[role=tab]:has-text('Clauses')", then: "#trial-rows table button" },
  { name: "topic editor, an example", at: "watchlists?topic=3", wait: 900, press: "#trial-rows li button" },
  { name: "topic editor, history", at: "watchlists?topic=1", wait: 900, press: "[role=tab]:has-text('History')" },
  { name: "topic editor, activity", at: "watchlists?topic=1", wait: 900, press: "[role=tab]:has-text('Activity')" },
  { name: "topic editor, from another system", at: "watchlists?query=hd%3Dbanks+near5+x", press: "button:has-text('From…')", then: "[role=menuitem]:has-text('Factiva')" },
  { name: "term lists", at: "watchlists?show=lists" },
  { name: "term list editor", at: "watchlists?show=lists", press: "main button.name" },
  { name: "watchlist file", at: "watchlists", press: "button:has-text('Import…')", then: "dialog button:has-text('Choose a file')" },
  { name: "finding feeds", at: "sources", press: "button:has-text('Add feed')" },
  { name: "finding feeds, found", at: "sources", press: "button:has-text('Add feed')", fill: "quaypost.example" },
  { name: "finding feeds, no feed", at: "sources", press: "button:has-text('Add feed')", fill: "nofeed.example" },
  { name: "finding feeds, nothing", at: "sources", press: "button:has-text('Add feed')", fill: "gone.example" },
  { name: "source editor", at: "sources", press: "button[aria-label^='Edit']" },
  { name: "settings", at: "settings" },
  { name: "welcome", at: "welcome" },
  ...["alerts", "stories", "search", "digests", "watchlists", "sources"].map((at) => ({ name: `empty ${at}`, at, query: "?state=empty" })),
  { name: "a screen that cannot be read", at: "search", without: "SearchView" },
  { name: "a dialog that cannot be read", at: "alerts", without: "ShortcutSheet", keys: ["?"] },
  { name: "the desk cannot be read", at: "alerts", query: "?state=error" },
];

const problems = [];
const window = await open();

async function settle(page) {
  try {
    await page.waitForSelector("main .screen > *", { timeout: 30_000 });
  } catch {
    problems.push(`${page.url()} shows nothing`);
  }
  await page.waitForTimeout(450);
}

async function look(screen, scheme) {
  const { page, complaints, done } = await window.page({ scheme, size: screen.size });
  if (screen.without) await page.route(`**/${screen.without}-*`, (route) => route.abort());
  await page.goto(`${window.base}/${screen.query ?? ""}#/${screen.at}`);
  await settle(page);
  if (screen.wait) await page.waitForTimeout(screen.wait);
  for (const key of screen.keys ?? []) await page.keyboard.press(key);
  for (const press of [screen.press, screen.then].filter(Boolean)) {
    const target = page.locator(press).first();
    try {
      await target.click({ timeout: 30_000 });
    } catch {
      problems.push(`${screen.name}, ${scheme}: ${press} is not there`);
    }
    if (screen.then || screen.fill) await page.waitForTimeout(250);
  }
  if (screen.fill) {
    await page.locator("dialog [name=address]").first().fill(screen.fill);
    await page.keyboard.press("Enter");
    await page.waitForTimeout(250);
  }
  await page.waitForTimeout(350);
  await page.evaluate(axe);
  const result = await page.evaluate(
    (tags) => window.axe.run(document, { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] }),
    TAGS,
  );
  const where = `${screen.name}, ${scheme}`;
  for (const violation of result.violations) {
    problems.push(
      `${where}: ${violation.id}: ${violation.help}\n` +
        violation.nodes
          .slice(0, 4)
          .map((it) => `      ${it.target.join(" ")}  ${it.failureSummary?.split("\n").slice(1).join(" ").trim()}`)
          .join("\n"),
    );
  }
  if (screen.without) {
    if ((await page.getByText("could not be read").count()) === 0) problems.push(`${where}: nothing says so`);
  } else for (const complaint of complaints) problems.push(`${where}: the console says: ${complaint}`);
  const small = await page.evaluate(() =>
    [...document.querySelectorAll("button, a[href], input, select, [role=tab]")]
      .filter((it) => it.checkVisibility?.({ checkVisibilityCSS: true }) && !it.closest("p, li p, .unseen, .skip"))
      .map((it) => ({ box: it.getBoundingClientRect(), name: it.outerHTML.slice(0, 90), inline: getComputedStyle(it).display === "inline" }))
      .filter((it) => !it.inline && it.box.width > 0 && (it.box.width < 23.5 || it.box.height < 23.5))
      .map((it) => `${Math.round(it.box.width)}×${Math.round(it.box.height)} ${it.name}`),
  );
  for (const one of small) problems.push(`${where}: smaller than 24×24: ${one}`);
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth + 1);
  if (sideways) problems.push(`${where}: the window scrolls sideways`);
  await done();
}

/** A rule of the keyboard's way, by name. */
function rule(name, holds) {
  if (!holds) problems.push(`keyboard: ${name}`);
}

async function keyboard() {
  const { page, complaints, done } = await window.page();
  await page.goto(`${window.base}/#/alerts`);
  await settle(page);
  const meant = () =>
    page.evaluate(() => document.getElementById(document.querySelector("[role=listbox]")?.getAttribute("aria-activedescendant") ?? "")?.id ?? null);
  const focus = () => page.evaluate(() => document.activeElement?.getAttribute("role") ?? document.activeElement?.tagName);
  const total = () => page.evaluate(() => Number(document.querySelector("[role=option]")?.getAttribute("aria-setsize")));

  rule("the list has the focus when the screen opens", (await focus()) === "listbox");
  const first = await meant();
  await page.keyboard.press("j");
  const second = await meant();
  rule("J means the next alert", first !== null && second !== first);
  await page.keyboard.press("k");
  rule("K means the one before", (await meant()) === first);
  await page.keyboard.press("ArrowDown");
  rule("the arrow keys do the same", (await meant()) === second);
  await page.keyboard.press("End");
  await page.waitForTimeout(900);
  rule(
    "the end of the list is in view and drawn",
    await page.evaluate(() => {
      const list = document.querySelector("[role=listbox]");
      const row = document.getElementById(list?.getAttribute("aria-activedescendant") ?? "");
      if (!row || !list) return false;
      const [a, b] = [row.getBoundingClientRect(), list.getBoundingClientRect()];
      return a.bottom <= b.bottom + 1 && a.top >= b.top - 1;
    }),
  );
  await page.keyboard.press("Home");
  await page.waitForTimeout(100);

  const before = await total();
  await page.keyboard.press("e");
  await page.waitForTimeout(250);
  rule("E keeps: the alert leaves", (await total()) === before - 1 && (await meant()) !== first);
  await page.keyboard.press("z");
  await page.waitForTimeout(300);
  rule("Z brings it back, and it is meant", (await total()) === before && (await meant()) === first);

  await page.keyboard.press("Enter");
  rule("Enter goes into the article", await page.evaluate(() => document.activeElement?.closest("[data-pane=article]") !== null));
  await page.keyboard.press("Escape");
  rule("Escape goes back to the list", (await focus()) === "listbox");
  const panes = new Set();
  for (let i = 0; i < 4; i++) {
    await page.keyboard.press("F6");
    panes.add(await page.evaluate(() => document.activeElement?.closest("[data-pane]")?.className));
  }
  rule("F6 goes round the panes", panes.size === 4);

  await page.keyboard.press("Control+k");
  rule("Ctrl K opens the palette", (await focus()) === "combobox");
  await page.keyboard.press("Escape");
  await page.keyboard.press("?");
  rule("? opens the sheet", (await page.locator("dialog[open]").count()) === 1);
  await page.keyboard.press("Escape");
  await page.waitForTimeout(100);
  rule("Escape closes it", (await page.locator("dialog[open]").count()) === 0);
  for (const [key, screen] of [["s", "stories"], ["w", "watchlists"], ["o", "sources"], ["d", "digests"], ["f", "search"], [",", "settings"]]) {
    await page.evaluate(() => document.activeElement?.blur());
    await page.keyboard.press("g");
    await page.keyboard.press(key);
    await page.waitForTimeout(120);
    rule(`G ${key} goes to ${screen}`, page.url().includes(`#/${screen}`));
  }
  for (const complaint of complaints) problems.push(`keyboard: the console says: ${complaint}`);
  await done();
}

/** What arrives moves nothing: not the list, not the article, not the match that was chosen. */
async function arrivals() {
  const { page, complaints, done } = await window.page();
  await page.goto(`${window.base}/?state=arrive#/alerts`);
  await settle(page);
  // Behind what is said of whole topics; the article is there once it was read, however long that takes here.
  for (let n = 0; n < 3; n++) {
    await page.keyboard.press("j");
    await page.waitForTimeout(100);
  }
  await page.waitForSelector("[data-pane-focus] [data-matches] mark");
  await page.waitForTimeout(300);
  await page.keyboard.press("Space");
  await page.keyboard.press("Space");
  const still = () =>
    page.evaluate(() => [
      document.querySelector("[role=listbox]")?.getAttribute("aria-activedescendant"),
      document.querySelector("[role=listbox]")?.scrollTop,
      document.querySelector("[data-pane-focus]")?.scrollTop,
      [...document.querySelectorAll("[data-matches] mark")].findIndex((it) => it.hasAttribute("data-current")),
    ]);
  const before = JSON.stringify(await still());
  try {
    await page.waitForSelector("button[aria-keyshortcuts='.']", { timeout: 15_000 });
  } catch {
    problems.push("arrivals: nothing says that alerts arrived");
  }
  await page.waitForTimeout(400);
  const after = JSON.stringify(await still());
  if (before !== after) problems.push(`arrivals: something moved: ${before} became ${after}`);
  await page.keyboard.press(".");
  await page.waitForTimeout(400);
  if ((await page.locator("button[aria-keyshortcuts='.']").count()) > 0) problems.push("arrivals: the key . does not show them");
  for (const complaint of complaints) problems.push(`arrivals: the console says: ${complaint}`);
  await done();
}

/** A screen whose files cannot be read says so, and is there after another try. */
async function again() {
  const { page, done } = await window.page();
  await page.route("**/SearchView-*", (route) => route.abort());
  await page.goto(`${window.base}/#/search`);
  const button = page.getByRole("button", { name: "Try again" });
  await button.waitFor({ timeout: 10_000 });
  await page.unroute("**/SearchView-*");
  await button.click();
  try {
    await page.waitForSelector("main form[role=search]", { timeout: 10_000 });
  } catch {
    problems.push("a screen that could not be read is not there after another try");
  }
  await done();
}

/** The policy of the window holds: a script or picture that got in does nothing. */
async function policy() {
  const { page, done } = await window.page();
  await page.goto(`${window.base}/#/alerts`);
  await settle(page);
  const ran = await page.evaluate(async () => {
    const script = document.createElement("script");
    try {
      script.textContent = "window.ran = true";
    } catch {
      // Trusted Types: as it should be.
    }
    document.body.append(script);
    let written = true;
    try {
      document.createElement("div").innerHTML = "<b>x</b>";
    } catch {
      written = false;
    }
    const styled = document.createElement("p");
    styled.setAttribute("style", "color: red");
    document.body.append(styled);
    return { script: window.ran === true, written, style: getComputedStyle(styled).color === "rgb(255, 0, 0)" };
  });
  if (ran.script) problems.push("policy: an inline script ran");
  if (ran.written) problems.push("policy: innerHTML was written");
  if (ran.style) problems.push("policy: an inline style was used");
  await done();
}

const only = process.argv[2];
const screens = SCREENS.filter((it) => !only || it.name.includes(only));
// Two at a time: most of a look is waiting for what moves to come to rest.
const looks = screens.flatMap((screen) => [() => look(screen, "light"), () => look(screen, "dark")]);
const turns = Array.from({ length: 2 }, async () => {
  for (let next = looks.shift(); next; next = looks.shift()) await next();
});
await Promise.all(turns);
if (!only || only === "keyboard") {
  await keyboard();
  await arrivals();
  await again();
  await policy();
}
await window.close();

if (problems.length > 0) {
  console.error(problems.join("\n"));
  console.error(`\n${problems.length} problems on ${screens.length} screens, light and dark.`);
  process.exit(1);
}
console.log(`No violations on ${screens.length} screens, light and dark; the keyboard reaches what it should; the policy holds.`);
