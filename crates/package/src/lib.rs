//! App packages opened into units and artifacts
