import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";

import { readAllParts } from "../../tests/parts";
import App from "../App.svelte";
import { fakeBackend } from "../backend/fake";
import type { Backend } from "../backend/backend";

beforeAll(readAllParts);
afterEach(() => cleanup());

/** Opens a place over the stand-in, with some of its answers changed. */
function open(hash: string, words = "", more: Partial<Backend> = {}) {
  location.hash = hash;
  const backend = { ...fakeBackend(new URLSearchParams(words)), ...more };
  render(App, { backend });
  return backend;
}

const field = (name: string) => document.querySelector<HTMLInputElement>(`[name=${name}]`);

describe("the comparison", () => {
  it("names who was first, leaves copies out until asked, and moves from cell to cell", async () => {
    open("#/stories/1");
    const table = await screen.findByRole("table");
    expect(within(table).queryByText("The Harbour Ledger")).toBeNull();
    expect(within(table).getByText("Meridian Wire").closest("th")?.textContent).toContain("first");
    await fireEvent.click(screen.getByRole("checkbox", { name: "Collapse copies" }));
    expect(within(table).getByText("The Harbour Ledger").closest("th")?.textContent).toContain("88%");

    const cell = table.querySelector<HTMLElement>("[data-cell='0.0']");
    cell?.focus();
    await fireEvent.keyDown(cell ?? table, { key: "ArrowRight" });
    expect(document.activeElement?.getAttribute("data-cell")).toBe("0.1");
    await fireEvent.keyDown(document.activeElement ?? table, { key: "ArrowDown" });
    expect(document.activeElement?.getAttribute("data-cell")).toBe("1.1");
  });

  it("shows the sentence of each outlet behind a row, and who lacks it", async () => {
    open("#/stories/1");
    await fireEvent.click(await screen.findByRole("button", { name: "Kelmark counts 94,000 troops near the frontier." }));
    const evidence = screen.getByRole("complementary", { name: "Evidence" });
    expect(document.querySelector("tr[aria-current=true]")?.textContent).toContain("94,000 troops");
    expect(evidence.textContent).toContain("About 38,000 troops take part in the exercise.");
    expect(evidence.textContent).toContain("Not in: Tarn Gazette");
  });
});

describe("going from screen to screen", () => {
  it("gives each its own keys, also from one that has keys to one that has", async () => {
    open("#/stories/1");
    await screen.findByRole("table");
    await fireEvent.click(screen.getByRole("link", { name: /^Alerts/ }));
    await screen.findByRole("listbox");
    const selected = () => document.querySelector("[role=option][aria-selected=true]")?.textContent;
    await waitFor(() => expect(selected()).toBeTruthy());
    const first = selected();
    await fireEvent.keyDown(document.body, { key: "j" });
    await waitFor(() => expect(selected()).not.toBe(first));
    await fireEvent.keyDown(document.body, { key: "?" });
    expect((await screen.findByRole("dialog")).textContent).toContain("Next alert");
  });
});

describe("search", () => {
  it("shows the place of an error with a fix that searches", async () => {
    open("#/search?q=(banks");
    await screen.findByText("This bracket is not closed.");
    await fireEvent.click(screen.getByRole("button", { name: "Close it at the end" }));
    await screen.findByRole("status");
    expect(location.hash).toContain("q=%28banks%29");
  });

  it("says what was looked for when nothing was found", async () => {
    open("#/search?q=nothing");
    await screen.findByText("No article meets nothing.");
  });
});

describe("a topic being written", () => {
  it("asks what two words side by side mean, and cannot be saved until that is said", async () => {
    const backend = open("#/watchlists?query=border+escalation");
    const save = vi.spyOn(backend, "saveTopic");
    const dialog = await screen.findByRole("dialog", { name: "New topic" });
    await within(dialog).findByText(/mean different things/);
    expect(within(dialog).getByRole("button", { name: "Save" }).hasAttribute("disabled")).toBe(true);
    await fireEvent.click(within(dialog).getByRole("button", { name: "Look for the phrase" }));
    await waitFor(() => expect(within(dialog).getByRole("button", { name: "Save" }).hasAttribute("disabled")).toBe(false));
    await fireEvent.click(within(dialog).getByRole("button", { name: "Save" }));
    await waitFor(() => expect(save).toHaveBeenCalledWith(expect.objectContaining({ query: '"border escalation"' })));
  });

  it("a query that can no longer be read is shown with the reason", async () => {
    open("#/watchlists");
    await screen.findByText(/This query can no longer be read: This bracket is not closed\./);
  });
});

