//! The whole program through its command line; see the files beside this one.
