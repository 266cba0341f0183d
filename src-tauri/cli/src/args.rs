//! What can be typed, with help that teaches by example.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use news::{
    AlertId, AlertState, ArticleId, Severity, SignalId, SourceId, SourceMethod, StoryId,
    TextChoice, TopicId, digest::DigestFormat, query::Dialect,
};

/// A media monitor on your own desk: feeds and folders in, alerts and digests out.
#[derive(Debug, Parser)]
#[command(
    name = "wirewatch",
    version,
    max_term_width = 100,
    after_help = "EXAMPLES\n  \
        wirewatch discover news.example                find the feeds of a site\n  \
        wirewatch add https://news.example/rss.xml     watch a feed\n  \
        wirewatch add ~/press/inbox                    watch a folder\n  \
        wirewatch import ~/archive                     read files once\n  \
        wirewatch poll && wirewatch alerts             look now, show what is new\n  \
        wirewatch search 'sanction* NEAR/5 bank*'      search the archive\n  \
        wirewatch digest --since 24h                   write the day's digest\n\n\
        EXIT CODES\n  \
        0 done · 1 failed · 2 wrong usage · 3 done, but something could not be read or is in trouble ·\n  \
        4 the desk is in use by another Wirewatch"
)]
pub(crate) struct Cli {
    /// Keep the desk in this folder instead of the platform's data directory.
    #[arg(long, global = true, value_name = "DIR", env = "WIREWATCH_DATA")]
    pub(crate) data: Option<PathBuf>,
    /// Print JSON.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Watch a feed or a folder from now on.
    #[command(after_help = "EXAMPLES\n  \
        wirewatch add https://news.example/rss.xml --name 'News Example' --country GB\n  \
        wirewatch add ~/press/inbox --group local\n  \
        wirewatch add https://news.example/news-sitemap.xml --method sitemap\n  \
        wirewatch add https://news.example/world/ --method front-page\n  \
        wirewatch add https://t.me/s/channel --method telegram\n  \
        wirewatch add https://news.example/rss.xml --text page   read the page behind each item\n  \
        wirewatch add ~/press --ignore '*.draft.*' --ignore private/ --ignore '2019/**/*.pdf'\n  \
        wirewatch add http://intranet.example/feed --allow-private\n  \
        pass show news/example | wirewatch add https://news.example/subscribers.xml --user anna")]
    Add(AddArgs),
    /// Find what can be followed at an address: feeds, news sitemaps, the page itself. Nothing is added.
    #[command(after_help = "EXAMPLES\n  \
        wirewatch discover news.example                 the site's feeds, with their newest items\n  \
        wirewatch discover https://t.me/channel         a channel, a handle, a repository …\n  \
        wirewatch discover news.example --json | jq -r '.found[] | select(.recommended) | .address'\n\n\
        Looked at in this order: the address itself, services known by rule, what the page names for programs, links on\n\
        it, at most 8 usual places, news sitemaps, and last the page's own links. A second or more between two requests\n\
        to a host. Ends with 3 if nothing was found. The desk's proxy, contact and hosts are used. A host that asked the\n\
        desk to be left alone is not asked, and one that asks now is left alone from now on. Works beside an open window,\n\
        which is then not told of that; without a desk, none is made.")]
    Discover {
        /// The address of a site, a page or a feed.
        #[arg(value_name = "URL")]
        address: String,
        /// The address is in a private or local network, and that is meant.
        #[arg(long)]
        allow_private: bool,
    },
    /// List the sources with their health; edit one, change many, take in and give out lists of them.
    #[command(after_help = "EXAMPLES\n  \
        wirewatch sources\n  \
        wirewatch sources --health                     what each brings, how late, since when nothing, and why\n  \
        wirewatch sources pause 3 7\n  \
        wirewatch sources import subscriptions.opml sources.csv\n  \
        wirewatch sources export --format csv > sources.csv\n  \
        wirewatch sources set --interval 60 --language uk 3 4 5\n  \
        wirewatch sources set --in Wires --group 'Wires / State'\n  \
        wirewatch sources edit 3 --group wire --publisher 'Example Press' --allow-private true\n  \
        pass show news/example | wirewatch sources edit 3 --user anna\n  \
        wirewatch sources edit 3 --user ''                     without a login again\n  \
        wirewatch sources edit 3 --certificate 3F:9A:…         take this certificate of its own server\n  \
        wirewatch sources edit 3 --text page                   measured | feed | page\n  \
        wirewatch sources edit 5 --ignore '*.draft.*'   what a folder's look leaves out ('' for nothing)\n  \
        wirewatch sources --json | jq '.[] | select(.state == \"troubled\") | .source.name'")]
    Sources {
        /// How each source does beside what is usual for it, those first that need somebody.
        #[arg(long)]
        health: bool,
        #[command(subcommand)]
        action: Option<SourceAction>,
    },
    /// Show how the network is asked and whom it was, or change it: proxy, contact, hosts of your own network.
    #[command(
        name = "network",
        after_help = "EXAMPLES\n  \
        wirewatch network\n  \
        wirewatch network --proxy socks5h://127.0.0.1:9050\n  \
        pass show proxy | wirewatch network --proxy http://proxy.example:8080 --proxy-user anna\n  \
        wirewatch network --proxy system                       as the system says; the default\n  \
        wirewatch network --proxy none\n  \
        wirewatch network --contact desk@courier.example       where a site can reach you\n  \
        wirewatch network --json | jq -r '.contacts.hosts[] | select(.answer | startswith(\"403\")) | .host'\n  \
        wirewatch network --allow intranet.example --forbid 10.0.0.8\n\n\
        Addresses of private and local networks are not asked, whether a source names them, a site leads there, or a name\n\
        resolves to them; --allow names hosts that are. Through an HTTP or SOCKS4a or SOCKS5h proxy, names are resolved by\n\
        the proxy: where they lead is then not checked here, but written-out addresses and names such as localhost are.\n\
        A password is read from standard input and goes to this machine's key store."
    )]
    Network(NetworkArgs),
    /// Read files, folders or an OPML list once.
    #[command(after_help = "EXAMPLES\n  \
        wirewatch import article.html notes.md\n  \
        wirewatch import ~/archive/2021                every readable file below it\n  \
        wirewatch import nexis.docx crawl.warc.gz      each article in them\n  \
        wirewatch import subscriptions.opml            adds its feeds as sources\n\n\
        Read are HTML, text, Markdown, PDF, DOCX, ODT, RTF, EPUB, EML, MBOX, MHTML, CSV, JSON, JSON Lines, and ZIP,\n\
        gzip and WARC of these; exports of Nexis and Factiva article by article.\n\
        What is in already is not read twice, so an import that was interrupted goes on where it was.")]
    Import {
        /// Files and folders.
        #[arg(required = true, value_name = "FILE|DIR|OPML")]
        paths: Vec<PathBuf>,
    },
    /// Look at the sources now.
    #[command(after_help = "EXAMPLES\n  \
        wirewatch poll\n  \
        wirewatch poll 3\n  \
        wirewatch poll --pages-for 30                  more time for the pages behind articles\n  \
        wirewatch poll --pages-for 0                   feeds and folders only\n\n\
        Where the texts of a source are on the pages behind its items, those that are due are read as well: four at once,\n\
        one of a site every few seconds. What waits then is read by the next look, or by the running program. Ctrl C ends\n\
        that; what was read stays. Ends with 3 if a source is in trouble, or the network cannot be reached.")]
    Poll {
        /// Only this source.
        source: Option<SourceId>,
        /// How many minutes are given to reading pages.
        #[arg(long, value_name = "MINUTES", default_value_t = 10)]
        pages_for: u32,
    },
    /// Monitor until stopped (Ctrl C), printing alerts, bursts and silences as they come.
    #[command(
        after_help = "EXAMPLES\n  wirewatch watch\n  wirewatch watch --json >> alerts.jsonl     one alert a line"
    )]
    Watch,
    /// List the watchlists and their topics; add, change, check, convert or remove one; its history and rules; the whole
    /// as a file.
    #[command(after_help = "EXAMPLES\n  \
        wirewatch topics\n  \
        wirewatch topics check '(tanks OR snipers) AND border'\n  \
        wirewatch topics convert --from factiva 'hd=bank near5 loan'\n  \
        wirewatch topics add --watchlist Sanctions --name 'Bank sanctions' --severity high 'sanction* NEAR/5 bank*'\n  \
        wirewatch topics save 7 --note 'the ministry was renamed' 'sanction* NEAR/5 (bank* OR @banks)'\n  \
        wirewatch topics history 7\n  \
        wirewatch topics rollback 7 2\n  \
        wirewatch topics rules 7 'high if 3 publishers in 60 minutes' 'watch if silent for 3 days'\n  \
        wirewatch topics export watchlists.toml\n  \
        wirewatch topics import watchlists.toml --dry-run\n  \
        wirewatch topics remove 7")]
    Topics {
        #[command(subcommand)]
        action: Option<TopicAction>,
    },
    /// List the named lists of terms, which queries use as @name; show, set, rename or remove one.
    #[command(after_help = "EXAMPLES\n  \
        wirewatch lists\n  \
        wirewatch lists set banks --file banks.txt        a term a line\n  \
        wirewatch lists set ships 'tanker*, \"oil carrier\"'\n  \
        wirewatch topics add --watchlist Sanctions '@banks AND sanction*'\n  \
        wirewatch lists rename banks sanctioned-banks     also in the topics that use it")]
    Lists {
        #[command(subcommand)]
        action: Option<ListAction>,
    },
    /// List the alerts, with bursts and silences of topics; keep, dismiss, note or tag them.
    #[command(after_help = "EXAMPLES\n  \
        wirewatch alerts                               new ones, newest first\n  \
        wirewatch alerts --state any --since 7d --watchlist Sanctions\n  \
        wirewatch alerts --changed                     headlines and terms that changed since you decided\n  \
        wirewatch alerts show 12                       why it matched, and who copied the text\n  \
        wirewatch alerts --copies                      each copy with the alert that it joined\n  \
        wirewatch alerts keep 12 13\n  \
        wirewatch alerts note 12 'ask the ministry'\n  \
        wirewatch alerts tag 12 ministry urgent        then: wirewatch search tag:ministry\n  \
        wirewatch alerts dismiss s3                    a burst or a silence\n  \
        wirewatch alerts undo")]
    Alerts {
        #[command(subcommand)]
        action: Option<AlertAction>,
        #[command(flatten)]
        filter: AlertArgs,
    },
    /// Search the archive with the watchlist language.
    #[command(after_help = "EXAMPLES\n  \
        wirewatch search sanctions banks               both words (and says so)\n  \
        wirewatch search '\"border escalation\" OR title:ceasefire'\n  \
        wirewatch search 'sanction* NEAR/3 bank*' --limit 500 --json\n  \
        wirewatch search sanctions --ranked            the best of the newest 2,000 first\n  \
        wirewatch search sanctions --facets --timeline how many, of whom, on which days\n\n\
        Ctrl C ends counting; what was counted by then is said to be \"at least\".")]
    Search(SearchArgs),
    /// List the stories that several outlets tell.
    #[command(
        after_help = "EXAMPLES\n  wirewatch stories\n  wirewatch stories --outlets 4 --limit 5"
    )]
    Stories {
        /// At least so many outlets.
        #[arg(long, default_value_t = 2)]
        outlets: u32,
        /// How many at most.
        #[arg(long, default_value_t = 20)]
        limit: usize,
    },
    /// Compare the outlets of a story: who was first, what all say, what only one says.
    #[command(
        after_help = "EXAMPLES\n  wirewatch compare 4\n  wirewatch compare 4 --json | jq '.claims[] | select(.kind == \"one\")'"
    )]
    Compare {
        /// The story, as `wirewatch stories` numbers it.
        story: StoryId,
    },
    /// List the versions of an article, with what was put in and taken out; the words of two of them side by side.
    #[command(after_help = "EXAMPLES\n  \
        wirewatch versions 29423841001                 when it changed, and by how much\n  \
        wirewatch versions --alert 12                  of the article of an alert\n  \
        wirewatch versions 29423841001 --diff 1 3      word by word: [-taken out-] {+put in+}\n  \
        wirewatch versions 29423841001 --diff 1 3 --json | jq '.headline'\n\n\
        While the monitor runs, the pages of articles that raised an alert are looked at again an hour, six hours, a day\n\
        and a week after they came. `wirewatch sources edit 3 --revisit false` switches that off for a source.")]
    Versions(VersionsArgs),
    /// Write a digest of the alerts of a time window.
    #[command(after_help = "EXAMPLES\n  \
        wirewatch digest                               the last 24 hours, into the desk's digests folder\n  \
        wirewatch digest --since 2021-12-07T18:00:00Z --until 2021-12-08T06:00:00Z --format html\n  \
        wirewatch digest --since 7d --watchlist Sanctions --state kept --out ~/briefings\n  \
        wirewatch digest --format markdown --out -     on the terminal, no file")]
    Digest(DigestArgs),
    /// Write a verified copy of the database, also while it is in use.
    #[command(after_help = "EXAMPLES\n  wirewatch backup ~/backups/wirewatch-2021-12-07.db")]
    Backup {
        /// The file to write. It must not exist.
        file: PathBuf,
    },
    /// Say what the desk's file is made of.
    #[command(after_help = "EXAMPLES\n  wirewatch storage\n  wirewatch storage --json | jq .parts")]
    Storage,
    /// Write the desk's file anew without what is not used, and give the room back to the disk.
    ///
    /// The desk must not be open in a window, and the disk needs as much room as it takes.
    Compact,
    /// Say how long articles are kept, and what that would let go; change it, or let them go now.
    #[command(after_help = "EXAMPLES\n  \
        wirewatch retention                            the rules, and what they would let go\n  \
        wirewatch retention set --days 365\n  \
        wirewatch retention set --days 30 --source 3   another rule for one source\n  \
        wirewatch retention forever --source 3         whatever is said of the others\n  \
        wirewatch retention usual --source 3           as the others again\n  \
        wirewatch retention apply                      let them go now\n  \
        wirewatch retention captures --days 14 --megabytes 1000\n\n\
        Nothing is let go unless you ask for it here. Articles with a kept alert, a note or a tag always stay. Captured\n\
        bytes are evidence: those of articles with alerts stay as long as the alerts do, others for some days. While the\n\
        monitor runs, the rules are applied once a day.")]
    Retention {
        #[command(subcommand)]
        action: Option<RetentionAction>,
    },
    /// Look at pages, documents and texts as the monitor would, without a desk.
    Inspect {
        #[command(subcommand)]
        what: Inspect,
    },
    /// Write what alerts rest on into one file: bytes as received, texts, proofs, hashes.
    #[command(after_help = "EXAMPLES\n  \
        wirewatch evidence 12 --out alert-12.zip\n  \
        wirewatch evidence 12 13 14 --out minister.zip --json | jq -r .sha256\n  \
        unzip alert-12.zip -d alert-12 && cd alert-12 && sha256sum --check SHA256SUMS\n\n\
        The file says how to check it with public tools alone. Notes, tags and decisions stay on the desk. The same\n\
        evidence gives the same bytes.")]
    Evidence {
        /// The alerts.
        #[arg(required = true, value_name = "ALERT")]
        alerts: Vec<AlertId>,
        /// The file to write. It must not exist.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Check that what was captured is as it was: the whole desk, one alert or article, or a file of evidence.
    #[command(after_help = "EXAMPLES\n  \
        wirewatch verify                      every record, the chain, all bytes, texts and proofs\n  \
        wirewatch verify --alert 12\n  \
        wirewatch verify alert-12.zip         needs no desk\n  \
        wirewatch verify --json | jq '.wrong[]'\n\n\
        Says \"unchanged since captured at TIME\", which is all that a local hash can show, or names what is wrong one by\n\
        one. Ends with 0 if nothing is wrong, and with 3 if something is, if nothing was captured of what was named, or if\n\
        it was ended early (Ctrl C).")]
    Verify {
        /// Check what this alert rests on.
        #[arg(long, value_name = "ALERT", conflicts_with_all = ["article", "file"])]
        alert: Option<AlertId>,
        /// Check this article.
        #[arg(long, value_name = "ARTICLE", conflicts_with = "file")]
        article: Option<ArticleId>,
        /// Check a file of evidence.
        #[arg(value_name = "FILE.zip")]
        file: Option<PathBuf>,
    },
    /// Read a set of captured pages, feeds and topics as the monitor would, and write down what came of it, for a scorer.
    #[command(after_help = "EXAMPLES\n  \
        wirewatch evaluate set/ out/ && python3 scorer/score.py set/ out/\n\n\
        The set holds manifest.json, topics.json, pages and feeds. The desk is made for this in a temporary folder; the\n\
        time of each capture is the monitor's clock. Your own desk is not touched. Ends with 3 if something of the set\n\
        could not be read.")]
    Evaluate {
        /// The folder of the set.
        #[arg(value_name = "SET_DIR")]
        set: PathBuf,
        /// The folder to write to; it is made where there is none.
        #[arg(value_name = "OUT_DIR")]
        out: PathBuf,
    },
    /// Check the desk for damage. Ends with 3 if something is not in order.
    Doctor,
    /// Load the sample desk, or take it off again.
    #[command(after_help = "EXAMPLES\n  wirewatch sample\n  wirewatch sample --remove")]
    Sample {
        /// Take it off.
        #[arg(long)]
        remove: bool,
    },
    /// Load the sample desk if it is not, print its alerts and write a digest: the product in one command.
    Demo,
}

