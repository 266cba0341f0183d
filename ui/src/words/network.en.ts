import type { Reason } from "../backend/types";

const plural = new Intl.PluralRules("en");

/** One form for one, another for the rest. */
function some(n: number, one: string, other: string): string {
  return plural.select(n) === "one" ? one : other;
}

/** What is said of the network: the hosts that were contacted, the way out, and logins. */
export const network = {
  text: "Nothing leaves this machine but requests to the sources you added. These hosts were contacted:",
  none: "No host was contacted yet.",
  kept: (days: number) => `A host is remembered for ${days} ${some(days, "day", "days")} after it was contacted last.`,
  more: (n: string, of: number) => `${n} more ${some(of, "host is", "hosts are")} not shown.`,
  filter: "Find a host or source",
  nothing: "No host or source is called that.",
  notAmong: (hosts: string, of: number, names: string, n: number) => {
    const left = [of > 0 ? `${hosts} more ${some(of, "host", "hosts")}` : "", n > 0 ? `${names} more ${some(n, "name of a source", "names of sources")}` : ""];
    return `That is not among what is shown here: ${left.filter(Boolean).join(" and ")} ${some(of + n, "is", "are")} not.`;
  },
  showAll: (n: string) => `Show all ${n}`,
  showFirst: (n: string) => `Show the first ${n}`,
  columns: { host: "Host", why: "Why", for: "For", requests: "Requests", last: "Last", answer: "Last answer" },
  reasons: {
    feed: "feed",
    page: "page behind an item",
    robots: "what the site lets programs read",
    revisit: "page looked at again",
    discovery: "looking for feeds",
    earlier: "before reasons were kept",
  } satisfies Record<Reason, string>,
  nobody: "no source in particular",
  others: (n: string) => ` and ${n} more`,
  proxy: "Proxy",
  proxies: { system: "As the system says", direct: "None", through: "This one" },
  address: "Address of the proxy",
  addressHint: "http://, https://, socks4a:// or socks5h:// with host and port. Names are resolved by such a proxy: where they lead is then not checked here, but written-out addresses are.",
  user: "Name, if it wants one",
  password: "Password",
  passwordHint: "Goes to this machine's key store. Empty: as it is.",
  contact: "Where a site can reach you",
  contactHint: "A page or a mail address, sent with each request. Empty: the project's page.",
  hosts: "Hosts of your own network that may be asked",
  hostsHint: "One a line: intranet.example or 10.0.0.8. Others in private and local networks are not asked, whoever leads there; a single source can say otherwise.",
  save: "Save network",
  login: "Name",
  loginHint: "For a feed behind a login. Sent to this host only.",
  loginPasswordHint: "Goes to this machine's key store, never into the desk. Empty: as it is.",
  certificate: "Take this certificate though nobody vouches for it",
  certificateHint: "Its SHA-256, as the source's trouble shows it. Compare it with what the server's administrator says.",
};