describe("sources", () => {
  it("tells trouble in words, and undoes a removal", async () => {
    const backend = open("#/sources");
    await screen.findByText(/refuses to be read: 403/);
    expect(screen.getByText(/Articles published since then may be missing/)).toBeTruthy();
    await fireEvent.click(screen.getByRole("button", { name: "Remove: Tarn Gazette" }));
    await waitFor(() => expect(screen.queryByRole("button", { name: "Remove: Tarn Gazette" })).toBeNull());
    await fireEvent.click(screen.getByRole("button", { name: /^Undo/ }));
    await screen.findByRole("button", { name: "Remove: Tarn Gazette" });
    expect((await backend.sources()).length).toBe(6);
  });

  it("shows those first that need somebody, and those only that are asked for", async () => {
    open("#/sources");
    await screen.findByText(/brought nothing for 5 days/);
    const names = () => [...document.querySelectorAll("td.name > b")].map((it) => it.textContent);
    expect(names().slice(0, 2)).toEqual(["Kelmark Observer", "The Harbour Ledger"]);
    await fireEvent.click(screen.getByRole("button", { name: "Silent 1" }));
    expect(names()).toEqual(["The Harbour Ledger"]);
    await fireEvent.click(screen.getByRole("button", { name: "Silent 1" }));
    expect(names().length).toBe(6);
  });

  it("says how a source does, day by day and beside what is usual", async () => {
    open("#/sources");
    await fireEvent.click(await screen.findByRole("button", { name: "Health: The Harbour Ledger" }));
    const dialog = await screen.findByRole("dialog", { name: "Health of The Harbour Ledger" });
    await within(dialog).findByText(/It has given the same 20 items/);
    expect(location.hash).toBe("#/sources?health=2");
    const chart = within(dialog).getByRole("slider");
    await fireEvent.keyDown(chart, { key: "ArrowLeft" });
    expect(chart.getAttribute("aria-valuetext")).toBe("10 Dec 2025: 0 articles, usually 12");
    await fireEvent.click(within(dialog).getByRole("button", { name: "Show as table" }));
    expect(within(dialog).getAllByRole("row").length).toBe(57);
    await fireEvent.click(within(dialog).getByRole("button", { name: "Set its interval…" }));
    await screen.findByRole("dialog", { name: "Edit source" });
  });

  it("an edited source keeps what was not changed", async () => {
    const backend = open("#/sources");
    const save = vi.spyOn(backend, "saveSource");
    await fireEvent.click(await screen.findByRole("button", { name: "Edit: Tarn Gazette" }));
    const dialog = await screen.findByRole("dialog");
    await fireEvent.click(within(dialog).getByRole("button", { name: "Save" }));
    await waitFor(() => expect(save).toHaveBeenCalledWith(expect.objectContaining({ id: 5, group: "local", allow_private: true })));
  });

  it("a source cannot be given an interval that is none", async () => {
    const backend = open("#/sources");
    const save = vi.spyOn(backend, "saveSource");
    await fireEvent.click(await screen.findByRole("button", { name: "Edit: Tarn Gazette" }));
    const dialog = await screen.findByRole("dialog");
    const minutes = field("interval");
    if (!minutes) throw new Error("no field");
    await fireEvent.input(minutes, { target: { value: "3" } });
    expect([minutes.getAttribute("aria-invalid"), within(dialog).getByRole<HTMLButtonElement>("button", { name: "Save" }).disabled]).toEqual(["true", true]);
    await fireEvent.input(minutes, { target: { value: "0" } });
    await fireEvent.click(within(dialog).getByRole("button", { name: "Save" }));
    await waitFor(() => expect(save).toHaveBeenCalledWith(expect.objectContaining({ id: 5, interval_minutes: null })));
  });

  it("a login is kept apart from the source, and what is to be known of it is told", async () => {
    const backend = open("#/sources");
    const save = vi.spyOn(backend, "saveSource");
    const login = vi.spyOn(backend, "setLogin");
    const trust = vi.spyOn(backend, "trustCertificate");
    await fireEvent.click(await screen.findByRole("button", { name: "Edit: Tarn Gazette" }));
    const dialog = await screen.findByRole("dialog");
    const [user, password] = [field("user"), field("password")];
    if (!user || !password) throw new Error("no fields for a login");
    expect(password.type).toBe("password");
    await fireEvent.input(user, { target: { value: "anna" } });
    await fireEvent.input(password, { target: { value: "s3cret" } });
    await fireEvent.click(within(dialog).getByRole("button", { name: "Save" }));
    await waitFor(() => expect(login).toHaveBeenCalledWith(expect.anything(), "anna", "s3cret"));
    expect(JSON.stringify(save.mock.calls)).not.toContain("s3cret");
    expect(trust).not.toHaveBeenCalled();
    await screen.findByText(/until this program ends/);
  });

  it("a source that cannot be added says why in its dialog", async () => {
    open("#/sources?add=folder");
    const dialog = await screen.findByRole("dialog", { name: "Watch a folder" });
    await fireEvent.click(within(dialog).getByRole("button", { name: "Add" }));
    expect((await within(dialog).findByRole("alert")).textContent).toContain("Give its address");
    expect(field("address")).toBeTruthy();
  });
});