/// What to look into.
#[derive(Debug, Subcommand)]
pub(crate) enum Inspect {
    /// A page of HTML, as JSON.
    #[command(after_help = "EXAMPLES\n  \
        wirewatch inspect page article.html\n  \
        wirewatch inspect page --url https://news.example/a article.html | jq '.zones[] | select(.zone == \"promo\")'\n  \
        wirewatch inspect page --serve < requests.jsonl      a line {\"id\", \"url\", \"file\"} in, a line out\n\n\
        `confidence` is how far independent extractors agree on the text, 0 to 1; below 0.8 hold it against the page.\n\
        `author` is as the page credits it; `persons` leaves out desks and agencies. `found_in` says where each fact was\n\
        found. Times carry the page's zone; without one the page gave none. Ends with 3 if there is no article.")]
    Page(InspectPageArgs),
    /// Documents: their articles, and what of them could not be read, as JSON.
    #[command(after_help = "EXAMPLES\n  \
        wirewatch inspect document report.pdf          its articles with their zones, as JSON\n  \
        wirewatch inspect document *.docx export.zip   a document a line\n\n\
        Ends with 3 if something could not be read.")]
    Document {
        /// Documents; what they hold decides before their names do. Mail and saved pages (MHTML) are known by their header as well.
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// A feed, as JSON in neutral names.
    #[command(after_help = "EXAMPLES\n  \
        wirewatch inspect feed rss.xml\n  \
        wirewatch inspect feed --url https://news.example/rss --header 'Content-Type: text/xml; charset=koi8-r' rss.xml\n  \
        wirewatch inspect feed --jsonl --data-dir feeds < cases.jsonl      a line {\"id\", \"data\", \"url\", \"headers\"} in, a line out\n\n\
        Addresses are absolute, times are in UTC. Ends with 3 if it is no feed, or is damaged.")]
    Feed(InspectFeedArgs),
    /// Say which of some texts are one: JSON records {id, text} in, {id, cluster, copy_of, percent} out, a line each.
    #[command(after_help = "EXAMPLES\n  \
        wirewatch inspect copies --jsonl < texts.jsonl\n  \
        wirewatch inspect copies --jsonl texts.jsonl | jq -r 'select(.copy_of) | .id'\n\n\
        A record may also say `published` (or `date`: the earlier text is the original; else they come in order),\n\
        `title`, `outlet` (or `source`) and `wire`. What is quoted does not count; `percent` is the share of a text's\n\
        own words that stands in earlier ones.")]
    Copies {
        /// Read JSON records, one a line. There is no other form.
        #[arg(long)]
        jsonl: bool,
        /// The file (else standard input).
        #[arg(value_name = "FILE")]
        file: Option<PathBuf>,
    },
}

