/** What is read out before the words that two texts do not share. */
export const difference = { gone: "taken out", fresh: "put in" };
