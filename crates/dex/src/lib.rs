//! DEX tables, code items and instructions, zero-copy and lazy