/// Which feed to look into.
#[derive(Debug, Args)]
pub(crate) struct InspectFeedArgs {
    /// Where the feed came from.
    #[arg(long)]
    pub(crate) url: Option<String>,
    /// A header that it came with; may be given again.
    #[arg(long = "header", value_name = "NAME: VALUE")]
    pub(crate) headers: Vec<String>,
    /// Answer lines of JSON until the input ends.
    #[arg(long, conflicts_with_all = ["url", "headers", "file"])]
    pub(crate) jsonl: bool,
    /// Where the files are that the lines name.
    #[arg(long, requires = "jsonl", value_name = "DIR")]
    pub(crate) data_dir: Option<PathBuf>,
    /// The file.
    #[arg(required_unless_present = "jsonl")]
    pub(crate) file: Option<PathBuf>,
}

/// Which page to look into.
#[derive(Debug, Args)]
pub(crate) struct InspectPageArgs {
    /// Where the page came from.
    #[arg(long)]
    pub(crate) url: Option<String>,
    /// The Content-Type that it came with.
    #[arg(long)]
    pub(crate) content_type: Option<String>,
    /// Answer lines of JSON until the input ends.
    #[arg(long, conflicts_with_all = ["url", "content_type", "file"])]
    pub(crate) serve: bool,
    /// The file; `-` reads the standard input.
    #[arg(required_unless_present = "serve")]
    pub(crate) file: Option<PathBuf>,
}

