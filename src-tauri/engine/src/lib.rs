//! The running monitor: network, folders, clock, threads. Everything the product can do, without a screen.
//!
//! [`Engine`] is the whole of it: cheap to clone, its verbs block until they are done (long work is a
//! [`Job`](news::desk::Job)). One thread owns the database's writer; sources are looked at on a small pool, and
//! what they bring is parsed and judged before it reaches that thread. The clock and the network are given in
//! [`Options`], so that tests drive both.

mod address;
mod asking;
mod backtest;
mod capture;
mod copies;
mod discover;
mod documents;
mod due;
mod ears;
mod engine;
mod error;
mod evidence;
mod feeds;
mod files;
mod folders;
mod front_page;
mod full_text;
mod given_page;
mod headers;
mod heap;
mod held;
mod hints;
mod history;
mod holds;
mod ignore;
mod import;
mod jobs;
mod judge;
mod judges;
mod kept;
mod large;
mod lints;
mod listeners;
mod locale;
mod lock;
mod logins;
#[cfg(test)]
mod month;
mod mounts;
mod moves;
mod network;
mod options;
mod output;
mod pace;
mod pages;
mod pass;
mod peace;
mod poll;
mod proved;
mod reach;
mod reading;
mod revisits;
mod robots;
mod room;
mod ruling;
mod sample;
mod scan_many;
mod scheduler;
mod search;
mod secrets;
mod sitemap;
mod sought;
mod source_lists;
mod standing;
mod terms;
mod tls;
mod together;
mod trouble;
mod unpack;
mod upkeep;
mod verify;
mod watchlist_files;
mod watchlists;
mod way;
mod web;
mod writer;

pub use backtest::Depth;
pub use documents::{
    Documents, READER_ARGUMENT, serve_documents, serve_documents_if_asked, this_program,
};
pub use ears::{Deaf, Ears, Hint, SystemEars, Tell};
pub use engine::Engine;
pub use error::EngineError;
pub use feeds::Polled;
pub use given_page::{GivenPage, Taken};
pub use import::Imported;
pub use judges::behind_the_writer;
pub use network::{Elsewhere, FetchError, Login, Network, Request, Response};
pub use options::{Clock, Options, Pending, SystemClock, default_data_dir};
pub use pass::{Tallies, TopicTally};
pub use poll::{PagesEnded, PagesRead};
pub use secrets::{InMemory, KeyStore, Password, Secrets, SecretsError};
pub use way::{ProxyWay, Way};
