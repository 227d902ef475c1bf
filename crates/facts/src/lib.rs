//! Typed values read out of an app, each with the place it came from