/// Which article, and which of its versions.
#[derive(Debug, Args)]
pub(crate) struct VersionsArgs {
    /// The article, as `wirewatch search --json` and `wirewatch alerts --json` number it.
    #[arg(required_unless_present = "alert")]
    pub(crate) article: Option<ArticleId>,
    /// The article of this alert.
    #[arg(long, conflicts_with = "article")]
    pub(crate) alert: Option<AlertId>,
    /// How the first of two versions became the second.
    #[arg(long, num_args = 2, value_names = ["A", "B"])]
    pub(crate) diff: Option<Vec<u32>>,
    /// With --diff: the blocks that are the same as well.
    #[arg(long, requires = "diff")]
    pub(crate) whole: bool,
}

/// What is to be watched.
#[derive(Debug, Args)]
pub(crate) struct AddArgs {
    /// The feed's address or the folder's path.
    #[arg(value_name = "URL|DIR")]
    pub(crate) address: String,
    /// What to call it (else the feed's title, the folder's name).
    #[arg(long, default_value = "")]
    pub(crate) name: String,
    /// The house behind it; corroboration counts publishers.
    #[arg(long)]
    pub(crate) publisher: Option<String>,
    /// Your own grouping: wire, state, national, local …
    #[arg(long)]
    pub(crate) group: Option<String>,
    /// ISO 3166 code.
    #[arg(long)]
    pub(crate) country: Option<String>,
    /// BCP 47 tag, used where an article does not say.
    #[arg(long)]
    pub(crate) language: Option<String>,
    /// Minutes between two looks.
    #[arg(long, value_name = "MINUTES")]
    pub(crate) interval: Option<u32>,
    /// The address is in a private or local network, and that is meant.
    #[arg(long)]
    pub(crate) allow_private: bool,
    /// What is read at the address.
    #[arg(long, value_enum)]
    pub(crate) method: Option<MethodArg>,
    /// Where the texts of its articles are taken from.
    #[arg(long, value_enum)]
    pub(crate) text: Option<TextArg>,
    /// Ask with this name; the password is read from standard input and goes to the key store.
    #[arg(long, value_name = "NAME")]
    pub(crate) user: Option<String>,
    /// Of a folder: what to leave out, as a pattern of names or paths below it; may be given again.
    #[arg(long, value_name = "PATTERN")]
    pub(crate) ignore: Vec<String>,
}

