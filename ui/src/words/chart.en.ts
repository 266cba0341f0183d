/** What a chart of days says. */
export const chart = {
  table: "Show as table",
  picture: "Show as chart",
  day: "Day",
  days: "Days",
  articles: "Articles",
  inUtc: "Days in UTC",
  span: (from: string, until: string) => (from === until ? from : `${from} – ${until}`),
  hint: "Left and right arrows go from day to day.",
  chooseHint: "Left and right arrows go from day to day, with Shift they take in more; Enter narrows the search.",
};
