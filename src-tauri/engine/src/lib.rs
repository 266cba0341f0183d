//! The running monitor: network, folders, clock, threads.