/// How the network is asked.
#[derive(Debug, Args)]
pub(crate) struct NetworkArgs {
    /// system, none, or the address of a proxy: http://, https://, socks4://, socks4a://, socks5:// or socks5h://.
    #[arg(long, value_name = "PROXY")]
    pub(crate) proxy: Option<String>,
    /// Ask the proxy with this name; the password is read from standard input.
    #[arg(long, value_name = "NAME")]
    pub(crate) proxy_user: Option<String>,
    /// Where a site can reach you: a page or a mail address; empty: the project's page.
    #[arg(long, value_name = "CONTACT")]
    pub(crate) contact: Option<String>,
    /// Ask this host though it is in a private or local network.
    #[arg(long, value_name = "HOST")]
    pub(crate) allow: Vec<String>,
    /// Do not ask this host any more where it is in a private or local network.
    #[arg(long, value_name = "HOST")]
    pub(crate) forbid: Vec<String>,
}

impl NetworkArgs {
    /// Whether nothing is to be changed.
    pub(crate) fn only_shows(&self) -> bool {
        self.proxy.is_none()
            && self.proxy_user.is_none()
            && self.contact.is_none()
            && self.allow.is_empty()
            && self.forbid.is_empty()
    }
}

/// What is read at an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum MethodArg {
    /// A feed.
    Feed,
    /// A news sitemap, or an index of such.
    Sitemap,
    /// The links of a page: new ones are articles.
    FrontPage,
    /// The public page of a Telegram channel.
    Telegram,
}

impl From<MethodArg> for SourceMethod {
    fn from(it: MethodArg) -> SourceMethod {
        match it {
            MethodArg::Feed => SourceMethod::Feed,
            MethodArg::Sitemap => SourceMethod::Sitemap,
            MethodArg::FrontPage => SourceMethod::FrontPage,
            MethodArg::Telegram => SourceMethod::Telegram,
        }
    }
}

/// Where texts are taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum TextArg {
    /// As the program finds better when it looks at three pages.
    Measured,
    /// From what the source gives.
    Feed,
    /// From the page behind each article.
    Page,
}

impl From<TextArg> for TextChoice {
    fn from(it: TextArg) -> TextChoice {
        match it {
            TextArg::Measured => TextChoice::Measured,
            TextArg::Feed => TextChoice::Feed,
            TextArg::Page => TextChoice::Page,
        }
    }
}

/// What to search, and how to show it.
#[derive(Debug, Args)]
pub(crate) struct SearchArgs {
    /// The query.
    #[arg(required = true)]
    pub(crate) query: Vec<String>,
    /// Of the newest 2,000 that match the best first, instead of the newest.
    #[arg(long)]
    pub(crate) ranked: bool,
    /// Count all that match, by source, publisher, language and watchlist.
    #[arg(long)]
    pub(crate) facets: bool,
    /// Count all that match, by day.
    #[arg(long)]
    pub(crate) timeline: bool,
    /// How many hits at most.
    #[arg(long, default_value_t = 20)]
    pub(crate) limit: usize,
    /// Where to go on: what an earlier search gave as "next".
    #[arg(long)]
    pub(crate) cursor: Option<String>,
}

/// What to do about how long articles are kept.
#[derive(Debug, Subcommand)]
pub(crate) enum RetentionAction {
    /// Keep articles for some days after they came.
    Set {
        /// How many days.
        #[arg(long)]
        days: u32,
        /// Only those of this source.
        #[arg(long)]
        source: Option<SourceId>,
    },
    /// Treat the articles of a source as those of all others again.
    Usual {
        /// Which.
        #[arg(long)]
        source: SourceId,
    },
    /// Keep articles for ever again.
    Forever {
        /// Only those of this source, whatever is said of the others.
        #[arg(long)]
        source: Option<SourceId>,
    },
    /// Let the articles go now whose time is over. Ctrl C ends it; what is gone by then is gone.
    Apply,
    /// Say for how long captured bytes are kept that no alert rests on, and let go what is over.
    Captures {
        /// For so many days; 0 keeps only what alerts rest on.
        #[arg(long)]
        days: Option<u32>,
        /// But no more than so many megabytes of them, packed.
        #[arg(long)]
        megabytes: Option<u32>,
    },
}

