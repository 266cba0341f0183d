// Pictures of screens, to be looked at: `npm run shots -- OUT_DIR [PATH…]`, for instance `npm run shots -- /tmp/shots alerts sources`.
import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { open } from "./browser.mjs";

const [out = "shots", ...paths] = process.argv.slice(2);
const screens = paths.length > 0 ? paths : ["alerts", "stories", "search", "digests", "watchlists", "sources", "settings"];
const sizes = [
  [1440, 900],
  [1180, 720],
];

mkdirSync(out, { recursive: true });
const window = await open();
for (const screen of screens) {
  for (const scheme of ["light", "dark"]) {
    for (const size of scheme === "light" ? sizes : sizes.slice(0, 1)) {
      const { page, complaints, done } = await window.page({ scheme, size });
      await page.goto(`${window.base}/#/${screen}`);
      await page.waitForTimeout(700);
      const name = `${screen.replaceAll(/[^a-z0-9]+/gi, "-")}-${scheme}-${size[0]}.png`;
      await page.screenshot({ path: join(out, name) });
      if (complaints.length > 0) console.error(name, complaints);
      await done();
    }
  }
}
await window.close();
