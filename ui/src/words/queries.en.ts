import { count } from "./count";

/** What is said beside a query. */
export const queries = {
  more: (n: number) => `Show ${count(n, "more doubt", "more doubts")}`,
  fewer: "Show fewer",
};