/// What to do with a source.
#[derive(Debug, Subcommand)]
pub(crate) enum SourceAction {
    /// Do not look at them for now.
    Pause {
        /// Their numbers.
        #[arg(required = true, value_name = "ID")]
        ids: Vec<SourceId>,
    },
    /// Look at them again.
    Resume {
        /// Their numbers.
        #[arg(required = true, value_name = "ID")]
        ids: Vec<SourceId>,
    },
    /// Change several at once, in one step that `wirewatch alerts undo` takes back.
    #[command(after_help = "EXAMPLES\n  \
        wirewatch sources set --interval 60 3 4 5\n  \
        wirewatch sources set --in Wires --country FR --language fr\n  \
        wirewatch sources set --all --interval 0       as often as the settings say\n\n\
        An interval counts from the next look on.")]
    Set(SetArgs),
    /// Add the sources of lists that are not there yet: OPML, or CSV.
    #[command(after_help = "EXAMPLES\n  \
        wirewatch sources import subscriptions.opml\n  \
        wirewatch sources import sources.csv --json | jq '.[].lines[] | select(.fate == \"refused\")'\n\n\
        The first row of a CSV file names its columns: address (or url, feed, xmlUrl), and where they are known name,\n\
        publisher, group (`Wires / State` for a group in another), country, language, interval_minutes, paused (true or\n\
        false), site, kind (feed or folder), method (feed, sitemap, front_page or telegram), text (measured, feed or page),\n\
        revisit (true or false), and of a folder ignore (a pattern on each line of the cell). Only http and https are taken. Nothing is asked of a source here.\n\
        Ends with 3 if a line could not be used. `wirewatch alerts undo` takes back all of a list.")]
    Import {
        /// The lists.
        #[arg(required = true, value_name = "FILE")]
        lists: Vec<PathBuf>,
    },
    /// Print the sources as a list: feeds as OPML, or feeds, pages and folders as CSV.
    #[command(
        alias = "opml",
        after_help = "EXAMPLES\n  wirewatch sources export > feeds.opml\n  wirewatch sources export --format csv > sources.csv"
    )]
    Export {
        /// How.
        #[arg(long, value_enum, default_value = "opml")]
        format: ListFormatArg,
    },
    /// Change what is said of it; what is not named stays as it is.
    Edit(EditArgs),
    /// Remove them; their articles stay readable.
    Remove {
        /// Their numbers.
        #[arg(required = true, value_name = "ID")]
        ids: Vec<SourceId>,
    },
}

/// How a list of sources is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListFormatArg {
    /// For feed readers.
    Opml,
    /// For spreadsheets, with all that is said of a source.
    Csv,
}

/// What is to be changed of several sources.
#[derive(Debug, Args)]
pub(crate) struct SetArgs {
    /// Their numbers.
    #[arg(value_name = "ID", required_unless_present_any = ["all", "within"])]
    pub(crate) ids: Vec<SourceId>,
    /// All of them.
    #[arg(long, conflicts_with_all = ["ids", "within"])]
    pub(crate) all: bool,
    /// Those of this group, and of groups inside it.
    #[arg(long = "in", value_name = "GROUP", conflicts_with = "ids")]
    pub(crate) within: Option<String>,
    /// Your own grouping; empty: none.
    #[arg(long)]
    pub(crate) group: Option<String>,
    /// ISO 3166 code; empty: none.
    #[arg(long)]
    pub(crate) country: Option<String>,
    /// BCP 47 tag; empty: none.
    #[arg(long)]
    pub(crate) language: Option<String>,
    /// Minutes between two looks; 0: as settings say.
    #[arg(long, value_name = "MINUTES")]
    pub(crate) interval: Option<u32>,
    /// Whether they are not looked at for now.
    #[arg(long, value_name = "true|false")]
    pub(crate) paused: Option<bool>,
}

/// What is to be changed of a source.
#[derive(Debug, Args)]
pub(crate) struct EditArgs {
    /// The source's number.
    pub(crate) id: SourceId,
    /// Its address or path.
    #[arg(long)]
    pub(crate) address: Option<String>,
    /// What to call it.
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// The house behind it.
    #[arg(long)]
    pub(crate) publisher: Option<String>,
    /// Your own grouping; empty: none.
    #[arg(long)]
    pub(crate) group: Option<String>,
    /// ISO 3166 code; empty: none.
    #[arg(long)]
    pub(crate) country: Option<String>,
    /// BCP 47 tag; empty: none.
    #[arg(long)]
    pub(crate) language: Option<String>,
    /// Minutes between two looks; 0: as settings say.
    #[arg(long, value_name = "MINUTES")]
    pub(crate) interval: Option<u32>,
    /// Whether an address in a private or local network is meant.
    #[arg(long, value_name = "true|false")]
    pub(crate) allow_private: Option<bool>,
    /// Whether the pages of its articles that raised an alert are looked at again.
    #[arg(long, value_name = "true|false")]
    pub(crate) revisit: Option<bool>,
    /// Ask with this name; the password is read from standard input and goes to the key store. Empty: without.
    #[arg(long, value_name = "NAME")]
    pub(crate) user: Option<String>,
    /// Take the certificate with this SHA-256 though nobody vouches for it; the source's trouble shows it. Empty: none.
    #[arg(long, value_name = "SHA256")]
    pub(crate) certificate: Option<String>,
    /// What is read at its address.
    #[arg(long, value_enum)]
    pub(crate) method: Option<MethodArg>,
    /// Where the texts of its articles are taken from.
    #[arg(long, value_enum)]
    pub(crate) text: Option<TextArg>,
    /// Of a folder: what to leave out, in place of what was; may be given again. Empty: nothing.
    #[arg(long, value_name = "PATTERN")]
    pub(crate) ignore: Option<Vec<String>>,
}

/// How much a backtest looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DepthArg {
    Count,
    Hits,
    Clauses,
}

