import { fileURLToPath } from "node:url";

import { svelte } from "@sveltejs/vite-plugin-svelte";
import { svelteTesting } from "@testing-library/svelte/vite";
import { defineConfig } from "vitest/config";

// The policy under which the window runs (tauri.conf.json), so that a preview in a browser runs under it too.
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src ipc: http://ipc.localhost",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-src 'none'",
  "object-src 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types svelte-trusted-html",
].join("; ");

/** Where the window begins. */
const ENTRY = fileURLToPath(new URL("./src/main.ts", import.meta.url));

/** What the page needs at once goes into one file with its styles, packed together: what it does not, into one file for each part. */
const needed = new Set<string>();
function atStart(id: string, bundle: { getModuleInfo(id: string): { importedIds: readonly string[] } | null }): boolean {
  if (needed.size === 0) {
    const open = [ENTRY];
    for (let it = open.pop(); it !== undefined; it = open.pop()) {
      if (needed.has(it)) continue;
      needed.add(it);
      open.push(...(bundle.getModuleInfo(it)?.importedIds ?? []));
    }
  }
  return needed.has(id);
}

export default defineConfig({
  plugins: [svelte(), svelteTesting()],
  clearScreen: false,
  server: { port: 1420, strictPort: true, host: "127.0.0.1" },
  preview: { port: 1421, host: "127.0.0.1", headers: { "Content-Security-Policy": policy } },
  build: {
    // What WebKitGTK 2.50, the oldest engine that the window meets, understands.
    target: "safari16.4",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        codeSplitting: { groups: [{ debugName: "start", name: (id, bundle) => (atStart(id, bundle) ? "start" : null) }] },
      },
    },
  },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.ts"],
    setupFiles: ["./tests/setup.ts"],
    restoreMocks: true,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
