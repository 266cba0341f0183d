import { cleanup, render, screen } from "@testing-library/svelte";
import { afterEach, describe, expect, it } from "vitest";

import type { Reading } from "../../backend/types";
import ReadingBox from "./ReadingBox.svelte";

const sound: Reading = {
  confidence: 97,
  paywalled: false,
  live: false,
  implausible: false,
  shows_change: false,
  section: "Harbour",
  tags: ["ferry", "salt"],
  image: null,
  credit: null,
  title_from: "visible",
  authors_from: "described",
  published_from: "described",
  modified_from: "meta",
  published_zone: 330,
  modified_zone: null,
};
afterEach(() => cleanup());

describe("how an article was read", () => {
  it("says where each fact was found, and in which zone its times are", () => {
    render(ReadingBox, { reading: sound });
    expect(screen.getByText("The extractors agree on the text to 97 %.")).toBeTruthy();
    expect(screen.getByText("from the text that readers see")).toBeTruthy();
    expect(screen.getByText(/the page gives the zone UTC\+05:30/)).toBeTruthy();
    expect(screen.getByText(/from the page’s head; the page gives no zone/)).toBeTruthy();
    expect(screen.getByText("ferry, salt")).toBeTruthy();
    expect(screen.queryByText("Picture")).toBeNull();
    expect(screen.queryByText(/Text uncertain/)).toBeNull();
  });

  it("warns of a text that the extractors do not agree on, without anything being opened", () => {
    render(ReadingBox, { reading: { ...sound, confidence: 41 } });
    expect(screen.getByText(/agree to 41 % only/).closest("details")).toBeNull();
  });

  it("marks paywalls, live blogs and doubtful times in words", () => {
    render(ReadingBox, { reading: { ...sound, paywalled: true, live: true, implausible: true, published_zone: -210 } });
    for (const mark of ["Behind a paywall", "Live blog", "Doubtful time"]) expect(screen.getByText(mark)).toBeTruthy();
    expect(screen.getByText(/UTC−03:30/)).toBeTruthy();
  });

  it("says of a day of change that it is the only one that readers see", () => {
    render(ReadingBox, { reading: { ...sound, shows_change: true } });
    expect(screen.getByText(/the only day that the page shows its readers/)).toBeTruthy();
  });

  it("expects no zone of a day that stands in the address", () => {
    render(ReadingBox, { reading: { ...sound, published_from: "address", published_zone: null, modified_from: null } });
    expect(screen.getByText("from the page’s address")).toBeTruthy();
  });
});
