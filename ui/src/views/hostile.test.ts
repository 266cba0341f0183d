import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, beforeAll, describe, expect, it } from "vitest";

import { readAllParts } from "../../tests/parts";
import App from "../App.svelte";
import type { Backend } from "../backend/backend";
import { fakeBackend } from "../backend/fake";
import { versions } from "../words/versions.en";

beforeAll(readAllParts);
afterEach(() => cleanup());

/** A sign that turns the direction of all that follows. */
const SIGN = "\u202e";
const STRANGE: ReadonlySet<string> = new Set(
  (
    "title outlet outlets outlet_names publisher name headline text sentence gist figures authors credit section tags image wire agency also_in " +
    "address by_way_of path file group words what meaning advice why outcome detail how answer remark remarks found not_counted trouble troubled " +
    "paused sources message label at before after form interval_why graver problems"
  ).split(" "),
);

/** Times and hashes. */
const OURS = /^\d{4}-\d\d-\d\d|^[0-9a-f]{64}$/;

/** What a command answers, with the sign in all that strangers may have written. What the analyst wrote stays as it is. */
function strange(it: unknown, key = ""): unknown {
  if (typeof it === "string") return STRANGE.has(key) && !OURS.test(it) ? it + SIGN : it;
  if (Array.isArray(it)) return it.map((one) => strange(one, key));
  if (typeof it !== "object" || it === null) return it;
  const isOwn = ["mark", "saved_at", "time_zone"].some((name) => name in it) && !("outlet" in it);
  const isTitled = "made_at" in it;
  return Object.fromEntries(
    Object.entries(it).map(([name, value]) => [name, (isOwn && typeof value === "string") || (isTitled && name === "title") ? value : strange(value, name)]),
  );
}

/** The stand-in, where strangers write the sign into all that they give. */
function hostile(words = ""): Backend {
  return new Proxy(fakeBackend(new URLSearchParams(words)), {
    get(backend, name: keyof Backend) {
      const command = backend[name] as (...all: unknown[]) => unknown;
      if (name === "onChange") return command;
      return (...all: unknown[]) => {
        const given = all.map((it) => (typeof it === "function" ? (...told: unknown[]) => it(...told.map((one) => strange(one))) : it));
        const answer = command(...given);
        return answer instanceof Promise ? answer.then((one: unknown) => strange(one), (one: unknown) => Promise.reject(strange(one) as Error)) : answer;
      };
    },
  });
}

/** Where the sign stands as it is, in what is shown or read out. */
function raw(): string[] {
  const found: string[] = [];
  for (const element of document.body.querySelectorAll("*")) {
    for (const node of element.childNodes) if (node.nodeType === Node.TEXT_NODE && node.textContent?.includes(SIGN)) found.push(`<${element.localName} class="${element.className}">: ${node.textContent.trim()}`);
    // An address is opened as it is.
    for (const { name, value } of element.attributes) if (name !== "href" && value.includes(SIGN)) found.push(`<${element.localName} ${name}>: ${value}`);
  }
  return found;
}

const settled = (n = 1) => waitFor(() => expect(document.body.textContent?.split("⟨RLO⟩").length).toBeGreaterThan(n), { timeout: 5000 });
const press = async (key: string, more: object = {}) => fireEvent.keyDown(document.activeElement ?? document.body, { key, ...more });

function open(hash: string, words = "") {
  location.hash = hash;
  render(App, { backend: hostile(words) });
}

