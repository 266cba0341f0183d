// A browser on the built window, as `vite preview` serves it: under the policy of the real window, over the stand-in backend.
import { existsSync } from "node:fs";

import { chromium } from "playwright-core";
import { preview } from "vite";

const CHROMIUM = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(
  (it) => it && existsSync(it),
);

/** Serves the window and starts a browser; `close` ends both. */
export async function open() {
  if (!CHROMIUM) throw new Error("No Chromium here: install it (Debian: chromium) or name it in CHROMIUM.");
  const server = await preview({ logLevel: "error", preview: { port: 0, host: "127.0.0.1" } });
  const address = server.httpServer.address();
  const base = `http://127.0.0.1:${address.port}`;
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--disable-extensions",
      "--disable-default-apps",
      "--force-color-profile=srgb",
    ],
  });
  return {
    base,
    browser,
    /** A page of its own; what its console complains of is gathered in `complaints`. */
    async page({ scheme = "light", size = [1440, 900], motion = "reduce", forced = "none" } = {}) {
      const context = await browser.newContext({
        viewport: { width: size[0], height: size[1] },
        colorScheme: scheme,
        reducedMotion: motion,
        forcedColors: forced,
        locale: "en-GB",
        timezoneId: "Europe/Kyiv",
      });
      const page = await context.newPage();
      const complaints = [];
      page.on("console", (message) => {
        if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
      });
      page.on("pageerror", (error) => complaints.push(String(error)));
      return { page, complaints, done: () => context.close() };
    },
    async close() {
      await browser.close();
      await new Promise((done) => server.httpServer.close(done));
    },
  };
}
