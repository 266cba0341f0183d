import { describe, expect, it } from "vitest";

import { minutesOf } from "./interval";

describe("minutes between two looks", () => {
  it.each([
    ["", 0],
    [" ", 0],
    ["0", 0],
    ["5", 5],
    [" 60 ", 60],
    ["1440", 1440],
    ["4", null],
    ["1441", null],
    ["99999", null],
    ["7.5", null],
    ["-60", null],
    ["1e2", null],
    ["soon", null],
  ])("%j is %j", (text, minutes) => {
    expect(minutesOf(text)).toBe(minutes);
  });
});