describe("settings", () => {
  it("keep the way out to the network; the password of a proxy goes its own way", async () => {
    const backend = open("#/settings");
    const save = vi.spyOn(backend, "saveSettings");
    const keep = vi.spyOn(backend, "setProxyPassword");
    await fireEvent.change(await screen.findByLabelText("Proxy"), { target: { value: "through" } });
    const put = async (name: string, value: string) => {
      const element = document.querySelector(`[name=${name}]`);
      if (!element) throw new Error(`no field ${name}`);
      await fireEvent.input(element, { target: { value } });
    };
    await put("proxy", "socks5h://127.0.0.1:9050");
    await put("proxy-user", "desk");
    await put("proxy-password", "pr0xy");
    await put("contact", "desk@courier.example");
    await put("hosts", "intranet.example\n10.0.0.8\n");
    await fireEvent.click(screen.getByRole("button", { name: "Save network" }));
    await waitFor(() =>
      expect(save).toHaveBeenCalledWith(
        expect.objectContaining({
          proxy: { kind: "through", address: "socks5h://127.0.0.1:9050", user: "desk" },
          contact: "desk@courier.example",
          allowed_hosts: ["intranet.example", "10.0.0.8"],
        }),
      ),
    );
    await waitFor(() => expect(keep).toHaveBeenCalledWith("pr0xy"));
    expect(JSON.stringify(save.mock.calls)).not.toContain("pr0xy");
    await waitFor(() => expect(field("proxy-password")?.value).toBe(""));
  });

  it("keep a password that could not be kept in its field", async () => {
    let full = true;
    const backend = fakeBackend(new URLSearchParams());
    const saveSettings = vi.fn((next: Parameters<Backend["saveSettings"]>[0]) => (full ? Promise.reject({ code: "disk_full", what: "The disk is full.", advice: "" }) : backend.saveSettings(next)));
    open("#/settings", "", { ...backend, saveSettings });
    await fireEvent.change(await screen.findByLabelText("Proxy"), { target: { value: "through" } });
    for (const [name, value] of [["proxy", "socks5h://127.0.0.1:9050"], ["proxy-password", "pr0xy"]] as const) {
      const element = field(name);
      if (element) await fireEvent.input(element, { target: { value } });
    }
    await fireEvent.click(screen.getByRole("button", { name: "Save network" }));
    await screen.findByText("The disk is full.");
    expect(field("proxy-password")?.value).toBe("pr0xy");
    full = false;
    await fireEvent.click(screen.getByRole("button", { name: "Save network" }));
    await waitFor(() => expect(field("proxy-password")?.value).toBe(""));
  });
});

describe("the network", () => {
  it("names every host with why it was contacted and what it answered", async () => {
    open("#/settings");
    const row = (await screen.findByText("theharbourledger.example")).closest("tbody");
    expect(row?.textContent).toContain("page looked at again");
    expect(row?.textContent).toContain("no source in particular");
    expect(screen.getByText(/remembered for 90 days/)).toBeTruthy();
  });

  it("shows the first fifty of many hosts, and says of what it was not told where nothing is found", async () => {
    const reason = { reason: "feed" as const, sources: ["The Quay Post", "بريد"], sources_total: 30, requests: 1, last_at: "2025-12-10T18:00:00Z", answer: "200: answered" };
    const hosts = Array.from({ length: 60 }, (_, i) => ({ host: `h${i}.example`, requests: 1, first_at: reason.last_at, last_at: reason.last_at, answer: "", reasons: i === 0 ? [reason] : [{ ...reason, sources_total: 2 }] }));
    open("#/settings", "", { contacts: async () => ({ hosts, total: 372, kept_days: 90 }) });
    const first = (await screen.findByText("h0.example")).closest("tr");
    expect(first?.textContent).toContain("The Quay Post, بريد and 28 more");
    expect([...(first?.querySelectorAll("bdi") ?? [])].map((it) => it.textContent), "each name has its own direction").toEqual(["The Quay Post", "بريد"]);
    const shown = () => screen.queryAllByText(/^h\d+\.example$/).length;
    expect(shown()).toBe(50);
    await fireEvent.click(screen.getByRole("button", { name: "Show all 60" }));
    expect(shown()).toBe(60);
    await fireEvent.input(screen.getByRole("textbox", { name: "Find a host or source" }), { target: { value: "elsewhere" } });
    await screen.findByText("That is not among what is shown here: 312 more hosts and 28 more names of sources are not.");
  });

  it("that cannot be read is asked about again", async () => {
    const { contacts } = fakeBackend(new URLSearchParams());
    let broken = true;
    open("#/settings", "", { contacts: () => (broken ? Promise.reject({ code: "database", what: "The hosts cannot be read.", advice: "" }) : contacts()) });
    const alert = (await screen.findByText("The hosts cannot be read.")).closest<HTMLElement>("[role=alert]");
    broken = false;
    if (alert) await fireEvent.click(within(alert).getByRole("button", { name: "Try again" }));
    await screen.findByText("kelmarkobserver.example");
  });
});