describe("h10: signs of strangers that turn the text are shown by name", () => {
  it.each([
    ["alerts", "#/alerts", "many=20"],
    ["alerts that changed", "#/alerts?state=changed", "many=20"],
    ["stories", "#/stories", ""],
    ["a search with an article", "#/search/3?q=sanction*", ""],
    ["an error in a query", "#/search?q=(banks", ""],
    ["digests", "#/digests", ""],
    ["sources", "#/sources", ""],
    ["the health of a source", "#/sources?health=1", ""],
    ["the health of another", "#/sources?health=3", ""],
    ["settings with the hosts", "#/settings", ""],
    ["watchlists", "#/watchlists", ""],
    ["a failure", "#/stories", "state=error"],
  ])("in %s", async (_name, hash, words) => {
    open(hash, words);
    if (hash !== "#/watchlists") await settled(hash.includes("search/") ? 12 : 1);
    await new Promise((go) => setTimeout(go, 400));
    expect(raw()).toEqual([]);
  });

  it.each(["compact", "cozy", "comfortable"] as const)("in %s rows of alerts", async (density) => {
    location.hash = "#/alerts";
    const backend = hostile("many=20");
    const desk = backend.desk.bind(backend);
    render(App, { backend: new Proxy(backend, { get: (all, name) => (name === "desk" ? async () => { const it = await desk(); return { ...it, settings: { ...it.settings, density } }; } : all[name as keyof Backend]) }) });
    const list = await screen.findByRole("listbox");
    await waitFor(() => expect(list.textContent).toContain("⟨RLO⟩"));
    expect(raw()).toEqual([]);
  });

  it("in a comparison: its title, the outlets, the sentences, side by side, the headlines and the times", async () => {
    open("#/stories/1");
    expect((await screen.findByRole("heading", { level: 1 })).textContent).toMatch(/⟨RLO⟩$/);
    await fireEvent.click(screen.getByRole("checkbox"));
    expect(within(screen.getByRole("table")).getByText("Meridian Wire⟨RLO⟩")).toBeTruthy();
    await fireEvent.click(document.querySelector("[data-cell='0.0']") as HTMLElement);
    expect(screen.getByRole("complementary").textContent).toContain("⟨RLO⟩");
    for (const tab of screen.getAllByRole("tab")) {
      await fireEvent.click(tab);
      await new Promise((go) => setTimeout(go, 200));
      expect(raw(), tab.textContent ?? "").toEqual([]);
    }
  });

  it("in the versions of an article", async () => {
    open("#/alerts?state=changed", "many=20");
    await screen.findByRole("region", { name: versions.changes });
    await press("h");
    const dialog = await screen.findByRole("dialog");
    await within(dialog).findByRole("status");
    expect(raw()).toEqual([]);
  });

  it("in who has the text of an article, and what each cut and added", async () => {
    open("#/alerts", "many=20");
    await settled(20);
    const shown = () => document.querySelectorAll<HTMLElement>(".article button[aria-label*='⟨RLO⟩ cut and added']");
    for (let n = 0; n < 12 && shown().length === 0; n++) {
      await press("j");
      await new Promise((go) => setTimeout(go, 250));
    }
    await fireEvent.click(shown()[0] as HTMLElement);
    await waitFor(() => expect(document.querySelector(".changes del, .changes ins")).toBeTruthy());
    expect(raw()).toEqual([]);
  });

  it("in what was found at an address", async () => {
    open("#/sources?add=feed");
    const dialog = await screen.findByRole("dialog");
    await fireEvent.input(within(dialog).getByRole("textbox"), { target: { value: "quaypost.example" } });
    await fireEvent.click(within(dialog).getByRole("button", { name: "Look" }));
    await within(dialog).findByText("recommended");
    expect(within(dialog).getAllByRole("checkbox", { name: /⟨RLO⟩/ }).length).toBeGreaterThan(0);
    expect(raw()).toEqual([]);
  });

  it("in a topic that is tried on the archive, and an article that it met", async () => {
    open("#/watchlists?topic=2");
    const dialog = await screen.findByRole("dialog");
    const hit = await waitFor(() => {
      const found = dialog.querySelector<HTMLElement>("#trial-rows li button");
      if (!found) throw new Error("no hit yet");
      return found;
    });
    expect(raw()).toEqual([]);
    await fireEvent.click(hit);
    await waitFor(() => expect(dialog.querySelector(".reading h3")?.textContent).toMatch(/⟨RLO⟩$/));
    expect(raw()).toEqual([]);
  });

  it("in the result of a search and its article", async () => {
    open("#/search/3?q=sanction*");
    await waitFor(() => expect(document.querySelector("[data-hit] .title")?.textContent).toMatch(/⟨RLO⟩$/));
    expect(document.querySelector("[data-hit] b")?.textContent).toMatch(/⟨RLO⟩$/);
    await waitFor(() => expect(document.querySelector(".article h2")?.textContent).toMatch(/⟨RLO⟩$/));
  });
});