/// What to do with a topic.
#[derive(Debug, Subcommand)]
pub(crate) enum TopicAction {
    /// Add a topic; a watchlist that does not exist is made.
    Add {
        /// The watchlist, by name.
        #[arg(long)]
        watchlist: String,
        /// What to call the topic (else by its query, or how that begins). Within a watchlist each once.
        #[arg(long)]
        name: Option<String>,
        /// How grave its alerts are.
        #[arg(long, value_enum, default_value_t = SeverityArg::Watch)]
        severity: SeverityArg,
        /// Why, for its history.
        #[arg(long)]
        note: Option<String>,
        /// The query; comments behind # are kept.
        query: String,
    },
    /// Change a topic; what is not named stays as it is.
    Save {
        /// The topic's number.
        id: TopicId,
        /// The watchlist, by name or number.
        #[arg(long)]
        watchlist: Option<String>,
        /// What to call it.
        #[arg(long)]
        name: Option<String>,
        /// How grave its alerts are.
        #[arg(long, value_enum)]
        severity: Option<SeverityArg>,
        /// Why, for its history.
        #[arg(long)]
        note: Option<String>,
        /// The query; comments behind # are kept.
        query: Option<String>,
    },
    /// Try a query on the archive, without saving anything: hits a day, what each clause does, what a change of a topic
    /// would gain and lose.
    Backtest {
        /// Every saved topic, in one pass over the archive: hits of each, and on which days.
        #[arg(long, conflicts_with_all = ["topic", "depth", "query"])]
        all: bool,
        /// The topic whose saved version it is compared with, by number.
        #[arg(long)]
        topic: Option<TopicId>,
        /// Only the articles of so many last days of the archive.
        #[arg(long)]
        days: Option<u32>,
        /// How much to look at: the number alone, each hit, or each clause as well.
        #[arg(long, value_enum, default_value_t = DepthArg::Clauses)]
        depth: DepthArg,
        /// The query; none: that of the topic.
        #[arg(required_unless_present_any = ["topic", "all"])]
        query: Option<String>,
    },
    /// Show every version of a topic with its note.
    History {
        /// The topic's number.
        id: TopicId,
    },
    /// Make a new version of a topic that is as an earlier one was.
    Rollback {
        /// The topic's number.
        id: TopicId,
        /// The version, as `wirewatch topics history` numbers it.
        version: u32,
        /// Why, for its history.
        #[arg(long)]
        note: Option<String>,
    },
    /// Show the rules of a topic, or set them: when its alerts are graver, bursts, silences.
    #[command(after_help = "RULES\n  \
        high if 3 publishers in 60 minutes\n  \
        critical if group is wire                      also: source, publisher, country\n  \
        high if the title matches\n  \
        high if burst in 60 minutes                    much more than is usual for this topic\n  \
        high if burst in 60 minutes, at least 5 texts of 3 publishers, then quiet for 12 hours\n  \
        watch if silent for 3 days\n\n\
        Rules hold from now on, and for what came in the last day.")]
    Rules {
        /// The topic's number.
        id: TopicId,
        /// The rules; none: show them.
        #[arg(value_name = "RULE")]
        rules: Vec<String>,
        /// Take its rules away.
        #[arg(long, conflicts_with = "rules")]
        clear: bool,
    },
    /// Write the watchlists with their topics, rules and lists into a file that people can read and change.
    Export {
        /// The file; `-` prints it.
        file: PathBuf,
        /// Only this watchlist, by name or number, with the lists that it uses.
        #[arg(long)]
        watchlist: Option<String>,
        /// Put it in the place of a file that is there.
        #[arg(long)]
        replace: bool,
    },
    /// Take in a file of watchlists, as a whole or not at all; what has the same name is changed, nothing is removed.
    #[command(after_help = "EXAMPLES\n  \
        wirewatch topics import watchlists.toml --dry-run    what would change\n  \
        wirewatch topics import watchlists.toml\n  \
        wirewatch alerts undo                                as it was before\n\n\
        docs/watchlists.md says how such a file is written. Ends with 3 if it was not taken.")]
    Import {
        /// The file.
        file: PathBuf,
        /// Only say what would change.
        #[arg(long)]
        dry_run: bool,
    },
    /// Say what the language makes of a query.
    Check {
        /// The query.
        query: String,
    },
    /// Say a query of another system in our language, or ours in its, with every change and loss.
    #[command(after_help = "EXAMPLES\n  \
        wirewatch topics convert --from factiva 'border escalation near5 troops'\n  \
        wirewatch topics convert --from lexis 'HEADLINE(sanction! W/10 bank)' --json\n  \
        wirewatch topics convert --to brandwatch 'sanction* ONEAR/3 bank'\n\n\
        Ends with 3 if something could not be carried over.")]
    Convert(ConvertArgs),
    /// Remove a topic.
    Remove {
        /// The topic's number.
        id: TopicId,
    },
}

/// What to do with a named list.
#[derive(Debug, Subcommand)]
pub(crate) enum ListAction {
    /// Show a list with what uses it.
    Show {
        /// Its name.
        name: String,
    },
    /// Add a list, or change its terms.
    Set {
        /// Its name: letters, digits, - and _.
        name: String,
        /// The terms: one a line, or with commas between; comments behind #.
        #[arg(required_unless_present = "file", conflicts_with = "file")]
        terms: Option<String>,
        /// Read the terms from this file; `-` reads them from the input.
        #[arg(long)]
        file: Option<PathBuf>,
        /// Why, for its history.
        #[arg(long)]
        note: Option<String>,
    },
    /// Remove a list that nothing uses.
    Remove {
        /// Its name.
        name: String,
    },
    /// Give a list another name, also where it is used.
    Rename {
        /// Its name.
        from: String,
        /// Its new name.
        to: String,
    },
}

/// Which query, and from or into what.
#[derive(Debug, Args)]
pub(crate) struct ConvertArgs {
    /// The system that the query was written for.
    #[arg(
        long,
        value_enum,
        value_name = "SYSTEM",
        required_unless_present = "to"
    )]
    pub(crate) from: Option<DialectArg>,
    /// The system to show our query in.
    #[arg(long, value_enum, value_name = "SYSTEM", conflicts_with = "from")]
    pub(crate) to: Option<DialectArg>,
    /// The query.
    pub(crate) query: String,
}

