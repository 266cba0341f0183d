const plural = new Intl.PluralRules("en");

/** The words of evidence that stand in menus, keys and notices. */
export const evidence = {
  exporting: "Export evidence…",
  exported: (file: string, alerts: number) => `Evidence of ${alerts} ${plural.select(alerts) === "one" ? "alert" : "alerts"} is in ${file}`,
  exportedWithout: (file: string, missing: number) => `Evidence is in ${file}; ${missing} ${plural.select(missing) === "one" ? "thing" : "things"} could not be put in: its manifest says what`,
  copyHash: "Copy its SHA-256",
  hashCopied: "The SHA-256 is on the clipboard",
  keys: { verify: "Verify what was captured", export: "Export evidence…", desk: "Verify all that was captured" },
};
