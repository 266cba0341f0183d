const plural = new Intl.PluralRules("en");

/** "1 article", "2 articles" */
export function count(n: number, one: string, many: string, shown: string = String(n)): string {
  return `${shown} ${plural.select(n) === "one" ? one : many}`;
}