/// What to do with alerts.
#[derive(Debug, Subcommand)]
pub(crate) enum AlertAction {
    /// Show an alert whole: the article, and why it matched.
    Show {
        /// The alert's number.
        id: AlertId,
    },
    /// Keep alerts.
    Keep {
        /// Their numbers; of bursts and silences with an s: s3.
        #[arg(required = true)]
        ids: Vec<Raised>,
    },
    /// Dismiss alerts.
    Dismiss {
        /// Their numbers; of bursts and silences with an s: s3.
        #[arg(required = true)]
        ids: Vec<Raised>,
    },
    /// Put tags on an alert.
    Tag {
        /// The alert's number.
        id: AlertId,
        /// The tags.
        #[arg(required = true)]
        tags: Vec<String>,
    },
    /// Take tags off an alert.
    Untag {
        /// The alert's number.
        id: AlertId,
        /// The tags.
        #[arg(required = true)]
        tags: Vec<String>,
    },
    /// Set the note of an alert; an empty one removes it.
    Note {
        /// The alert's number.
        id: AlertId,
        /// The note.
        text: String,
    },
    /// Take back what was done last.
    Undo,
    /// Do again what was taken back last.
    Redo,
}

/// An alert, or a burst or silence of a topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Raised {
    /// An alert: 12.
    Alert(AlertId),
    /// A burst or a silence: s3.
    Signal(SignalId),
}

impl std::str::FromStr for Raised {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Raised, Self::Err> {
        match text.strip_prefix(['s', 'S']) {
            Some(rest) => rest.parse().map(Raised::Signal),
            None => text.parse().map(Raised::Alert),
        }
    }
}

/// Which alerts.
#[derive(Debug, Args)]
pub(crate) struct AlertArgs {
    /// In this state.
    #[arg(long, value_enum, default_value_t = StateArg::New)]
    pub(crate) state: StateArg,
    /// In any state, those whose articles changed since they were decided on.
    #[arg(long)]
    pub(crate) changed: bool,
    /// Of this watchlist, by name or number.
    #[arg(long)]
    pub(crate) watchlist: Option<String>,
    /// Of this topic.
    #[arg(long)]
    pub(crate) topic: Option<TopicId>,
    /// Of this source.
    #[arg(long)]
    pub(crate) source: Option<SourceId>,
    /// At least as grave.
    #[arg(long, value_enum)]
    pub(crate) severity: Option<SeverityArg>,
    /// Of articles from then on: 24h, 7d, 2021-12-07, 2021-12-07T18:00:00Z.
    #[arg(long, value_name = "WHEN")]
    pub(crate) since: Option<String>,
    /// Of articles before then.
    #[arg(long, value_name = "WHEN")]
    pub(crate) until: Option<String>,
    /// How many at most; with --json all, if not given.
    #[arg(long)]
    pub(crate) limit: Option<usize>,
    /// Show the alerts of copies below the one that they joined.
    #[arg(long)]
    pub(crate) copies: bool,
}

/// What digest.
#[derive(Debug, Args)]
pub(crate) struct DigestArgs {
    /// Alerts raised from then on: 24h, 7d, 2021-12-07, 2021-12-07T18:00:00Z.
    #[arg(long, value_name = "WHEN", default_value = "24h")]
    pub(crate) since: String,
    /// Alerts raised before then (else now).
    #[arg(long, value_name = "WHEN")]
    pub(crate) until: Option<String>,
    /// Only this watchlist, by name or number; can be given several times.
    #[arg(long)]
    pub(crate) watchlist: Vec<String>,
    /// Only alerts in these states (else new and kept).
    #[arg(long, value_enum, value_delimiter = ',')]
    pub(crate) state: Vec<StateArg>,
    /// What to write.
    #[arg(long, value_enum, value_delimiter = ',', default_values_t = [FormatArg::Markdown, FormatArg::Html, FormatArg::Json])]
    pub(crate) format: Vec<FormatArg>,
    /// The folder to write into; `-` prints one format on the terminal.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<String>,
    /// Its title.
    #[arg(long, default_value = "Digest")]
    pub(crate) title: String,
}

/// Another system's language, on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DialectArg {
    /// Factiva.
    Factiva,
    /// Lexis and Nexis.
    Lexis,
    /// Meltwater.
    Meltwater,
    /// Brandwatch.
    Brandwatch,
    /// Lucene, Solr and Elasticsearch.
    Lucene,
}

impl From<DialectArg> for Dialect {
    fn from(arg: DialectArg) -> Dialect {
        match arg {
            DialectArg::Factiva => Dialect::Factiva,
            DialectArg::Lexis => Dialect::Lexis,
            DialectArg::Meltwater => Dialect::Meltwater,
            DialectArg::Brandwatch => Dialect::Brandwatch,
            DialectArg::Lucene => Dialect::Lucene,
        }
    }
}

/// A severity, on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SeverityArg {
    /// Good to know.
    Info,
    /// To be looked at today.
    Watch,
    /// To be looked at now.
    High,
    /// To be told at once.
    Critical,
}

impl From<SeverityArg> for Severity {
    fn from(arg: SeverityArg) -> Severity {
        match arg {
            SeverityArg::Info => Severity::Info,
            SeverityArg::Watch => Severity::Watch,
            SeverityArg::High => Severity::High,
            SeverityArg::Critical => Severity::Critical,
        }
    }
}

/// A state of alerts, on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum StateArg {
    /// Not looked at.
    New,
    /// Worth keeping.
    Kept,
    /// Not relevant.
    Dismissed,
    /// All of them.
    Any,
}

impl StateArg {
    /// The state, or nothing for any.
    pub(crate) fn state(self) -> Option<AlertState> {
        match self {
            StateArg::New => Some(AlertState::New),
            StateArg::Kept => Some(AlertState::Kept),
            StateArg::Dismissed => Some(AlertState::Dismissed),
            StateArg::Any => None,
        }
    }
}

/// A format, on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FormatArg {
    /// Markdown.
    Markdown,
    /// One HTML file.
    Html,
    /// JSON.
    Json,
}

impl From<FormatArg> for DigestFormat {
    fn from(arg: FormatArg) -> DigestFormat {
        match arg {
            FormatArg::Markdown => DigestFormat::Markdown,
            FormatArg::Html => DigestFormat::Html,
            FormatArg::Json => DigestFormat::Json,
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::Cli;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
