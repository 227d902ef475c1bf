//! Built by the owner of this format.
