/** What is said of when an article is of, where its source does not say or says what cannot be. */
export const dates = {
  undated: (came: string) => `undated, came in ${came}`,
  doubtful: (dated: string, came: string) => `dated ${dated}, came in ${came}`,
};
