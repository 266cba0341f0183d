//! The running monitor from outside: a clock that the tests turn, a server that says what it is told to say, and
//! folders that are really there. Nothing sleeps: what is waited for is looked at after each change.

mod administration;
mod clock;
mod desk;
mod ears;
mod server;

mod away;
mod discover;
mod faults;
mod feeds;
mod folders;
mod full_text;
mod imports;
mod month;
mod outages;
mod polite;
mod revisits;
mod schedule;
mod sitemaps;
mod timing;
mod topics;
mod watching;
mod without_feed;
