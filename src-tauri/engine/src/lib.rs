//! The running monitor: network, folders, clock, threads. Everything the product can do, without a screen.
//!
//! [`Engine`] is the whole of it: cheap to clone, its verbs block until they are done (long work is a
//! [`Job`](news::desk::Job)). One thread owns the database's writer; sources are looked at on a small pool, and
//! what they bring is parsed and judged before it reaches that thread. The clock and the network are given in
//! [`Options`], so that tests drive both.

mod address;
mod backtest;
mod capture;
mod copies;
mod documents;
mod engine;
mod error;
mod evidence;
mod feeds;
mod files;
mod folders;
mod given_page;
mod headers;
mod held;
mod hints;
mod history;
mod import;
mod jobs;
mod judge;
mod judges;
mod lints;
mod locale;
mod lock;
mod mounts;
mod network;
mod options;
mod output;
mod pace;
mod pass;
mod poll;
mod reading;
mod revisits;
mod robots;
mod room;
mod ruling;
mod sample;
mod scan_many;
mod scheduler;
mod search;
mod sought;
mod terms;
mod trouble;
mod upkeep;
mod verify;
mod watchlist_files;
mod watchlists;
mod web;
mod writer;

pub use backtest::Depth;
pub use documents::{
    Documents, READER_ARGUMENT, serve_documents, serve_documents_if_asked, this_program,
};
pub use engine::Engine;
pub use error::EngineError;
pub use feeds::Polled;
pub use given_page::{GivenPage, Taken};
pub use import::Imported;
pub use judges::behind_the_writer;
pub use network::{FetchError, Network, Request, Response};
pub use options::{Clock, Options, Pending, SystemClock, default_data_dir};
pub use pass::{Tallies, TopicTally};
