import type { Dialect } from "../backend/types";

/** The systems whose queries are understood, by name. */
export const DIALECTS: readonly [Dialect, string][] = [
  ["factiva", "Factiva"],
  ["lexis", "Lexis"],
  ["meltwater", "Meltwater"],
  ["brandwatch", "Brandwatch"],
  ["lucene", "Lucene"],
];

/** What only one system writes so, each with how sure it makes. Our own language writes none of it. */
const SIGNS: readonly [Dialect, RegExp, number][] = [
  ["factiva", /\b(hd|hl|hlp|lp|td|tdp|sn|la|by|co|ns|re|rst|wc|in|pd)[=>]\S/gi, 2],
  ["factiva", /\b(near|adj|w)\d+\b/gi, 2],
  ["factiva", /\/[NF]\d+\//gi, 3],
  ["factiva", /\batleast\d+\s+\w/gi, 2],
  ["factiva", /\ssame\s/g, 1],
  ["lexis", /\b(w|pre|onear)\/(\d+|s|p|seg)\b/gi, 2],
  ["lexis", /\b(hlead|headline|publication|source-name|publication-name|byline|lead|body)\s*\(/gi, 2],
  ["lexis", /\batl\d+\s*\(|\batleast\d+\s*\(/gi, 2],
  ["lexis", /\b(plural|singular|nocaps|allcaps)\s*\(/g, 2],
  ["lexis", /[a-z]{3,}!/gi, 1],
  ["meltwater", /\b(ingress|socialType|sourceCountry|sourceReach|sourceName|mediaType|keyphrase|entity|hashtags?):/gi, 3],
  ["meltwater", /\bnear\/\d+\s*\(/g, 1],
  ["brandwatch", /\bnear\/\d+f\b/gi, 3],
  ["brandwatch", /\b(authorGender|siteGroup|engagementType|continent|region|raw|links|hashtags|at_mentions|threadAuthor|tweetFrom|impressions)\s*:/gi, 3],
  ["brandwatch", /\{[^{}\n]+\}/g, 2],
  ["lucene", /"[^"\n]*"~\d/g, 2],
  ["lucene", /[\p{L}\d]~(\d|\s|$)/gu, 2],
  ["lucene", /:\s*[[{][^\]}]+ TO [^\]}]+[\]}]/g, 3],
  ["lucene", /(^|\s)[+-][\p{L}"(]/gu, 1],
  ["lucene", /&&|\|\||(^|[\s(])![\p{L}"(]/gu, 2],
];

/** From which it is offered. */
const SURE = 2;

/** The system that a query seems to come from; nothing where it may well be ours, or two are as likely. */
export function looksLike(text: string): Dialect | null {
  const sums = new Map<Dialect, number>();
  for (const [dialect, sign, weight] of SIGNS) {
    const found = Math.min(3, [...text.matchAll(sign)].length);
    if (found > 0) sums.set(dialect, (sums.get(dialect) ?? 0) + found * weight);
  }
  const [first, second] = [...sums].sort((a, b) => b[1] - a[1]);
  if (!first || first[1] < SURE || first[1] === second?.[1]) return null;
  return first[0];
}
