const plural = new Intl.PluralRules("en");

/** The words of where an article came from, and what checking it comes to. */
export const captured = {
  title: "Captured",
  at: "When",
  late: "The file was read again for this, after the article had been filed.",
  from: "From",
  byWayOf: "by way of",
  status: (n: number) => `answer ${n}`,
  hash: "SHA-256",
  bytes: (n: string) => `${n} bytes`,
  version: (n: number) => `version ${n}`,
  notKept: "Only the hash was kept.",
  cut: (why: string) => `Less than all that was sent: ${why}.`,
  more: (n: number) => `${n} earlier ${plural.select(n) === "one" ? "capture" : "captures"}`,
  none: "Nothing was captured of this article, or it was let go when its time was over.",
  file: "Read from",
  fileHint: "Bytes of files are kept once they alert; until then their hash is.",
  verify: "Verify",
  verifying: "Checking…",
  unchanged: (time: string) => `Unchanged since captured at ${time}`,
  changed: "Not unchanged:",
  unnamed: (n: number) => `and ${n} more`,
};
