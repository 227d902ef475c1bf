//! Detectors: the questions a declaration cannot ask
