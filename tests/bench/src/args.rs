//! What was asked for.

use std::path::PathBuf;

/// How to ask.
pub(crate) const HELP: &str = "\
What the product costs, on a made corpus, beside what others do.

  cargo xtask bench matching       topics against articles: ours, others, growth, memory, physical limits
  cargo xtask bench exact          the matcher against the proof, over random queries of the whole language
  cargo xtask bench archive        filing, size on disk, search, opening
  cargo xtask bench search DIR     searching a desk that `archive` made, of as many articles; behind DIR may stand which part:
                                   queries, pages, topics, copies, opening
  cargo xtask bench window         what the window waits for with many topics: alerts, articles, checks of queries
  cargo xtask bench watchlist      all topics over the desk that `archive` left in --dir, in one pass
  cargo xtask bench round          one round of looks at many feeds, over sockets of this machine (Linux)
  cargo xtask bench folders        a watched folder at its worst: files in every way into new folders while the monitor runs
  cargo xtask bench feeds          reading feeds: speed, random damage, hostile ones
  cargo xtask bench corpus         what the made articles and topics are like, and one of them

  --passes N            how often each figure is measured (default 5, the least)
  --count N             articles that topics are matched against (default 2,000)
  --sizes N,N,…         how many topics (default 100,1000,10000,100000)
  --articles FILE       own articles instead of made ones: JSON Lines with `title` and `text`, or `blocks` of `zone` and `text`
  --topics FILE         own topics instead of made ones: one query a line, or a JSON list of objects with `query`
  --no-peers            ours only
  --feeds DIR           own feeds beside the made ones: the files of a folder
  --runs N              damaged feeds of `feeds` (default 100,000)
  --decisions N         decisions of `exact` (default 1e7)
  --articles-count N    articles of `archive`, files of `folders` (default 100,000)
  --feeds-count N       feeds of `round` (default 1,000)
  --dir DIR             where `archive` and `folders` keep their desk (default: a folder for temporary files)
  --seed N              of all that is made (default 1)
  --write               put the tables into docs/benchmarks.md as well
";

/// What was asked for.
#[derive(Debug, Clone)]
pub(crate) struct Args {
    /// What to measure.
    pub(crate) what: String,
    /// What stands behind it, for work that this program gives to another process of its own.
    pub(crate) rest: Vec<String>,
    pub(crate) passes: usize,
    pub(crate) count: usize,
    pub(crate) sizes: Vec<usize>,
    pub(crate) articles: Option<PathBuf>,
    pub(crate) topics: Option<PathBuf>,
    pub(crate) feeds: Option<PathBuf>,
    pub(crate) runs: u64,
    pub(crate) peers: bool,
    pub(crate) decisions: u64,
    pub(crate) articles_count: u64,
    pub(crate) feeds_count: usize,
    pub(crate) dir: Option<PathBuf>,
    pub(crate) seed: u64,
    pub(crate) write: bool,
}

impl Args {
    /// Reads the arguments behind the program's name.
    ///
    /// # Errors
    /// What cannot be understood.
    pub(crate) fn read(given: impl IntoIterator<Item = String>) -> Result<Args, String> {
        let mut args = Args {
            what: String::new(),
            rest: vec![],
            passes: 5,
            count: 2_000,
            sizes: vec![100, 1_000, 10_000, 100_000],
            articles: None,
            topics: None,
            feeds: None,
            runs: 100_000,
            peers: cfg!(feature = "peers"),
            decisions: 10_000_000,
            articles_count: 100_000,
            feeds_count: 1_000,
            dir: None,
            seed: 1,
            write: false,
        };
        let mut given = given.into_iter();
        while let Some(it) = given.next() {
            let mut value = || given.next().ok_or_else(|| format!("{it} needs a value"));
            match it.as_str() {
                "--passes" => args.passes = number(&value()?)? as usize,
                "--count" => args.count = number(&value()?)?.max(1) as usize,
                "--sizes" => {
                    args.sizes = value()?
                        .split(',')
                        .map(|it| number(it).map(|it| it.max(1) as usize))
                        .collect::<Result<_, _>>()?;
                }
                "--articles" => args.articles = Some(value()?.into()),
                "--topics" => args.topics = Some(value()?.into()),
                "--feeds" => args.feeds = Some(value()?.into()),
                "--runs" => args.runs = number(&value()?)?.max(1),
                "--no-peers" => args.peers = false,
                "--decisions" => args.decisions = number(&value()?)?.max(1),
                "--articles-count" => args.articles_count = number(&value()?)?.max(1),
                "--feeds-count" => args.feeds_count = number(&value()?)?.clamp(1, 100_000) as usize,
                "--dir" => args.dir = Some(value()?.into()),
                "--seed" => args.seed = number(&value()?)?,
                "--write" => args.write = true,
                it if it.starts_with('-') => {
                    return Err(format!("there is no option {it}\n\n{HELP}"));
                }
                it if args.what.is_empty() => args.what = it.to_string(),
                it => args.rest.push(it.to_string()),
            }
        }
        Ok(args)
    }
}

/// A number as people write large ones: 10000, 10,000 within no list, 1e8.
fn number(text: &str) -> Result<u64, String> {
    let plain: String = text.chars().filter(|it| !matches!(it, '_' | ' ')).collect();
    if let Ok(number) = plain.parse() {
        return Ok(number);
    }
    match plain.parse::<f64>() {
        Ok(number) if (0.0..=1e15).contains(&number) && number.fract() == 0.0 => Ok(number as u64),
        _ => Err(format!("`{text}` is no whole number")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Args, String> {
        Args::read(text.split_whitespace().map(str::to_string))
    }

    #[test]
    fn options_are_read_and_what_is_none_is_said() {
        let args = read("exact --decisions 1e8 --sizes 10,2_000 --write more").unwrap();
        assert_eq!((args.what.as_str(), args.decisions), ("exact", 100_000_000));
        assert_eq!((args.sizes, args.write), (vec![10, 2_000], true));
        assert_eq!(args.rest, ["more"]);
        for wrong in ["--sizes", "--passes many", "--decisions 1.5", "--quick"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
