//! Documents out: an edition becomes Markdown, HTML and JSON.
