//! Foreign bytes in: feeds, pages and files become articles.
