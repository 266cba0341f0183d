//! Articles and topics that somebody has, instead of made ones.

use std::{
    fs::File,
    io::{BufRead, BufReader},
    path::Path,
};

use news::{Article, Block, Zone, query::Query};
use serde::Deserialize;

/// An article as it is given.
#[derive(Debug, Deserialize)]
struct Given {
    #[serde(default)]
    title: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    blocks: Vec<Block>,
}

/// A topic of a JSON list.
#[derive(Debug, Deserialize)]
struct Topic {
    query: String,
}

/// At most so many articles of a file of JSON Lines.
pub(crate) fn articles(file: &Path, most: usize) -> Result<Vec<Article>, String> {
    let opened =
        File::open(file).map_err(|err| format!("{} cannot be read: {err}", file.display()))?;
    let mut found = vec![];
    for (number, line) in BufReader::new(opened).lines().enumerate() {
        let place = || format!("{}, line {}", file.display(), number + 1);
        let line = line.map_err(|err| format!("{} cannot be read: {err}", place()))?;
        if line.trim().is_empty() {
            continue;
        }
        let given: Given =
            serde_json::from_str(&line).map_err(|err| format!("{}: {err}", place()))?;
        found.push(article(given));
        if found.len() == most {
            break;
        }
    }
    match found.is_empty() {
        true => Err(format!("{} holds no article", file.display())),
        false => Ok(found),
    }
}

fn article(given: Given) -> Article {
    let mut blocks = given.blocks;
    if blocks.is_empty() {
        let paragraphs = given
            .text
            .split('\n')
            .map(str::trim)
            .filter(|it| !it.is_empty());
        blocks.extend(paragraphs.map(|it| Block::new(Zone::Body, it)));
    }
    if !given.title.is_empty() && blocks.iter().all(|it| it.zone != Zone::Headline) {
        blocks.insert(0, Block::new(Zone::Headline, given.title.clone()));
    }
    Article {
        title: given.title,
        blocks,
        ..Article::default()
    }
}

/// The queries of a file: a JSON list of objects, or one query a line. What is no query is left out and counted.
pub(crate) fn topics(file: &Path) -> Result<(Vec<Query>, usize), String> {
    let text = std::fs::read_to_string(file)
        .map_err(|err| format!("{} cannot be read: {err}", file.display()))?;
    let texts: Vec<String> = if text.trim_start().starts_with('[') {
        let topics: Vec<Topic> =
            serde_json::from_str(&text).map_err(|err| format!("{}: {err}", file.display()))?;
        topics.into_iter().map(|it| it.query).collect()
    } else {
        let lines = text.lines().map(str::trim);
        lines
            .filter(|it| !it.is_empty())
            .map(str::to_string)
            .collect()
    };
    let queries: Vec<Query> = texts
        .iter()
        .filter_map(|it| Query::topic(it).ok())
        .map(|it| it.query)
        .collect();
    match queries.is_empty() {
        true => Err(format!("{} holds no topic", file.display())),
        false => {
            let wrong = texts.len() - queries.len();
            Ok((queries, wrong))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn file(text: &str) -> tempfile::NamedTempFile {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(text.as_bytes()).unwrap();
        file
    }

    #[test]
    fn articles_are_a_title_and_a_text_or_blocks() {
        let lines = "{\"title\":\"A\",\"text\":\"One.\\n\\nTwo.\"}\n\n{\"blocks\":[{\"zone\":\"promo\",\"text\":\"P\"}]}\n";
        let found = articles(file(lines).path(), 10).unwrap();
        let zones = |it: &Article| -> Vec<Zone> { it.blocks.iter().map(|it| it.zone).collect() };
        assert_eq!(zones(&found[0]), [Zone::Headline, Zone::Body, Zone::Body]);
        assert_eq!(zones(&found[1]), [Zone::Promo]);
        assert_eq!(articles(file(lines).path(), 1).unwrap().len(), 1);
        assert!(
            articles(file("{\"title\":").path(), 1)
                .unwrap_err()
                .contains("line 1")
        );
        assert!(articles(file("\n").path(), 1).is_err());
    }

    #[test]
    fn topics_are_lines_or_a_list() {
        let (found, wrong) = topics(file("border OR clash\n\nborder clash AND\n").path()).unwrap();
        assert_eq!((found.len(), wrong), (1, 1));
        let (found, _) = topics(file("[{\"id\":1,\"query\":\"border\"}]").path()).unwrap();
        assert_eq!(found.len(), 1);
        assert!(topics(file("").path()).is_err());
    }
}
