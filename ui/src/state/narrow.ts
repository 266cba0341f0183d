/** Narrowing a query by what the analyst points at: a day, a source, a language. */

/** A value behind a field: quoted unless it is one plain word. */
export function fieldIs(field: string, value: string): string {
  return /^[\p{L}\p{N}]+$/u.test(value) ? `${field}:${value}` : `${field}:"${value.replaceAll('"', " ").trim()}"`;
}

/** The days from one to another as a clause. */
export function daysAre(from: string, until: string): string {
  return from === until ? `date:${from}` : `date:${from}/${until}`;
}

/** The query with one more condition. One that names days takes the place of one that did. */
export function narrowed(query: string, clause: string): string {
  const base = clause.startsWith("date:") ? withoutDays(query) : query.trim();
  if (!base) return clause;
  return `${hasLooseOr(base) ? `(${base})` : base} AND ${clause}`;
}

/** The query without the days that narrowed it. */
export function withoutDays(query: string): string {
  const place = outside(query);
  let rest = query.trim();
  for (const found of [...query.matchAll(/\s+AND\s+date:[^\s()]+(?=\s+AND\s|\s*$)/g)].reverse()) {
    if (place(found.index)) rest = query.slice(0, found.index) + query.slice(found.index + found[0].length);
  }
  const bare = rest.trim();
  return bare.startsWith("(") && closes(bare) === bare.length - 1 ? bare.slice(1, -1).trim() : bare;
}

/** Whether a place stands in no bracket and no quotation marks. */
function outside(query: string): (at: number) => boolean {
  const depths = new Int32Array(query.length + 1);
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < query.length; i++) {
    depths[i] = quoted ? depth + 1 : depth;
    const sign = query[i];
    if (sign === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (sign === "(") depth++;
    else if (sign === ")") depth--;
  }
  return (at) => depths[at] === 0;
}

function hasLooseOr(query: string): boolean {
  const place = outside(query);
  return [...query.matchAll(/\bOR\b/g)].some((it) => place(it.index));
}

/** Where the bracket that begins a text is closed. */
function closes(query: string): number {
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < query.length; i++) {
    if (query[i] === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (query[i] === "(") depth++;
    else if (query[i] === ")" && --depth === 0) return i;
  }
  return -1;
}
