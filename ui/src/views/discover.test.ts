import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";

import { readAllParts } from "../../tests/parts";
import App from "../App.svelte";
import { fakeBackend } from "../backend/fake";
import type { Backend } from "../backend/backend";

beforeAll(readAllParts);
afterEach(() => cleanup());

/** Opens the dialog over the stand-in, with some of its answers changed. */
async function open(more: Partial<Backend> = {}) {
  location.hash = "#/sources?add=feed";
  const backend = { ...fakeBackend(new URLSearchParams()), ...more };
  render(App, { backend });
  const dialog = await screen.findByRole("dialog", { name: "Add a feed" });
  const look = async (address: string) => {
    await fireEvent.input(within(dialog).getByRole("textbox"), { target: { value: address } });
    await fireEvent.click(within(dialog).getByRole("button", { name: "Look" }));
  };
  return { backend, dialog, look };
}

describe("finding sources", () => {
  it("shows what was found with its newest items, and adds what is recommended or chosen", async () => {
    const { backend, dialog, look } = await open();
    const save = vi.spyOn(backend, "saveSource");
    await look("quaypost.example");
    await within(dialog).findByText("recommended");
    expect(within(dialog).getByText("Three banks stand on a list of sanctions")).toBeTruthy();
    const [first, comments] = within(dialog).getAllByRole<HTMLInputElement>("checkbox", { name: /^Add / });
    expect([first?.checked, comments?.checked]).toEqual([true, false]);
    await fireEvent.click(comments as HTMLElement);
    await fireEvent.click(within(dialog).getByRole("button", { name: "Add 2 sources" }));
    await waitFor(() => expect(save).toHaveBeenCalledTimes(2));
    expect(save.mock.calls[0]?.[0]).toMatchObject({ kind: "feed", method: "feed", address: "https://quaypost.example/feed/", name: "" });
  });

  it("says what to follow where there is no feed, and what was tried", async () => {
    const { backend, dialog, look } = await open();
    const save = vi.spyOn(backend, "saveSource");
    await look("nofeed.example");
    await within(dialog).findByText(/There is no feed\. Follow its front page instead/);
    expect(within(dialog).getAllByText("404 (Not Found)", { exact: false }).length).toBe(3);
    await fireEvent.click(within(dialog).getByRole("button", { name: "Add" }));
    await waitFor(() => expect(save).toHaveBeenCalledWith(expect.objectContaining({ method: "front_page", name: "The Lighthouse" })));
  });

  it("says what to do where nothing was found, and what is wrong with an address", async () => {
    const { dialog, look } = await open();
    await look("gone.example");
    await within(dialog).findByText("Nothing that can be followed was found");
    expect(dialog.textContent).toContain("Look at its spelling");
    const tried = within(dialog).getByText("Looked at 1 place").closest("details");
    expect(tried?.open, "what was tried is not hidden").toBe(true);
    expect(within(tried as HTMLElement).getByRole("listitem").textContent).toBe("https://gone.example/ → 404 (Not Found)");
    const advice = within(dialog).getByText(/Look at its spelling/);
    expect((tried as HTMLElement).compareDocumentPosition(advice) & Node.DOCUMENT_POSITION_FOLLOWING, "it stands above the advice").toBeTruthy();
    expect(within(dialog).getByRole("button", { name: "Add" }).hasAttribute("disabled")).toBe(true);
    await fireEvent.input(within(dialog).getByRole("textbox"), { target: { value: "banks" } });
    await fireEvent.click(within(dialog).getByRole("button", { name: "Look again" }));
    expect((await within(dialog).findByRole("alert")).textContent).toContain("is no address of a site");
  });

  it("can be stopped, and what was found by then stays", async () => {
    let tell: Parameters<Backend["discover"]>[2] = () => undefined;
    let end: () => void = () => undefined;
    const cancelDiscover = vi.fn(async () => end());
    const { dialog, look } = await open({
      discover: (_address, _private, onview) =>
        new Promise<void>((done) => {
          tell = onview;
          end = done;
        }),
      cancelDiscover,
    });
    await look("quaypost.example");
    const step = { address: "https://quaypost.example/", outcome: "a page", is_found: false };
    tell({ address: step.address, steps: [step], found: [], advice: null, done: false, stopped: false });
    await within(dialog).findByText("https://quaypost.example/: a page");
    await fireEvent.click(within(dialog).getByRole("button", { name: "Stop looking" }));
    await within(dialog).findByText("Stopped: there may be more.");
    expect(cancelDiscover).toHaveBeenCalledOnce();
  });

  it("a source that is refused says why and stays to be added", async () => {
    const { dialog, look } = await open({
      saveSource: () => Promise.reject({ code: "bad_input", what: "“The Quay Post” has this address already.", advice: "" }),
    });
    await look("quaypost.example");
    await within(dialog).findByText("recommended");
    await fireEvent.click(within(dialog).getByRole("button", { name: "Add" }));
    expect((await within(dialog).findByRole("alert")).textContent).toContain("has this address already");
  });

  it("what cannot be found is entered by hand", async () => {
    const { dialog } = await open();
    await fireEvent.input(within(dialog).getByRole("textbox"), { target: { value: "https://far.example/x" } });
    await fireEvent.click(within(dialog).getByRole("button", { name: "Enter it by hand…" }));
    await waitFor(() => expect(document.querySelector<HTMLInputElement>("form#source [name=address]")?.value).toBe("https://far.example/x"));
  });
});

describe("where the texts of a source come from", () => {
  it("is shown with what was found, and can be said otherwise", async () => {
    location.hash = "#/sources";
    const backend = fakeBackend(new URLSearchParams());
    const save = vi.spyOn(backend, "saveSource");
    render(App, { backend });
    await fireEvent.click(await screen.findByRole("button", { name: "Edit: Meridian Wire" }));
    const dialog = await screen.findByRole("dialog", { name: "Edit source" });
    expect(dialog.textContent).toContain("The feed gives 240 characters, the page 3,100. The pages are read.");
    expect(dialog.textContent).toContain("4 pages are still to be read. 2 pages could not be read.");
    await fireEvent.change(within(dialog).getByRole("combobox", { name: "Text of its articles" }), { target: { value: "feed" } });
    await fireEvent.click(within(dialog).getByRole("button", { name: "Save" }));
    await waitFor(() => expect(save).toHaveBeenCalledWith(expect.objectContaining({ id: 1, text: "feed", method: "feed" })));
  });
});