describe("digests", () => {
  it("name the sources that were silent, so that quiet is not taken for nothing", async () => {
    open("#/digests");
    await screen.findByText(/4 of 5 sources are well · 1 silent for longer than usual/);
    await screen.findByRole("heading", { level: 3, name: "Coverage" });
    expect(screen.getByText("The Harbour Ledger", { selector: "b" }).closest("p")?.textContent).toMatch(/^The Harbour Ledger, silent since .*: It answers, but brought nothing for 3 days/);
  });

  it("previews what would be in it, and writes the chosen files", async () => {
    const backend = open("#/digests");
    const make = vi.spyOn(backend, "makeDigest");
    await screen.findByRole("heading", { level: 2, name: "Digest" });
    await fireEvent.click(screen.getByRole("checkbox", { name: "JSON" }));
    await fireEvent.click(screen.getByRole("button", { name: "Export" }));
    await waitFor(() => expect(make).toHaveBeenCalledWith(expect.objectContaining({ formats: ["html", "markdown", "json"], states: ["new", "kept"] })));
  });
});

describe("every screen", () => {
  it.each(["stories", "search?q=x", "watchlists", "sources", "digests"])("#/%s says what is wrong and offers another try", async (place) => {
    open(`#/${place}`, "state=error");
    await waitFor(() => expect(screen.getAllByText("The database cannot be read.").length).toBeGreaterThan(0));
    expect(screen.getAllByRole("button", { name: "Try again" }).length).toBeGreaterThan(0);
  });

  it.each([
    ["stories", "No story yet"],
    ["watchlists", "Nothing is watched for"],
    ["sources", "No sources yet"],
    ["alerts", "Welcome to Wirewatch"],
  ])("#/%s of an empty desk says what to do: %s", async (place, words) => {
    open(`#/${place}`, "state=empty");
    await screen.findByText(words);
  });
});

describe("how long captures are kept", () => {
  it("is shown with what it comes to, changed, and refused in words", async () => {
    const backend = open("#/settings");
    const keepCaptures = vi.spyOn(backend, "keepCaptures");
    await screen.findByRole("heading", { name: "Evidence" });
    await waitFor(() => expect(field("days")?.value).toBe("14"));
    expect(document.body.textContent).toContain("12,480 captures are kept, 260 of them of articles with alerts: 412 MB on the disk.");

    const set = async (days: string) => {
      const input = field("days");
      if (!input) throw new Error("no field");
      await fireEvent.input(input, { target: { value: days } });
      const form = input.closest("form");
      if (form) await fireEvent.submit(form);
    };
    await set("0");
    await screen.findByText("Only what alerted is kept");
    expect(keepCaptures).toHaveBeenCalledWith({ days: 0, megabytes: 1_000 });
    await waitFor(() => expect(document.body.textContent).toContain("260 captures are kept"));

    await set("5000");
    await screen.findByText("Captures cannot be kept for 5000 days.");
    await set("two weeks");
    await screen.findByText("These are no numbers of days and megabytes.");
    expect(keepCaptures).toHaveBeenCalledTimes(2);
  });
});

describe("a watched folder", () => {
  it("says how it is watched and what it holds", async () => {
    open("#/sources");
    await screen.findByText(/New files are told by the system · files: 1,204, folders: 37 · 2 files are still being written to/);
  });

  it("takes patterns of what to leave out, one a line", async () => {
    const refused = { code: "bad_input", what: "“[a” is no pattern of what to leave out: unclosed character class.", advice: "Write one like *.draft.txt, private/ or 2025/**/*.pdf." };
    const saveSource = vi.fn(() => Promise.reject(refused));
    open("#/sources", "", { saveSource });
    await fireEvent.click(await screen.findByRole("button", { name: "Edit: Press inbox" }));
    const patterns = await screen.findByRole("textbox", { name: "Leave out" });
    expect((patterns as HTMLTextAreaElement).value).toBe("*.draft.html\nprivate/");
    await fireEvent.input(patterns, { target: { value: " [a \n\nprivate/" } });
    const form = patterns.closest("form");
    if (form) await fireEvent.submit(form);
    expect(saveSource).toHaveBeenCalledWith(expect.objectContaining({ ignore: ["[a", "private/"] }));
    await screen.findByText(/is no pattern of what to leave out/);
  });
});
