// What the window reads before it shows its first screen, packed as gzip would: held to a bound, so that it opens at once
// on the slowest machine. What is needed later belongs into a part of its own (see src/state/later.svelte.ts).
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

/** In KB of 1024 bytes. */
const MOST = { js: 65, css: 10 };

const dist = new URL("../dist/", import.meta.url);
const page = readFileSync(new URL("index.html", dist), "utf8");

/** The files that the page names, and those that they import at once. */
function atStart() {
  const found = new Set();
  const named = [...page.matchAll(/(?:src|href)="\/([^"]+\.(?:js|css))"/g)].map((it) => it[1]);
  while (named.length > 0) {
    const name = named.pop();
    if (found.has(name)) continue;
    found.add(name);
    if (!name.endsWith(".js")) continue;
    const text = readFileSync(new URL(name, dist), "utf8");
    // import … from "./x.js" and import "./x.js"; import("./x.js") is not at once.
    for (const it of text.matchAll(/(?:from|import)\s*["']\.\/([^"']+\.js)["']/g)) named.push(`assets/${it[1]}`);
  }
  return [...found];
}

const files = atStart();
let failed = files.length === 0;
if (failed) console.error("The page names no files of its own: look at dist/index.html.");
for (const [kind, most] of Object.entries(MOST)) {
  const some = files.filter((it) => it.endsWith(`.${kind}`));
  const size = some.reduce((sum, it) => sum + gzipSync(readFileSync(new URL(it, dist)), { level: 9 }).length, 0) / 1024;
  console.log(`${kind} read at the start: ${size.toFixed(1)} KB of at most ${most} KB, in ${some.length} files`);
  if (size > most) {
    console.error(`That is ${(size - most).toFixed(1)} KB too much: move what is not needed at the start into a part of its own.`);
    failed = true;
  }
}
if (failed) process.exit(1);
