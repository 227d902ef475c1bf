//! Article 6(3) at work: what changed between two releases, who consented, what the laboratory said, whether a release may go out.
//!
//! Architecture invariant: this crate decides about releases, never about findings. It takes facts and verdicts as `engine` and
//! `standards` give them, and no obligation is written in code: they come from the policy packs.
