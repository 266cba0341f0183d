// What is said of watched folders.
import { count } from "./count";

export const folders = {
  ignore: "Leave out",
  ignoreHint: "One pattern a line: *.draft.html, private/, 2019/**/*.pdf. Hidden and temporary files are left out anyway.",
  notice: {
    told: "New files are told by the system",
    timer: "Looked through every minute: the system does not tell of it",
    network_drive: "On a network drive: looked through every minute",
  },
  holds: (files: string, folders: string) => `files: ${files}, folders: ${folders}`,
  waiting: (n: number) => `${count(n, "file is", "files are")} still being written to`,
  ignoresCase: "Capital and small letters are the same there",
};
