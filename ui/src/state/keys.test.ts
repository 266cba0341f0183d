import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { drawn, Keys, nameOf, type Action } from "./keys.svelte";

function press(key: string, more: KeyboardEventInit = {}): KeyboardEvent {
  return new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more });
}

function action(id: string, keys: string[], run: () => void): Action {
  return { id, keys, run, label: id, group: "x" };
}

describe("a key's name", () => {
  const TESTS: [string, KeyboardEventInit, string][] = [
    ["j", {}, "J"],
    ["J", { shiftKey: true }, "Shift+J"],
    ["?", { shiftKey: true }, "?"],
    [" ", {}, "Space"],
    [" ", { shiftKey: true }, "Shift+Space"],
    ["k", { ctrlKey: true }, "Ctrl+K"],
    ["k", { metaKey: true }, "Ctrl+K"],
    ["F6", { shiftKey: true }, "Shift+F6"],
    ["о", { code: "KeyJ" }, "J"],
    ["ح", { code: "KeyP" }, "P"],
  ];
  it.each(TESTS)("%s with %o is %s", (key, more, name) => {
    expect(nameOf(press(key, more))).toBe(name);
  });
});

describe("keys as they are drawn", () => {
  it.each([
    ["Ctrl+K", "Ctrl K"],
    ["Ctrl++", "Ctrl +"],
    ["Ctrl+Shift+Z", "Ctrl Shift Z"],
    ["Escape", "Esc"],
    ["+", "+"],
  ])("%s is %s", (keys, expected) => {
    expect(drawn(keys)).toBe(expected);
  });
});

describe("keys", () => {
  let singles = true;
  let keys: Keys;
  const done: string[] = [];

  beforeEach(() => {
    singles = true;
    done.length = 0;
    keys = new Keys(() => singles);
    keys.use([
      action("keep", ["E"], () => done.push("keep")),
      action("go-sources", ["G O"], () => done.push("sources")),
      action("open", ["O"], () => done.push("open")),
      action("palette", ["Ctrl+K"], () => done.push("palette")),
      action("onward", ["Space"], () => done.push("onward")),
      action("all", ["Ctrl+A"], () => done.push("all")),
    ]);
    window.addEventListener("keydown", listener);
  });
  afterEach(() => {
    window.removeEventListener("keydown", listener);
    document.body.replaceChildren();
    vi.useRealTimers();
  });
  const listener = (event: KeyboardEvent) => keys.handle(event);

  function on(tag: string): HTMLElement {
    const element = document.body.appendChild(document.createElement(tag));
    element.focus();
    return element;
  }

  it("does what the key means", () => {
    on("div").dispatchEvent(press("e"));
    expect(done).toEqual(["keep"]);
  });

  it("letters in a text field are text; Ctrl K is not", () => {
    const field = on("input");
    field.dispatchEvent(press("e"));
    field.dispatchEvent(press("a", { ctrlKey: true }));
    field.dispatchEvent(press("k", { ctrlKey: true }));
    expect(done).toEqual(["palette"]);
  });

  it("the space bar presses the button that has the focus", () => {
    on("button").dispatchEvent(press(" "));
    expect(done).toEqual([]);
  });

  it("two keys one after the other are one", () => {
    const body = on("div");
    body.dispatchEvent(press("g"));
    expect(keys.pending).toBe("G");
    body.dispatchEvent(press("o"));
    expect(done).toEqual(["sources"]);
    expect(keys.pending).toBeNull();
  });

  it("a first key that nothing follows is forgotten", () => {
    vi.useFakeTimers();
    const body = on("div");
    body.dispatchEvent(press("g"));
    vi.advanceTimersByTime(2000);
    body.dispatchEvent(press("o"));
    expect(done).toEqual(["open"]);
  });

  it("single letters can be switched off; keys with Ctrl go on", () => {
    singles = false;
    const body = on("div");
    body.dispatchEvent(press("e"));
    body.dispatchEvent(press("g"));
    body.dispatchEvent(press("k", { ctrlKey: true }));
    expect(done).toEqual(["palette"]);
    expect(keys.keysOf("keep")).toBeUndefined();
    expect(keys.keysOf("palette")).toBe("Ctrl K");
  });

  it("what a view registers goes before what the window has, and goes with the view", () => {
    const away = keys.use([action("keep", ["E"], () => done.push("view"))]);
    on("div").dispatchEvent(press("e"));
    away();
    on("div").dispatchEvent(press("e"));
    expect(done).toEqual(["view", "keep"]);
    expect(keys.available().filter((it) => it.id === "keep").length).toBe(1);
  });
});
